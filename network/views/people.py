"""People of the network, as they want to be seen, and a way to write to them."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network import access, relay
from network.models import Affiliation, Profile, StakeholderGroup, User
from network.views.filters import PersonFilter
from network.views.frame import MemberRequest, Trail, trail

PER_PAGE = 24


def with_affiliations(profiles):
    """People with their organisations, as far as these are public."""
    affiliations = Affiliation.objects.filter(organisation__state="published")
    return profiles.select_related("user").prefetch_related(
        "topics",
        Prefetch(
            "user__affiliations",
            affiliations.select_related("organisation").defer(
                "organisation__search_vector"
            ),
        ),
    )


@login_required
@require_safe
def person_list(request: MemberRequest) -> HttpResponse:
    filters = PersonFilter(request.GET)
    chosen = filters.chosen
    found = Profile.objects.visible_to(request.user)
    if "q" in chosen:
        found = found.named(chosen["q"])
    if "akteursgruppe" in chosen:
        found = found.filter(stakeholder_group=chosen["akteursgruppe"])
    if "handlungsfeld" in chosen:
        found = found.filter(topics__slug=chosen["handlungsfeld"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("seite"))
    page.object_list = with_affiliations(page.object_list)
    context = {
        "title": _("Personen"),
        "trail": trail(),
        "page_obj": page,
        "filters": filters,
    }
    return render(request, "network/person_list.html", context)


@require_safe
def person_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    access.person_read(request.user, key)
    profile = with_affiliations(Profile.objects).get(key=key)
    context = {"title": profile.user.name, "trail": people_trail(), "profile": profile}
    return render(request, "network/person_detail.html", context)


def people_trail(*above: tuple[str, str]) -> Trail:
    return trail((_("Personen"), reverse("network:person_list")), *above)


# --- One's own profile --------------------------------------------------------------------


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ("visibility", "about", "stakeholder_group", "topics")
        widgets = {
            "visibility": forms.RadioSelect,
            "about": forms.Textarea(attrs={"rows": 6}),
            "topics": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Instead of Django's row of dashes, which is read out dash by dash.
        cast(forms.ChoiceField, self.fields["stakeholder_group"]).choices = [
            ("", _("keine Angabe")),
            *StakeholderGroup.choices,
        ]


@login_required
def profile_edit(request: MemberRequest) -> HttpResponse:
    profile = Profile.objects.get_or_create(user=request.user)[0]
    form = ProfileForm(request.POST or None, instance=profile)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Ihr Profil ist gespeichert."))
        return redirect(profile)
    context = {
        "title": _("Mein Profil"),
        "trail": people_trail(),
        "intro": _(
            "Sie bestimmen, wer Ihr Profil sieht. Ihre E-Mail-Adresse sieht niemand; "
            "Mitglieder können Ihnen über das Portal schreiben."
        ),
        "form": form,
        "button": _("Profil speichern"),
        "back": profile.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


# --- Messages -----------------------------------------------------------------------------


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Ihre Nachricht"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte schreiben Sie, worum es geht.")},
    )


def write_message(
    request: MemberRequest,
    *,
    recipients: Sequence[User],
    title: str | Promise,
    back: str,
    above: Trail,
    topic: str = "",
) -> HttpResponse:
    """The form of a message, for every page that offers one."""
    form = MessageForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if all(relay.may_write(request.user, person) for person in recipients):
            for person in recipients:
                relay.send_message(
                    recipient=person,
                    text=form.cleaned_data["text"],
                    topic=topic,
                    by=request.user,
                )
            messages.success(request, _("Ihre Nachricht ist unterwegs."))
            return redirect(back)
        status = 429
        form.add_error(
            None,
            _(
                "Sie haben heute schon viele Nachrichten gesendet. Ihr Text ist noch "
                "da. Bitte senden Sie ihn morgen noch einmal."
            ),
        )
    context: dict[str, Any] = {
        "title": title,
        "trail": above,
        "intro": _(
            "Das Portal schickt Ihre Nachricht mit Ihrem Namen, aber ohne Ihre "
            "E-Mail-Adresse. Der Text wird im Portal nicht gespeichert."
        ),
        "form": form,
        "button": _("Nachricht senden"),
        "back": back,
    }
    return render(request, "network/form.html", context, status=status)


@login_required
def person_message(request: MemberRequest, key: UUID) -> HttpResponse:
    profile = access.person_read(request.user, key)
    if profile.user == request.user:
        return redirect("network:profile_edit")
    return write_message(
        request,
        recipients=[profile.user],
        title=_("Nachricht an %(person)s") % {"person": profile.user.name},
        back=profile.get_absolute_url(),
        above=people_trail((profile.user.name, profile.get_absolute_url())),
    )


@login_required
def message_reply(request: MemberRequest, key: UUID) -> HttpResponse:
    message = access.message_to(request.user, key)
    return write_message(
        request,
        recipients=[message.sender],
        title=_("Antwort an %(person)s") % {"person": message.sender.name},
        back=reverse("network:organisation_list"),
        above=trail(),
    )
