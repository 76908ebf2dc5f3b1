"""Writing a measure: its fields, its passages, what it serves. Nobody's text is lost."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from measures import access, drafting, unsaved
from measures.differences import PassageDifference, compare
from measures.forms import MeasureForm
from measures.models import Measure, UnsavedText
from measures.passage_forms import PassageForm, PassagesForm
from measures.views.drafts import keeps_answers
from measures.views.frame import measure_trail
from measures.vision_links import VisionLinkForm, VisionLinksForm
from network.models import User
from network.views.frame import MemberRequest
from tregks.differences import word_difference

STAMP = re.compile(r"[0-9]{1,18}-[0-9]{1,18}")


@dataclass
class Page:
    """The form of a draft with all its parts, empty or as somebody has sent it."""

    measure: Measure
    form: MeasureForm
    passages: list[PassageForm]
    links: list[VisionLinkForm]
    loosened: list[str]  # seen, and to be removed
    based_on: str
    focus: str = ""

    @property
    def is_valid(self) -> bool:
        """Every part is asked, so that all problems show at once."""
        parts = [
            self.form,
            *self.passages,
            *(row for row in self.links if row.is_bound),
        ]
        return all([part.is_valid() for part in parts])  # noqa: C419 - see above


def page_of(
    measure: Measure, user: User, data: QueryDict | None = None, *, judged: bool = False
) -> tuple[Page, VisionLinksForm]:
    """As it is saved, or as somebody has sent it: then with what its button did."""
    newest = measure.get_latest_revision()
    draft = measure.get_latest_revision_as_object()
    passages = PassagesForm(draft.passages, data)
    links = VisionLinksForm(measure, user, data)
    focus = ""
    based_on = drafting.stamp_of(newest)
    if data is None:
        form = MeasureForm(instance=draft)
    else:
        based_on = _based_on(data)
        if judged:
            form = MeasureForm(data, instance=draft)
        else:
            button = data.get("do", "")
            part = links if button.partition(":")[0] in links.BUTTONS else passages
            focus = part.press(button)
            sent = data.dict() | {"urgent": "urgent" in data}
            form = MeasureForm(initial=sent, instance=draft)
    parts = passages.forms(judged=judged)
    rows = links.rows(judged=judged)
    page = Page(measure, form, parts, rows, links.loosened, based_on, focus)
    return page, links


def _based_on(data: QueryDict) -> str:
    given = data.get("based_on", "")
    return given if STAMP.fullmatch(given) else ""


@keeps_answers
def measure_edit(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_draft(request.user, slug)
    data = request.POST if request.method == "POST" else None
    if not measure.is_being_written:
        return _too_late(request, measure, data)
    button = data.get("do", "save") if data is not None else ""
    if button == "discard":
        if unsaved.discard(measure=measure, by=request.user):
            messages.success(request, _("Ihr nicht gespeicherter Text ist verworfen."))
        return redirect("measures:measure_edit", slug=measure.slug)
    waiting = unsaved.waiting(measure, request.user)
    if button == "restore":
        if waiting is None:
            return redirect("measures:measure_edit", slug=measure.slug)
        page, _links = page_of(measure, request.user, unsaved.answers_of(waiting))
        return _show(request, page)
    if data is None and waiting and (changed := _unsaved_changes(measure, waiting)):
        return _offer(request, measure, waiting, changed)
    if button == "save":
        with transaction.atomic():
            drafting.locked(measure)  # what is judged is what is there on saving
            page, links = page_of(measure, request.user, data, judged=True)
            if page.is_valid:
                return _save(request, page, links)
            return _show(request, page)
    page, _links = page_of(measure, request.user, data)
    if data is not None:
        # Without JavaScript these buttons are the pauses in which text is kept.
        _keep(measure, data, request.user)
    return _show(request, page)


def _save(request: MemberRequest, page: Page, links: VisionLinksForm) -> HttpResponse:
    changes = links.changes(page.links)
    if not page.is_valid:  # a vision is named twice
        return _show(request, page)
    text = drafting.Text(
        fields={name: page.form.cleaned_data[name] for name in page.form.fields},
        passages=[part.passage for part in page.passages],
        links=changes,
    )
    measure = page.measure
    try:
        others = drafting.save_text(
            measure=measure, text=text, based_on=page.based_on, by=request.user
        )
    except ValidationError as error:
        page.form.add_error(None, error)
        return _show(request, page)
    except drafting.TextChanged as clash:
        return _show_clash(request, page, clash)
    if others:
        who = others.user or gettext("Jemand")
        messages.success(
            request,
            _(
                "Der Entwurf ist gespeichert. %(who)s hat inzwischen an anderen Stellen "
                "geschrieben; beides steht jetzt im Entwurf."
            )
            % {"who": who},
        )
    else:
        messages.success(request, _("Der Entwurf ist gespeichert."))
    for link in changes.disconnect:
        messages.info(
            request,
            _("Nicht mehr verknüpft: „%(vision)s“. Der Grund war: %(reason)s")
            % {"vision": link.source, "reason": link.reason},
        )
    return redirect(measure)


def _show_clash(
    request: MemberRequest, page: Page, clash: drafting.TextChanged
) -> HttpResponse:
    """Both texts; in the form stands what the other has changed, and mine where both."""
    newest = clash.newest.as_object()
    fields = {
        name: value.pk if hasattr(value, "pk") else value
        for name, value in clash.text.fields.items()
    }
    page.form = MeasureForm(initial=fields, instance=newest)
    page.passages = PassagesForm(clash.text.passages).forms(judged=False)
    page.based_on = drafting.stamp_of(clash.newest)
    context = {
        "newest": clash.newest,
        "clash_fields": [
            each
            for each in differing_fields(newest, clash.text.fields)
            if each["name"] in clash.places
        ],
        "clash_passages": [
            each
            for each in compare(newest.passages, clash.text.passages)
            if each.id in clash.places
        ],
    }
    return _show(request, page, **context)


def _show(request: MemberRequest, page: Page, **context: Any) -> HttpResponse:
    measure = page.measure
    context |= {
        "title": _("Entwurf bearbeiten"),
        "trail": measure_trail(measure),
        "measure": measure,
        "page": page,
    }
    return render(request, "measures/measure_edit.html", context)


def differing_fields(measure: Measure, fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Where a text differs from what is saved, field by field."""
    found = []
    for name, value in fields.items():
        before = getattr(measure, name)
        if before != value:
            field = MeasureForm.base_fields[name]
            pieces = word_difference(_in_words(name, before), _in_words(name, value))
            found.append({"name": name, "label": field.label, "pieces": pieces})
    return found


def _in_words(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    if name == "horizon":
        return str(dict(Measure.Horizon.choices).get(value, value))
    return str(value)


# --- Text that is not saved ---------------------------------------------------------------


@dataclass
class UnsavedChanges:
    fields: list[dict[str, Any]]
    passages: list[PassageDifference]
    links: bool


def _unsaved_changes(measure: Measure, text: UnsavedText) -> UnsavedChanges | None:
    """How it differs from what is saved; nothing when it does not."""
    data = unsaved.answers_of(text)
    user = text.person
    draft = measure.get_latest_revision_as_object()
    page, _links = page_of(measure, user, data)
    saved, _links = page_of(measure, user)
    # As the form would show it: half an answer is an answer here.
    fields = []
    for shown, kept in zip(saved.form, page.form, strict=True):
        before, after = _as_shown(shown), _as_shown(kept)
        if before != after:
            pieces = word_difference(before, after)
            fields.append({"name": shown.name, "label": shown.label, "pieces": pieces})
    passages = [
        each
        for each in compare(draft.passages, [part.typed for part in page.passages])
        if each.change != "unchanged"
    ]
    rows = [(row.key, row["reason"].value() or "") for row in page.links]
    was = [(row.key, row["reason"].value() or "") for row in saved.links]
    if fields or passages or rows != was:
        return UnsavedChanges(fields, passages, rows != was)
    return None


def _as_shown(field: forms.BoundField) -> str:
    """The answer that stands in a field, in words."""
    value = field.value()
    choices = getattr(field.field, "choices", None)
    if choices is not None:
        words = {
            str(getattr(each, "value", each)): str(label) for each, label in choices
        }
        return words.get(str(value if value is not None else ""), str(value))
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    text = "" if value is None else str(value)
    return text.replace("\r\n", "\n").strip()


def _offer(
    request: MemberRequest, measure: Measure, text: UnsavedText, changes: UnsavedChanges
) -> HttpResponse:
    context = {
        "title": _("Nicht gespeicherter Text"),
        "trail": measure_trail(measure),
        "measure": measure,
        "text": text,
        "changes": changes,
        "writable": measure.is_being_written,
    }
    return render(
        request,
        "measures/unsaved.html",
        context,
        status=200 if measure.is_being_written else 403,
    )


def _too_late(
    request: MemberRequest, measure: Measure, data: QueryDict | None
) -> HttpResponse:
    """A consultation has begun while somebody wrote: what they sent is kept for them."""
    if data is None or "title" not in data:
        raise PermissionDenied
    _keep(measure, data, request.user)
    text = unsaved.waiting(measure, request.user)
    changes = _unsaved_changes(measure, text) if text else None
    if text is None or changes is None:
        raise PermissionDenied
    return _offer(request, measure, text, changes)


def _keep(measure: Measure, data: QueryDict, by: User) -> str:
    """Keep a text; says how that went, as a key of OUTCOMES."""
    try:
        unsaved.keep(measure=measure, data=data, based_on=_based_on(data), by=by)
    except unsaved.TooLong:
        return "too-long"
    except unsaved.AlreadySaved:
        return "saved-elsewhere"
    return "kept"


OUTCOMES: dict[str, tuple[Any, Any]] = {
    # What is seen, and what is heard: once, until something else is to be said.
    "kept": (
        _("Automatisch gesichert um %(time)s Uhr"),
        _("Ihr Text wird automatisch gesichert."),
    ),
    "too-long": (
        _("Zu lang, um automatisch gesichert zu werden. Bitte speichern Sie."),
        _("Zu lang, um automatisch gesichert zu werden. Bitte speichern Sie."),
    ),
    "saved-elsewhere": (
        _(
            "Nicht gesichert: Sie haben in einem anderen Fenster gespeichert. Wenn Sie "
            "auch hier speichern, sehen Sie, was sich unterscheidet."
        ),
        _("Nicht gesichert: Sie haben in einem anderen Fenster gespeichert."),
    ),
    "logged-out": (
        _("Nicht gesichert: Ihre Anmeldung ist abgelaufen. Ihr Text steht noch hier."),
        _("Nicht gesichert: Ihre Anmeldung ist abgelaufen."),
    ),
}


@require_POST
def draft_keep(request: HttpRequest, slug: str) -> HttpResponse:
    """A pause in typing: keep what stands in the form, and say so."""
    kind = "logged-out"
    if request.user.is_authenticated:
        measure = access.measure_draft(request.user, slug)
        kind = _keep(measure, request.POST, request.user)
    shown, spoken = OUTCOMES[kind]
    context = {
        "kind": kind,
        "shown": shown % {"time": date_format(localtime(), "H:i")},
        "spoken": "" if kind == request.POST.get(unsaved.SAID) else spoken,
    }
    return render(request, "measures/unsaved_status.html", context)
