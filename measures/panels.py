"""What the dashboard of the team says about measures."""

from typing import Any

from wagtail.admin.ui.components import Component

from measures.implementation import missing_reports
from measures.models import Milestone
from strategy.models import FeedbackEntry


class LatePanel(Component):
    """Milestones, reports and reviews whose day is over."""

    name = "late"
    template_name = "measures/admin/late.html"
    order = 35

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        if not parent_context["request"].user.has_perm("measures.change_measure"):
            return {}
        return {
            "milestones": Milestone.objects.late().count(),
            "reports": missing_reports().count(),
            "open_feedback": FeedbackEntry.objects.open().count(),
            "feedback": FeedbackEntry.objects.overdue().count(),
        }
