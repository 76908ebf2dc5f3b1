"""The measures of a working group, on its page."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from measures.models import Measure
from measures.states import State
from network.group_sections import Line, Section
from network.models import User, WorkingGroup

MOST = 20


def group_measures(group: WorkingGroup, user: User | AnonymousUser) -> Section | None:
    """Drafts and measures the group writes, as far as this user may see them."""
    found = Measure.objects.visible_to(user).for_lists().filter(working_group=group)
    found = found.exclude(state__in=[State.IDEA, State.REJECTED])
    lines = [
        Line(measure.title, measure.get_absolute_url(), measure.get_state_display())
        for measure in found[:MOST]
    ]
    return Section(_("Entwürfe und Maßnahmen"), lines) if lines else None
