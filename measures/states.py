"""The states of a measure, and the only way from one to another.

`move` makes a change and logs it. What else belongs to a step (opening a consultation,
refusing adoption while comments are undecided) is done by the verbs that call it.
"""

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import User

if TYPE_CHECKING:
    from measures.models import Measure, StateChange

logger = logging.getLogger("tregks.refused")


class State(models.TextChoices):
    IDEA = "idea", gettext_lazy("Idee")
    DRAFT = "draft", gettext_lazy("Entwurf")
    CONSULTATION = "consultation", gettext_lazy("Konsultation")
    REVISION = "revision", gettext_lazy("Überarbeitung")
    ADOPTED = "adopted", gettext_lazy("beschlossen")
    IMPLEMENTING = "implementing", gettext_lazy("in Umsetzung")
    COMPLETED = "completed", gettext_lazy("abgeschlossen")
    PAUSED = "paused", gettext_lazy("ruht")
    REJECTED = "rejected", gettext_lazy("verworfen")


# Nothing leads out of these two. Every other state may rest or be rejected.
ENDS = {State.COMPLETED, State.REJECTED}
# The text is being written.
WRITING = {State.DRAFT, State.REVISION}
# Everybody sees these, whatever the audience was before.
DECIDED = {State.ADOPTED, State.IMPLEMENTING, State.COMPLETED}

MOVES: dict[State, set[State]] = {
    State.IDEA: {State.DRAFT},
    State.DRAFT: {State.CONSULTATION},
    State.CONSULTATION: {State.REVISION},
    State.REVISION: {State.CONSULTATION, State.ADOPTED},
    State.ADOPTED: {State.IMPLEMENTING},
    State.IMPLEMENTING: {State.COMPLETED},
    State.PAUSED: set(),  # back to where it came from, see `possible`
    State.COMPLETED: set(),
    State.REJECTED: set(),
}
# The reason for these is public.
NEEDS_REASON = {State.PAUSED, State.REJECTED}
# An urgent measure may be begun before the strategy is adopted.
BEGUN_EARLY_FROM = {State.DRAFT, State.REVISION}

# How a state looks: symbol of the sprite, and tone of components/state.html.
ICONS = {
    State.IDEA: "idea",
    State.DRAFT: "draft",
    State.CONSULTATION: "consultation",
    State.REVISION: "revision",
    State.ADOPTED: "adopted",
    State.IMPLEMENTING: "progress",
    State.COMPLETED: "completed",
    State.PAUSED: "paused",
    State.REJECTED: "rejected",
}
TONES = {
    State.CONSULTATION: "info",
    State.ADOPTED: "success",
    State.COMPLETED: "success",
    State.PAUSED: "warning",
    State.REJECTED: "error",
}


def allowed(
    state: State, *, urgent: bool = False, paused_in: State | None = None
) -> set[State]:
    """Where a state may lead. `paused_in` is where a resting measure was before."""
    targets = set(MOVES[state])
    if state not in ENDS:
        targets |= {State.PAUSED, State.REJECTED} - {state}
    if urgent and state in BEGUN_EARLY_FROM:
        targets.add(State.IMPLEMENTING)
    if state == State.PAUSED and paused_in:
        targets.add(paused_in)
    return targets


def possible(measure: "Measure") -> set[State]:
    """Where this measure may go from here."""
    before = None
    if measure.state == State.PAUSED:
        last = measure.changes.filter(to_state=State.PAUSED).first()
        before = State(last.from_state) if last else None
    return allowed(State(measure.state), urgent=measure.urgent, paused_in=before)


def note_refused(measure: "Measure", to: str) -> None:
    """A step that no page offers: two decided at once, or somebody tries it out (S-23)."""
    known = to if to in State.values else "?"  # people may write anything there
    extra = {"measure": measure.reference, "state": measure.state, "to": known}
    logger.warning("step refused", extra=extra)


@transaction.atomic
def move(
    *, measure: "Measure", to: State, by: User | None, reason: str = ""
) -> "StateChange":
    """Bring a measure into another state and log it.

    Raises ValidationError when there is no way, or when a public reason lacks. Two who
    decide at once meet here: the second finds the state the first has made.
    """
    current = type(measure).objects.select_for_update(no_key=True).get(pk=measure.pk)
    reason = reason.strip()
    if to not in possible(current):
        note_refused(current, to)
        raise ValidationError(
            _("Aus „%(state)s“ führt kein Weg zu „%(to)s“.")
            % {"state": current.get_state_display(), "to": State(to).label}
        )
    if to in NEEDS_REASON and not reason:
        raise ValidationError(_("Bitte nennen Sie einen Grund. Er ist öffentlich."))
    change = current.changes.create(
        from_state=current.state, to_state=to, by=by, reason=reason
    )
    measure.state = to
    if to in DECIDED:
        measure.audience = current.Audience.PUBLIC
    measure.save(update_fields=["state", "audience"])
    return change
