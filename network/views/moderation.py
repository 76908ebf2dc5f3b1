"""Reporting a text, and what became of one's reports."""

from datetime import timedelta

from allauth.core.internal.ratelimit import get_ip
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from network import access, limits, moderation
from network.models import Report
from network.models.moderation import reportable_kind
from network.views.frame import MemberRequest, trail
from tregks.forms import SpamGuard

PER_PAGE = 20
PER_HOUR = 10  # of one person, or from one address


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Was stört Sie an diesem Text?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, was Sie stört.")},
    )
    words = forms.CharField(
        label=_("Erläuterung"),
        help_text=_("Welche Stelle meinen Sie? Das liest nur das Netzwerkmanagement."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict | None:
        cleaned = super().clean()
        answers = self.cleaned_data
        if answers.get("reason") == Report.Reason.OTHER and not answers.get("words"):
            self.add_error("words", _("Bitte schreiben Sie, was Sie stört."))
        return cleaned


class GuestReportForm(SpamGuard, ReportForm):
    field_order = ("reason", "words")


@require_http_methods(["GET", "POST"])
def report_text(request: HttpRequest, word: str, key: str) -> HttpResponse:
    """Report a text one can see, with a reason; members and guests alike."""
    target = access.reportable_read(request.user, word, key)
    person = request.user if request.user.is_authenticated else None
    kind = reportable_kind(target)
    if person and person in kind.people_behind(target):
        raise PermissionDenied  # one's own text can be edited
    back = target.get_absolute_url()
    if request.method == "GET" and "gesendet" in request.GET:
        return _page(request, back=back, sent=True)
    form_class = ReportForm if person else GuestReportForm
    form = form_class(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        who = str(person.pk) if person else get_ip(request)
        hour = timedelta(hours=1)
        if limits.allowed("report", who, amount=PER_HOUR, per=hour):
            moderation.report_text(
                target=target,
                reason=form.cleaned_data["reason"],
                words=form.cleaned_data["words"],
                by=person,
            )
            if person:
                messages.success(
                    request,
                    _("Danke für Ihre Meldung. Sie erfahren, was daraus wird."),
                )
                return redirect("network:report_list")
            return redirect(f"{request.path}?gesendet")
        status = 429
        form.add_error(
            None,
            _(
                "Von hier kamen gerade viele Meldungen. Ihre Eingaben sind noch da. "
                "Bitte senden Sie sie in einer Stunde noch einmal."
            ),
        )
    return _page(request, back=back, target=target, form=form, status=status)


def _page(
    request: HttpRequest, *, back: str, status: int = 200, **context: object
) -> HttpResponse:
    sent = context.get("sent")
    context |= {
        "title": _("Danke für Ihre Meldung") if sent else _("Text melden"),
        "trail": trail(),
        "back": back,
    }
    return render(request, "network/report.html", context, status=status)


@login_required
@require_safe
def report_list(request: MemberRequest) -> HttpResponse:
    """One's own reports, and what came of them."""
    found = request.user.reports.select_related("case__content_type")
    page = Paginator(found.order_by("-created_at"), PER_PAGE)
    context = {
        "title": _("Meine Meldungen"),
        "trail": trail(),
        "page_obj": page.get_page(request.GET.get("seite")),
        "rules_url": reverse("network_rules"),
    }
    return render(request, "network/report_list.html", context)
