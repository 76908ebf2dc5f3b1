"""Several measures at once in the admin: another topic, another responsible."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from measures.drafting import reassign
from measures.models import Measure
from network.models import Organisation, Topic, User


class ReassignForm(forms.Form):
    topic = forms.ModelChoiceField(
        label=_("Handlungsfeld"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=_("nicht ändern"),
    )
    responsible = forms.ModelChoiceField(
        label=_("Verantwortliche Organisation"),
        queryset=Organisation.objects.published().defer("search_vector"),
        required=False,
        empty_label=_("nicht ändern"),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not any(cleaned.values()):
            raise forms.ValidationError(_("Bitte wählen Sie, was sich ändern soll."))
        return cleaned


class ReassignBulkAction(SnippetBulkAction):
    display_name = _("Zuordnen")
    action_type = "reassign"
    aria_label = _(
        "Handlungsfeld oder Verantwortliche der ausgewählten Maßnahmen ändern"
    )
    template_name = "measures/admin/reassign.html"
    action_priority = 20
    form_class = ReassignForm
    models = [Measure]

    def check_perm(self, snippet: Measure) -> bool:
        return bool(self.request.user.has_perm("measures.change_measure"))

    def get_execution_context(self) -> dict[str, Any]:
        return {**self.cleaned_form.cleaned_data, "by": self.request.user}

    @classmethod
    def execute_action(
        cls,
        objects: list[Measure],
        *,
        topic: Topic | None = None,
        responsible: Organisation | None = None,
        by: User,
        **kwargs: Any,
    ) -> tuple[int, int]:
        for measure in objects:
            reassign(measure=measure, topic=topic, responsible=responsible, by=by)
        return len(objects), 0

    def get_success_message(self, number: int, _children: int) -> str:
        return ngettext(
            "%(number)s Maßnahme ist geändert.",
            "%(number)s Maßnahmen sind geändert.",
            number,
        ) % {"number": number}
