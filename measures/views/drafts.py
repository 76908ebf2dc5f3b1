"""A measure on its way: its versions, what changed between them, its state."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.models import Revision

from measures import access, dispositions, states
from measures.differences import compare
from measures.forms import MeasureForm, StateForm
from measures.models import Measure
from measures.passages import passages_in_revision
from measures.views.frame import measure_trail
from network.views.frame import MemberRequest
from tregks.differences import word_difference
from tregks.views import login_and_send_again

NUMBER = re.compile(r"[0-9]{1,18}")
MOST_VERSIONS = 200


def keeps_answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`login_required`, but a text sent after the session has ended is not lost (A-44)."""
    guarded = login_required(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return login_and_send_again(request)
        return guarded(request, *args, **kwargs)

    return wrapper


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
        "revisions": revisions[:MOST_VERSIONS],
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
    if request.method == "POST" and form.has_error("to", "invalid_choice"):
        states.note_refused(measure, request.POST["to"])
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
