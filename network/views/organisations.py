"""The directory of organisations and the entries in it."""

import unicodedata
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.core.validators import URLValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network import access, directory, limits, organisations
from network.forms import plain_name
from network.models import (
    Affiliation,
    Organisation,
    Profile,
    StakeholderGroup,
    Topic,
)
from network.municipalities import MUNICIPALITIES
from network.views.frame import MemberRequest, trail
from network.views.people import write_message
from tregks.forms import without

PER_PAGE = 24
PROPOSALS_PER_DAY = 5  # of one person


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    chosen = directory.chosen_filters(request.GET)
    published = Organisation.objects.published()
    found = directory.filtered(published, chosen)
    found = directory.sorted_list(found, chosen.get("q", ""))
    counts = directory.counts(published, chosen)
    topics = {topic.slug: topic.label for topic in Topic.objects.all()}
    labels = {
        "q": f"„{chosen.get('q')}“",
        "akteursgruppe": dict(StakeholderGroup.choices).get(
            chosen.get("akteursgruppe", "")
        ),
        "handlungsfeld": topics.get(chosen.get("handlungsfeld", "")),
        "ort": chosen.get("ort"),
        "buchstabe": letter_label(chosen.get("buchstabe", "")),
    }
    context = {
        "title": _("Netzwerk"),
        "trail": trail()[:1],
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "chosen": chosen,
        "chips": [
            {"label": labels[name] or value, "url": without(request.GET, name)}
            for name, value in chosen.items()
        ],
        "groups": options(
            StakeholderGroup.choices,
            counts["akteursgruppe"],
            chosen.get("akteursgruppe"),
        ),
        "topics": options(
            topics.items(), counts["handlungsfeld"], chosen.get("handlungsfeld")
        ),
        "places": options(
            [
                (place, place)
                for place in sorted({*counts["ort"], chosen.get("ort", "")}, key=plain)
            ],
            counts["ort"],
            chosen.get("ort"),
        ),
        "letters": [
            {"value": letter, "label": letter_label(letter), "exists": exists}
            for letter, exists in initials(counts["buchstabe"]).items()
        ],
    }
    return render(request, "network/organisation_list.html", context)


def options(
    choices, numbers: dict[str, int], chosen: str | None
) -> list[tuple[str, str, int]]:
    """Value, label and number of entries of a filter, in the order of the choices.

    What is chosen stays, also without entries: the next send must not lose it.
    """
    return [
        (value, label, numbers.get(value, 0))
        for value, label in choices
        if value in numbers or (chosen and value == chosen)
    ]


def plain(name: str) -> str:
    """For sorting a few names in Python: an accent is a mark behind its letter."""
    return unicodedata.normalize("NFD", name.casefold())


def initials(numbers: dict[str, int]) -> dict[str, bool]:
    """Every letter of the A to Z, and whether it has entries."""
    rest = numbers.keys() - set(directory.LETTERS[1:])
    return {
        letter: letter in numbers if letter != "0" else bool(rest)
        for letter in directory.LETTERS
    }


def letter_label(letter: str) -> str:
    return "0–9" if letter == "0" else letter.upper()


@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        organisation = access.organisation_read(request.user, slug)
    except Http404:
        # A merged duplicate passes its visitors on.
        into = Organisation.objects.published().filter(merged_from__slug=slug)
        return redirect(get_object_or_404(into), permanent=True)
    own = None
    if request.user.is_authenticated:
        own = organisation.affiliations.filter(person=request.user).first()
    context = {
        "title": organisation.name,
        "trail": trail(),
        "organisation": organisation,
        "own": own,
        "people": organisation.affiliations.vouched_for()
        .filter(person__profile__in=Profile.objects.visible_to(request.user))
        .select_related("person__profile")
        .order_by("person__sort_key"),
        "notices": organisation.notices.current(),
        "can_be_written_to": organisation.is_published
        and organisation.contacts().exists(),
        "may_edit": organisation.may_be_edited_by(request.user),
    }
    return render(request, "network/organisation_detail.html", context)


@login_required
def organisation_message(request: MemberRequest, slug: str) -> HttpResponse:
    """Write to whoever looks after the entry, without learning who that is."""
    organisation = access.organisation_read(request.user, slug)
    contacts = list(organisation.contacts().exclude(pk=request.user.pk))
    if not (organisation.is_published and contacts):
        raise PermissionDenied
    return write_message(
        request,
        recipients=contacts,
        title=_("Nachricht an %(name)s") % {"name": organisation.name},
        back=organisation.get_absolute_url(),
        above=trail((organisation.name, organisation.get_absolute_url())),
        topic=organisation.name,
    )


# --- New and changed entries --------------------------------------------------------------


class OrganisationForm(forms.ModelForm):
    """An entry as its contacts write it. Texts stay plain: nothing in them is a link."""

    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("zum Beispiel https://www.firma.de"),
        error_messages={
            "invalid": _("Bitte so schreiben wie im Beispiel: https://www.firma.de")
        },
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "stakeholder_group",
            "municipality",
            "topics",
            "description",
            "website",
        )
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "municipality": forms.TextInput(
                attrs={"list": "vorschlaege", "autocomplete": "address-level2"}
            ),
            "topics": forms.CheckboxSelectMultiple,
            "description": forms.Textarea(attrs={"rows": 8}),
        }
        error_messages = {
            "name": {"required": _("Bitte nennen Sie den Namen der Organisation.")},
            "stakeholder_group": {"required": _("Bitte wählen Sie eine Gruppe.")},
            "municipality": {"required": _("Bitte nennen Sie Stadt oder Gemeinde.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(plain_name)
        self.fields["municipality"].validators.append(plain_name)
        # Instead of Django's row of dashes, which is read out dash by dash.
        cast(forms.ChoiceField, self.fields["stakeholder_group"]).choices = [
            ("", _("Bitte wählen")),
            *StakeholderGroup.choices,
        ]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = Organisation.objects.named(name).exclude(pk=self.instance.pk)
        if same.published().exists():
            raise ValidationError(
                _("Diese Organisation steht schon im Verzeichnis. Suchen Sie sie dort.")
            )
        if same.proposed().exists():
            raise ValidationError(
                _("Diese Organisation ist schon vorgeschlagen und wird gerade geprüft.")
            )
        return name


class ProposalForm(OrganisationForm):
    """A new entry, and what the one who proposes it does there."""

    position = Affiliation._meta.get_field("position").formfield(
        label=_("Ihre Funktion dort")
    )


@login_required
def organisation_propose(request: MemberRequest) -> HttpResponse:
    profile = Profile.objects.filter(user=request.user).first()
    named = {"name": profile.named_organisation} if profile else {}
    form = ProposalForm(request.POST or None, initial=named)
    status = 200
    if request.method == "POST" and form.is_valid():
        day, who = timedelta(days=1), str(request.user.pk)
        if limits.allowed("propose", who, amount=PROPOSALS_PER_DAY, per=day):
            organisation = organisations.propose_organisation(
                organisation=form.save(commit=False),
                topics=form.cleaned_data["topics"],
                position=form.cleaned_data["position"],
                by=request.user,
            )
            messages.success(
                request,
                _(
                    "Vielen Dank für Ihren Vorschlag. Sie bekommen eine E-Mail, sobald "
                    "der Eintrag veröffentlicht ist."
                ),
            )
            return redirect(organisation)
        status = 429
        form.add_error(
            None,
            _(
                "Sie haben heute schon viele Organisationen vorgeschlagen. Ihre "
                "Eingaben sind noch da. Bitte senden Sie sie morgen noch einmal."
            ),
        )
    context = {
        "title": _("Organisation vorschlagen"),
        "trail": trail(),
        "intro": _(
            "Das Netzwerkmanagement prüft den Eintrag, bevor er im Verzeichnis steht. "
            "Danach pflegen Sie ihn als Ansprechperson selbst."
        ),
        "form": form,
        "places": MUNICIPALITIES,
        "button": _("Organisation vorschlagen"),
        "back": reverse("network:organisation_list"),
    }
    return render(request, "network/form.html", context, status=status)


@login_required
def organisation_edit(request: MemberRequest, slug: str) -> HttpResponse:
    organisation = access.organisation_write(request.user, slug)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        organisations.edit_organisation(
            organisation=organisation,
            changed=form.changed_data,
            topics=form.cleaned_data["topics"],
            by=request.user,
        )
        messages.success(request, _("Ihre Änderungen sind gespeichert."))
        return redirect(organisation)
    context = {
        "title": _("Eintrag bearbeiten"),
        "trail": trail((organisation.name, organisation.get_absolute_url())),
        "form": form,
        "places": MUNICIPALITIES,
        "button": _("Änderungen speichern"),
        "back": organisation.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


# --- What managers decide -----------------------------------------------------------------


class MergeForm(forms.Form):
    """Names the entry that remains, out of a list or by its whole name."""

    def __init__(self, *args: Any, duplicate: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duplicate = duplicate

    into = forms.CharField(
        label=_("Name des Eintrags, der bleibt"),
        help_text=_(
            "Personen, Rechte und Handlungsfelder gehen dorthin über; die alte Adresse "
            "führt künftig zu ihm."
        ),
        widget=forms.TextInput(attrs={"list": "vorschlaege", "autocomplete": "off"}),
        error_messages={"required": _("Bitte nennen Sie den Eintrag, der bleibt.")},
    )

    def clean_into(self) -> Organisation:
        # Duplicates often have the same name.
        others = Organisation.objects.published().exclude(pk=self.duplicate.pk)
        found = others.named(self.cleaned_data["into"])
        if len(found) != 1:
            raise ValidationError(
                _("Bitte nennen Sie genau den Namen eines Eintrags im Verzeichnis.")
            )
        return found[0]


@login_required
@permission_required("network.change_organisation", raise_exception=True)
def organisation_review(request: MemberRequest, slug: str) -> HttpResponse:
    """Publish, archive or merge an entry."""
    organisation = access.organisation_read(request.user, slug)
    action = request.POST.get("action")
    answers = request.POST if action == "merge" else None
    form = MergeForm(answers, duplicate=organisation)
    if request.method == "POST":
        try:
            if action == "publish":
                organisations.publish_organisation(
                    organisation=organisation, by=request.user
                )
            elif action == "archive":
                organisations.archive_organisation(
                    organisation=organisation, by=request.user
                )
            elif form.is_valid():
                organisations.merge_organisations(
                    duplicate=organisation,
                    into=form.cleaned_data["into"],
                    by=request.user,
                )
        except ValidationError as error:
            form.add_error(None, error)
        if not form.errors:
            messages.success(request, _("Ihre Änderungen sind gespeichert."))
            return redirect(organisation)
    context = {
        "title": _("Eintrag prüfen"),
        "trail": trail((organisation.name, organisation.get_absolute_url())),
        "organisation": organisation,
        "form": form,
        "similar": directory.similar(organisation)[:10],
    }
    return render(request, "network/organisation_review.html", context)
