"""Offers and requests."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from network import access, limits, notices
from network.models import Notice, Organisation, Profile, User
from network.models.notices import LONGEST, usual_end
from network.views.filters import NoticeFilter
from network.views.frame import MemberRequest, Trail, trail
from network.views.people import write_message

PER_PAGE = 24
PER_DAY = 10  # of one person


def notices_trail(*above: tuple[str, str]) -> Trail:
    return trail((_("Biete / Suche"), reverse("network:notice_list")), *above)


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What is offered and looked for now, or all of one's own."""
    filters = NoticeFilter(request.GET)
    chosen = filters.chosen
    own = request.user.is_authenticated and "meine" in request.GET
    found = Notice.objects.current()
    if own:
        found = Notice.objects.filter(author=request.user.pk)
    if "art" in chosen:
        found = found.filter(kind=chosen["art"])
    if "handlungsfeld" in chosen:
        found = found.filter(topic__slug=chosen["handlungsfeld"])
    found = found.select_related("topic", "organisation").defer(
        "organisation__search_vector"
    )
    context = {
        "title": _("Meine Einträge") if own else _("Biete / Suche"),
        "trail": notices_trail() if own else trail(),
        "own": own,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "filters": filters,
        "reset_url": "?meine" if own else "?",
    }
    return render(request, "network/notice_list.html", context)


@require_safe
def notice_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    return show_notice(request, access.notice_read(request.user, key))


def show_notice(
    request: HttpRequest, notice: Notice, form: forms.Form | None = None
) -> HttpResponse:
    profiles = Profile.objects.visible_to(request.user)
    context = {
        "title": notice.title,
        "trail": notices_trail(),
        "notice": notice,
        "author": profiles.filter(user=notice.author).select_related("user").first(),
        "matching": Notice.objects.matching(notice)[:5],
        "may_check": request.user.has_perm("network.change_notice"),
        "form": form or RefusalForm(),
    }
    return render(request, "network/notice_detail.html", context)


# --- Writing one --------------------------------------------------------------------------


class NoticeForm(forms.ModelForm):
    expires_on = forms.DateField(
        label=_("Gilt bis"),
        help_text=_("Datum, zum Beispiel 3.7.2026, höchstens ein halbes Jahr voraus"),
        initial=usual_end,
        input_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Bitte nennen Sie ein Datum, zum Beispiel 3.7.2026."),
            "invalid": _("Bitte mit Punkten schreiben, zum Beispiel 3.7.2026."),
        },
    )

    class Meta:
        model = Notice
        fields = ("kind", "title", "text", "topic", "organisation", "expires_on")
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 8}),
        }
        error_messages = {
            "kind": {"required": _("Bitte wählen Sie „Biete“ oder „Suche“.")},
            "title": {"required": _("Bitte schreiben Sie eine Überschrift.")},
            "text": {"required": _("Bitte schreiben Sie, worum es geht.")},
            "topic": {"required": _("Bitte wählen Sie ein Handlungsfeld.")},
        }

    def __init__(self, *args: Any, author: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = Notice.Kind.choices
        topic = cast(forms.ModelChoiceField, self.fields["topic"])
        topic.empty_label = _("Bitte wählen")
        organisation = cast(forms.ModelChoiceField, self.fields["organisation"])
        # Anybody may say to belong to an organisation; its name stands only above
        # notices of those to whom it has given a part.
        organisation.queryset = Organisation.objects.published().filter(
            affiliations__in=author.affiliations.vouched_for()
        )
        organisation.empty_label = _("nur für mich")
        if not organisation.queryset.exists():
            del self.fields["organisation"]

    def clean_expires_on(self) -> date:
        day, today = self.cleaned_data["expires_on"], timezone.localdate()
        if day < today:
            raise ValidationError(_("Bitte nennen Sie einen Tag, der noch kommt."))
        if day > today + LONGEST:
            raise ValidationError(_("Bitte höchstens ein halbes Jahr voraus."))
        return day


@login_required
def notice_create(request: MemberRequest) -> HttpResponse:
    form = NoticeForm(request.POST or None, author=request.user)
    status = 200
    if request.method == "POST" and form.is_valid():
        day, who = timedelta(days=1), str(request.user.pk)
        if limits.allowed("notice", who, amount=PER_DAY, per=day):
            notice = notices.submit_notice(
                notice=form.save(commit=False), by=request.user
            )
            messages.success(
                request,
                _("Ihr Eintrag ist veröffentlicht.")
                if notice.is_current
                else _(
                    "Vielen Dank. Ihren ersten Eintrag liest das Netzwerkmanagement, "
                    "bevor er erscheint. Sie bekommen eine E-Mail."
                ),
            )
            return redirect(notice)
        status = 429
        form.add_error(
            None,
            _(
                "Sie haben heute schon viele Einträge geschrieben. Ihre Eingaben sind "
                "noch da. Bitte senden Sie sie morgen noch einmal."
            ),
        )
    context = {
        "title": _("Angebot oder Gesuch eintragen"),
        "trail": notices_trail(),
        "intro": _(
            "Andere antworten Ihnen über das Portal; Ihre E-Mail-Adresse sieht niemand."
        ),
        "form": form,
        "button": _("Eintrag senden"),
        "back": reverse("network:notice_list"),
    }
    return render(request, "network/form.html", context, status=status)


@login_required
def notice_edit(request: MemberRequest, key: UUID) -> HttpResponse:
    notice = access.own_notice(request.user, key)
    form = NoticeForm(request.POST or None, instance=notice, author=request.user)
    if request.method == "POST" and form.is_valid():
        notices.edit_notice(notice=notice, changed=form.changed_data)
        messages.success(request, _("Ihre Änderungen sind gespeichert."))
        return redirect(notice)
    context = {
        "title": _("Eintrag bearbeiten"),
        "trail": notices_trail((notice.title, notice.get_absolute_url())),
        "form": form,
        "button": _("Änderungen speichern"),
        "back": notice.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


@login_required
@require_POST
def notice_close(request: MemberRequest, key: UUID) -> HttpResponse:
    notice = access.own_notice(request.user, key)
    notices.close_notice(notice=notice)
    messages.success(request, _("Ihr Eintrag ist beendet."))
    return redirect(notice)


@login_required
def notice_reply(request: MemberRequest, key: UUID) -> HttpResponse:
    notice = access.notice_read(request.user, key)
    if notice.author == request.user or not notice.is_current:
        raise PermissionDenied
    return write_message(
        request,
        recipients=[notice.author],
        title=_("Antwort auf: %(title)s") % {"title": notice.title},
        back=notice.get_absolute_url(),
        above=notices_trail((notice.title, notice.get_absolute_url())),
        topic=notice.title,
    )


# --- What managers decide -----------------------------------------------------------------


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund, den die Person erfährt"),
        max_length=500,
        error_messages={"required": _("Bitte nennen Sie der Person einen Grund.")},
    )


@login_required
@require_POST
def notice_check(request: MemberRequest, key: UUID) -> HttpResponse:
    """Publish a waiting notice, or take any notice away with a reason."""
    notice = access.notice_read(request.user, key)
    if not request.user.has_perm("network.change_notice"):
        raise PermissionDenied
    if request.POST.get("action") == "publish":
        notices.publish_notice(notice=notice)
    else:
        form = RefusalForm(request.POST)
        if not form.is_valid():
            return show_notice(request, notice, form)
        notices.refuse_notice(notice=notice, reason=form.cleaned_data["reason"])
    messages.success(request, _("Ihre Änderungen sind gespeichert."))
    return redirect(notice)
