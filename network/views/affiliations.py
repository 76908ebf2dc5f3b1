"""Who belongs to an organisation: one's own statements, and the rights it grants."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import (
    PermissionDenied,
    SuspiciousOperation,
    ValidationError,
)
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network import access, organisations
from network.models import Affiliation
from network.views.frame import MemberRequest, trail


class AffiliationForm(forms.ModelForm):
    since = forms.DateField(
        label=_("seit"),
        required=False,
        help_text=_("Datum, zum Beispiel 3.7.2026"),
        input_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Bitte mit Punkten schreiben, zum Beispiel 3.7.2026.")
        },
    )

    class Meta:
        model = Affiliation
        fields = ("position", "since")
        widgets = {
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"})
        }

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since and since > timezone.localdate():
            raise ValidationError(_("Bitte nennen Sie einen Tag, der schon war."))
        return since


@login_required
@require_safe
def affiliation_list(request: MemberRequest) -> HttpResponse:
    """My organisations."""
    context = {
        "title": _("Meine Zugehörigkeiten"),
        "trail": trail(),
        "affiliations": request.user.affiliations.select_related("organisation"),
    }
    return render(request, "network/affiliation_list.html", context)


@login_required
def organisation_join(request: MemberRequest, slug: str) -> HttpResponse:
    """Say that one belongs to an organisation."""
    organisation = access.organisation_read(request.user, slug)
    if not organisation.is_published:
        raise PermissionDenied
    form = AffiliationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisations.join_organisation(
            organisation=organisation, by=request.user, **form.cleaned_data
        )
        messages.success(
            request,
            _(
                "Ihre Zugehörigkeit ist gespeichert. Ob Sie für die Organisation "
                "sprechen dürfen, legen deren Ansprechpersonen fest."
            ),
        )
        return redirect("network:affiliation_list")
    context = {
        "title": _("Ich gehöre dazu"),
        "trail": trail((organisation.name, organisation.get_absolute_url())),
        "intro": organisation.name,
        "form": form,
        "button": _("Zugehörigkeit speichern"),
        "back": organisation.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


@login_required
def affiliation_edit(request: MemberRequest, pk: int) -> HttpResponse:
    affiliation = access.own_affiliation(request.user, pk)
    form = AffiliationForm(request.POST or None, instance=affiliation)
    if request.method == "POST" and form.is_valid():
        affiliation.save(update_fields=form.changed_data)
        messages.success(request, _("Ihre Änderungen sind gespeichert."))
        return redirect("network:affiliation_list")
    context = {
        "title": _("Zugehörigkeit ändern"),
        "trail": trail(
            (_("Meine Zugehörigkeiten"), reverse("network:affiliation_list"))
        ),
        "intro": affiliation.organisation.name,
        "form": form,
        "button": _("Änderungen speichern"),
        "back": reverse("network:affiliation_list"),
    }
    return render(request, "network/form.html", context)


@login_required
def affiliation_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Leave an organisation, after a page that says what this means."""
    affiliation = access.own_affiliation(request.user, pk)
    if request.method == "POST":
        organisations.end_affiliation(affiliation=affiliation, by=request.user)
        messages.success(request, _("Ihre Zugehörigkeit ist beendet."))
        return redirect("network:affiliation_list")
    context = {
        "title": _("Zugehörigkeit beenden"),
        "trail": trail(
            (_("Meine Zugehörigkeiten"), reverse("network:affiliation_list"))
        ),
        "affiliation": affiliation,
    }
    return render(request, "network/affiliation_end.html", context)


ACTIONS = {
    "grant": organisations.grant_speaking,
    "withdraw": organisations.withdraw_speaking,
    "contact": organisations.make_contact,
    "release": organisations.release_contact,
    "end": organisations.end_affiliation,
}


@login_required
def organisation_people(request: MemberRequest, slug: str) -> HttpResponse:
    """Everybody who says to belong to an organisation, and what they may do for it."""
    organisation = access.organisation_write(request.user, slug)
    people = organisation.affiliations.select_related("person", "granted_by")
    if request.method == "POST":
        action = ACTIONS.get(request.POST.get("action", ""))
        number = request.POST.get("affiliation", "")
        if not (action and number.isdecimal() and len(number) < 19):
            raise SuspiciousOperation("unknown action")
        affiliation = get_object_or_404(people, pk=number)
        try:
            action(affiliation=affiliation, by=request.user)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Ihre Änderungen sind gespeichert."))
        if organisation.may_be_edited_by(request.user):
            return redirect("network:organisation_people", slug=slug)
        return redirect(organisation)  # they have released themselves
    context = {
        "title": _("Personen und Rederechte"),
        "trail": trail((organisation.name, organisation.get_absolute_url())),
        "organisation": organisation,
        "affiliations": people.order_by("person__name"),
    }
    return render(request, "network/organisation_people.html", context)
