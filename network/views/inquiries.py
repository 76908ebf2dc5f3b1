"""The forms "Kontakt" and "Barriere melden". Pages of the CMS frame them."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from allauth.core.internal.ratelimit import get_ip
from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from network import limits
from network.inquiries import submit_inquiry
from network.models import Inquiry
from tregks.forms import SpamGuard

RECEIPT = signing.Signer(salt="network.inquiry.receipt")
PER_HOUR = 10  # from one address; schools and offices share one

NAME = forms.CharField(
    label=_("Ihr Name"),
    required=False,
    max_length=150,
    widget=forms.TextInput(attrs={"autocomplete": "name"}),
)


class ContactForm(SpamGuard):
    """A message to the network."""

    name = NAME
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Damit wir Ihnen antworten können, zum Beispiel name@firma.de"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse an."),
            "invalid": _("Bitte mit @ schreiben, zum Beispiel name@firma.de."),
        },
    )
    subject = forms.CharField(
        label=_("Worum geht es?"),
        max_length=150,
        error_messages={"required": _("Bitte nennen Sie ein Thema in wenigen Worten.")},
    )
    message = forms.CharField(
        label=_("Ihre Nachricht"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte schreiben Sie uns, was Sie möchten.")},
    )


class BarrierForm(SpamGuard):
    """The report of a barrier; nobody has to say who they are."""

    message = forms.CharField(
        label=_("Welche Barriere haben Sie gefunden?"),
        help_text=_(
            "Was wollten Sie tun, und was hat nicht geklappt? Wenn Sie ein Hilfsmittel "
            "benutzen, nennen Sie es bitte."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte beschreiben Sie die Barriere.")},
    )
    page = forms.CharField(
        label=_("Auf welcher Seite?"),
        help_text=_("Adresse der Seite oder ihr Titel"),
        required=False,
        max_length=500,
    )
    wanted_format = forms.CharField(
        label=_("Brauchen Sie einen Inhalt in einem anderen Format?"),
        help_text=_("Zum Beispiel: große Schrift, Leichte Sprache, als Textdatei"),
        required=False,
        max_length=200,
    )
    name = NAME
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_(
            "Nur wenn Sie eine Antwort möchten, zum Beispiel name@firma.de. Sonst "
            "bleibt Ihre Meldung anonym."
        ),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Bitte mit @ schreiben, zum Beispiel name@firma.de.")
        },
    )


FORMS = {Inquiry.Kind.CONTACT: ContactForm, Inquiry.Kind.BARRIER: BarrierForm}


def inquiry(
    request: HttpRequest, *, kind: Inquiry.Kind, show: Callable[..., HttpResponse]
) -> HttpResponse:
    """Take the form of this kind, or show it.

    `show(form=…)` renders the page around the form, `show(sent=number)` the thanks.
    """
    sent = _sent_number(request)
    if sent and request.method != "POST":
        return show(sent=sent)
    if request.method != "POST":
        return show(form=FORMS[kind](initial=_initial(request)))
    form = FORMS[kind](request.POST)
    if not form.is_valid():
        return show(form=form)
    hour = timedelta(hours=1)
    if not limits.allowed("inquiry", get_ip(request), amount=PER_HOUR, per=hour):
        form.add_error(
            None,
            _(
                "Von Ihrem Anschluss kamen gerade sehr viele Nachrichten. Ihre Eingaben "
                "sind noch da. Bitte senden Sie sie in einer Stunde noch einmal, oder "
                "schreiben Sie uns eine E-Mail."
            ),
        )
        response = show(form=form)
        response.status_code = 429
        response["Retry-After"] = str(int(hour.total_seconds()))
        return response
    answers = form.cleaned_data
    taken = submit_inquiry(
        kind=kind,
        form_stamp=answers.pop("opened"),
        by=request.user if request.user.is_authenticated else None,
        **{name: value for name, value in answers.items() if name != "website"},
    )
    return HttpResponseRedirect(f"{request.path}?gesendet={RECEIPT.sign(taken.number)}")


def _sent_number(request: HttpRequest) -> str:
    """The number to show after sending; signed, so that nobody sends around others."""
    try:
        return RECEIPT.unsign(request.GET.get("gesendet", ""))
    except signing.BadSignature:
        return ""


def _initial(request: HttpRequest) -> dict[str, str]:
    """Ask for nothing we know: who is logged in, and the page they come from."""
    page = request.GET.get("seite") or request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    path = urlsplit(page).path if own else ""
    initial = {"page": "" if path == request.path else path[:500]}
    if request.user.is_authenticated:
        initial |= {"name": request.user.name, "email": request.user.email}
    return initial
