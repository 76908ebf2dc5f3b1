"""Forms of the public pages: ideas, texts, decisions."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models import Measure
from measures.states import State
from network.models import Organisation, User, WorkingGroup

CHOOSE = _("Bitte wählen")


def reason_field(label: Any = None, **kwargs: Any) -> forms.CharField:
    """A reason that others will read."""
    return forms.CharField(
        label=label or _("Begründung"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
        **kwargs,
    )


class IdeaForm(forms.ModelForm):
    """Three fields, no more."""

    class Meta:
        model = Measure
        fields = ("title", "summary", "topic")
        labels = {"summary": _("Was soll geschehen, und warum?")}
        help_texts = {
            "summary": _("Zwei, drei Sätze genügen. Eine Arbeitsgruppe liest sie.")
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "title": {"required": _("Bitte geben Sie Ihrer Idee einen Titel.")},
            "summary": {"required": _("Bitte schreiben Sie, was geschehen soll.")},
            "topic": {"required": _("Bitte wählen Sie ein Handlungsfeld.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["topic"]).empty_label = CHOOSE


class TakeUpForm(forms.Form):
    """Which group makes an idea its own: one the person runs."""

    group = forms.ModelChoiceField(
        label=_("Arbeitsgruppe"),
        queryset=WorkingGroup.objects.none(),
        empty_label=CHOOSE,
        error_messages={"required": _("Bitte wählen Sie eine Arbeitsgruppe.")},
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["group"])
        field.queryset = groups
        if len(groups) == 1:
            field.initial = groups[0]


class MergeForm(forms.Form):
    """Where an idea goes, by reference number."""

    into = forms.CharField(
        label=_("Nummer der Maßnahme, in der sie aufgeht"),
        help_text=_("zum Beispiel M-017"),
        max_length=20,
        error_messages={"required": _("Bitte nennen Sie die Nummer der Maßnahme.")},
    )
    reason = reason_field(_("Was übernehmen Sie von der Idee?"))

    def __init__(self, *args: Any, measure: Measure, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.user = measure, user

    def clean_into(self) -> Measure:
        words = self.cleaned_data["into"].strip().lower().removeprefix("m")
        number = words.lstrip("-– ")
        found = None
        if number.isascii() and number.isdigit() and len(number) < 9:
            found = (
                Measure.objects.visible_to(self.user)
                .exclude(pk=self.measure.pk)
                .filter(number=int(number), merged_into=None)
                .first()
            )
        if found is None or not found.is_drafted_by(self.user):
            raise forms.ValidationError(
                _("Bitte nennen Sie eine Maßnahme, an der Sie mitschreiben: M-017.")
            )
        return found


class DeclineForm(forms.Form):
    reason = reason_field(_("Warum nicht? Der Grund ist öffentlich"))


class MeasureForm(forms.ModelForm):
    """The fields of a measure, the same as in the admin. Passages come beside it."""

    class Meta:
        model = Measure
        fields = (
            *("title", "summary", "plain_language", "topic", "horizon"),
            *("responsible", "cost_from", "cost_to", "funding"),
            *("urgent", "urgent_reason"),
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "plain_language": forms.Textarea(attrs={"rows": 5}),
            "cost_from": forms.TextInput(attrs={"inputmode": "numeric"}),
            "cost_to": forms.TextInput(attrs={"inputmode": "numeric"}),
            "urgent_reason": forms.TextInput,
        }
        error_messages = {
            "title": {"required": _("Bitte geben Sie der Maßnahme einen Titel.")},
            "summary": {"required": _("Bitte schreiben Sie, was getan wird.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        responsible = cast(forms.ModelChoiceField, self.fields["responsible"])
        responsible.empty_label = _("noch offen")
        responsible.queryset = Organisation.objects.filter(
            Q(state=Organisation.State.PUBLISHED) | Q(pk=self.instance.responsible_id)
        ).defer("search_vector", "description")


class StateForm(forms.Form):
    """A step that needs no more than a reason; steps with more have pages of their own."""

    # Consulting and adopting check more, see measures.consultations.
    OWN_PAGE = {State.CONSULTATION, State.ADOPTED}

    to = forms.ChoiceField(label=_("Neuer Stand"), widget=forms.RadioSelect)
    reason = reason_field(
        required=False,
        help_text=_("Öffentlich. Nötig, wenn die Maßnahme ruhen oder enden soll."),
    )

    def __init__(self, *args: Any, targets: set[State], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["to"])
        field.choices = [
            (state.value, state.label) for state in State if state in targets
        ]
        field.error_messages["required"] = _("Bitte wählen Sie den neuen Stand.")
