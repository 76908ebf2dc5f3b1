"""Writing a measure: its text, its versions, what changed between them."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.models import Revision

from measures import access, dispositions, drafting, states
from measures.differences import compare
from measures.forms import MeasureForm, StateForm
from measures.models import Measure
from measures.models.measure import LONGEST_PASSAGE
from measures.passages import Passage, new_id, passages_in_revision
from measures.views.frame import measure_trail
from network.views.frame import MemberRequest
from tregks.differences import word_difference
from tregks.views import login_and_send_again

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NUMBER = re.compile(r"[0-9]{1,18}")
MOST_PASSAGES = 200


def keeps_answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`login_required`, but a text sent after the session has ended is not lost (A-44)."""
    guarded = login_required(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return login_and_send_again(request)
        return guarded(request, *args, **kwargs)

    return wrapper


# --- The text -----------------------------------------------------------------------------


class PassageForm(forms.Form):
    title = forms.CharField(
        label=_("Überschrift des Abschnitts"),
        max_length=150,
        error_messages={"required": _("Bitte geben Sie dem Abschnitt einen Titel.")},
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_PASSAGE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte schreiben Sie den Abschnitt.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passage_id = str(self.prefix)

    @property
    def passage(self) -> Passage:
        # Browsers send line ends of their own.
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        return Passage(self.cleaned_data["title"], text, self.passage_id)


class PassagesForm:
    """The passages of a text in their order, and the buttons that change it."""

    def __init__(self, passages: list[Passage], data: QueryDict | None = None) -> None:
        self.data = data
        self.saved = {each.id: each for each in passages}
        self.order = list(self.saved)
        if data is not None:
            sent = [each for each in data.getlist("passage") if UUID.fullmatch(each)]
            self.order = list(dict.fromkeys(sent))[:MOST_PASSAGES]

    def forms(self, *, judged: bool) -> list[PassageForm]:
        """One form for each passage; nothing is judged before somebody saves."""
        if judged:
            return [PassageForm(self.data, prefix=number) for number in self.order]
        return [
            PassageForm(prefix=number, initial=self._initial(number))
            for number in self.order
        ]

    def _initial(self, number: str) -> dict[str, str]:
        if self.data is not None:
            return {
                name: self.data.get(f"{number}-{name}", "")
                for name in ("title", "text")
            }
        passage = self.saved[number]
        return {"title": passage.title, "text": passage.text}

    def press(self, button: str) -> str:
        """Do what a button says; returns the id of the passage to go on with."""
        action, _colon, number = button.partition(":")
        if action == "add" and len(self.order) < MOST_PASSAGES:
            number = new_id()
            self.order.append(number)
        elif number in self.order:
            place = self.order.index(number)
            if action == "remove":
                self.order.remove(number)
                number = ""
            elif action == "up" and place > 0:
                self.order.insert(place - 1, self.order.pop(place))
            elif action == "down":
                self.order.insert(place + 1, self.order.pop(place))
        return number


@keeps_answers
def measure_edit(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_draft(request.user, slug)
    if not measure.is_being_written:
        raise PermissionDenied
    draft = measure.get_latest_revision_as_object()
    newest = draft.passages
    based_on = measure.latest_revision_id
    conflict = None
    focus = ""
    data = request.POST if request.method == "POST" else None
    button = data.get("do", "save") if data is not None else ""
    passages = PassagesForm(newest, data)
    if data is None:
        form = MeasureForm(instance=draft)
    else:
        given = data.get("based_on", "")
        based_on = int(given) if NUMBER.fullmatch(given) else None
        if button == "save":
            form = MeasureForm(data, instance=draft)
        else:
            focus = passages.press(button)
            sent = data.dict() | {"urgent": "urgent" in data}
            form = MeasureForm(initial=sent, instance=draft)
    parts = passages.forms(judged=button == "save")
    if button == "save" and _all_valid(form, *parts):
        text = drafting.Text(
            fields={name: form.cleaned_data[name] for name in form.fields},
            passages=[part.passage for part in parts],
        )
        try:
            drafting.save_text(
                measure=measure, text=text, based_on=based_on, by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        except drafting.TextChanged:
            conflict = compare(newest, text.passages)
            based_on = measure.latest_revision_id
        else:
            messages.success(request, _("Der Entwurf ist gespeichert."))
            return redirect(measure)
    context = {
        "title": _("Entwurf bearbeiten"),
        "trail": measure_trail(measure),
        "measure": measure,
        "form": form,
        "passages": parts,
        "based_on": based_on or "",
        "focus": focus,
        "conflict": conflict,
        "newest": measure.get_latest_revision() if conflict is not None else None,
    }
    return render(request, "measures/measure_edit.html", context)


def _all_valid(*all_forms: forms.BaseForm) -> bool:
    """Every form is asked, so that all problems show at once."""
    return all([form.is_valid() for form in all_forms])  # noqa: C419 - see above


# --- Versions -----------------------------------------------------------------------------


def open_revisions(measure: Measure, *, drafter: bool) -> Any:
    """What somebody may read: the group every saved text, others what was published."""
    revisions = measure.revisions.select_related("user", "measure_version")
    if not drafter:
        revisions = revisions.filter(measure_version__isnull=False)
    return revisions.order_by("-created_at", "-id")


@require_safe
def version_list(request: HttpRequest, slug: str) -> HttpResponse:
    measure = access.measure_read(request.user, slug)
    drafter = measure.is_drafted_by(request.user)
    revisions = open_revisions(measure, drafter=drafter).defer("content")
    context = {
        "title": _("Fassungen"),
        "trail": measure_trail(measure),
        "measure": measure,
        "revisions": revisions[:MOST_PASSAGES],
        "drafter": drafter,
    }
    return render(request, "measures/version_list.html", context)


@require_safe
def version_compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Any two versions, the older one first."""
    measure = access.measure_read(request.user, slug)
    drafter = measure.is_drafted_by(request.user)
    wanted = [request.GET.get(name, "") for name in ("von", "bis")]
    numbers = {int(each) for each in wanted if NUMBER.fullmatch(each)}
    found = list(
        open_revisions(measure, drafter=drafter).filter(pk__in=numbers).reverse()
    )
    if len(found) != 2:
        messages.info(request, _("Bitte wählen Sie zwei verschiedene Fassungen."))
        return redirect("measures:version_list", slug=measure.slug)
    old, new = found
    context = {
        "title": _("Was sich geändert hat"),
        "trail": measure_trail(measure),
        "measure": measure,
        "old": old,
        "new": new,
        "old_name": name_of(old),
        "new_name": name_of(new),
        "fields": changed_fields(old, new),
        "passages": compare(
            passages_in_revision(old.content), passages_in_revision(new.content)
        ),
    }
    return render(request, "measures/version_compare.html", context)


def name_of(revision: Revision) -> str:
    """'Fassung 2', or that it was saved on the way to the next."""
    version = getattr(revision, "measure_version", None)
    return str(version) if version else gettext("Zwischenstand")


def changed_fields(old: Revision, new: Revision) -> list[dict[str, Any]]:
    """Title, summary … where they differ."""
    found = []
    for name in ("title", "summary", "plain_language", "funding", "urgent_reason"):
        before, after = old.content.get(name) or "", new.content.get(name) or ""
        if before != after:
            label = MeasureForm.base_fields[name].label
            found.append({"label": label, "pieces": word_difference(before, after)})
    return found


# --- Its state ----------------------------------------------------------------------------


@login_required
def state_change(request: MemberRequest, slug: str) -> HttpResponse:
    """Steps that need no more than a reason."""
    measure = access.measure_manage(request.user, slug)
    targets = states.possible(measure)
    if measure.state != states.State.PAUSED:
        targets -= StateForm.OWN_PAGE
    if measure.state in {states.State.IDEA, states.State.CONSULTATION}:
        # An idea is answered, a consultation ended; both have pages of their own.
        targets &= {states.State.PAUSED, states.State.REJECTED}
    form = StateForm(request.POST or None, targets=targets)
    if request.method == "POST" and form.is_valid():
        try:
            dispositions.change_state(
                measure=measure,
                to=states.State(form.cleaned_data["to"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("Der Stand ist geändert."))
            return redirect(measure)
    context = {
        "title": _("Stand ändern"),
        "trail": measure_trail(measure),
        "intro": _("Jetziger Stand: %(state)s")
        % {"state": measure.get_state_display()},
        "form": form,
        "button": _("Stand ändern"),
        "back": measure.get_absolute_url(),
    }
    return render(request, "network/form.html", context)
