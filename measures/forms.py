"""Forms of the public pages: ideas, texts, decisions."""

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from measures.models import Comment, Consultation, Measure
from measures.models.consultations import LONGEST_COMMENT
from measures.passages import Passage
from measures.states import State
from measures.threads import WHOLE
from network.models import Organisation, User, WorkingGroup
from tregks.forms import AskedOnly, FilterForm

CHOOSE = _("Bitte wählen")
DATE_ATTRIBUTES: dict[str, Any] = {"inputmode": "numeric", "aria-label": _("Datum")}
TIME_ATTRIBUTES: dict[str, Any] = {"inputmode": "numeric", "aria-label": _("Uhrzeit")}
SHORTEST = timedelta(days=1)  # that a consultation takes


def reason_field(label: Any = None, **kwargs: Any) -> forms.CharField:
    """A reason that others will read."""
    return forms.CharField(
        label=label or _("Begründung"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
        **kwargs,
    )


class IdeaForm(AskedOnly, forms.ModelForm):
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


class MeasureForm(AskedOnly, forms.ModelForm):
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
        # A measure always has one, so there is no row of dashes to choose.
        cast(forms.ModelChoiceField, self.fields["topic"]).empty_label = None
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


# --- Consultations ------------------------------------------------------------------------


class ConsultationForm(AskedOnly, forms.ModelForm):
    closes_at = forms.SplitDateTimeField(
        label=_("Endet am"),
        help_text=_("Datum und Uhrzeit, zum Beispiel 3.12.2026 und 18:00"),
        input_date_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"],
        widget=forms.SplitDateTimeWidget(
            date_format="%d.%m.%Y",
            time_format="%H:%M",
            date_attrs=DATE_ATTRIBUTES,
            time_attrs=TIME_ATTRIBUTES,
        ),
        error_messages={
            "required": _("Bitte nennen Sie Datum und Uhrzeit."),
            "invalid_date": _("Bitte mit Punkten schreiben, zum Beispiel 3.12.2026."),
            "invalid_time": _("Bitte so schreiben: 18:00."),
        },
    )

    class Meta:
        model = Consultation
        fields = ("audience", "intro", "closes_at")
        widgets = {
            "audience": forms.RadioSelect,
            "intro": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience = cast(forms.ChoiceField, self.fields["audience"])
        wide = measure.audiences
        audience.choices = [(each.value, each.label) for each in wide]
        if len(wide) < len(Measure.Audience):
            audience.help_text = format_lazy(
                "{} {}",
                audience.help_text,
                _(
                    "Enger geht es nicht: Wer die Maßnahme schon lesen kann, liest auch "
                    "diese Konsultation."
                ),
            )

    def clean_closes_at(self) -> datetime:
        end = self.cleaned_data["closes_at"]
        if end < timezone.now() + SHORTEST:
            raise forms.ValidationError(
                _("Bitte geben Sie mindestens einen Tag Zeit zum Lesen.")
            )
        return end


class SeenForm(forms.Form):
    """Carries along in which state somebody had before them what they change (R-33)."""

    data: QueryDict

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def sees(self, stamp: str) -> None:
        """It comes back beside what is true now: whoever sends it again means it."""
        self.data = self.data.copy()
        self.data["seen"] = stamp


class CommentForm(SeenForm, AskedOnly, forms.ModelForm):
    """What somebody says to a passage, or to the whole draft when there is none."""

    class Meta:
        model = Comment
        fields = ("kind", "text", "wording", "organisation")
        labels = {
            "text": _("Ihre Stellungnahme"),
            "wording": _("Wortlaut des Abschnitts"),
            "organisation": _("Sie sprechen für"),
        }
        help_texts = {
            "text": _(
                "Nötig bei Anmerkung, Frage und Einwand. Bei einem "
                "Formulierungsvorschlag: warum. Absätze mit einer leeren Zeile trennen."
            ),
            "wording": _(
                "Nur für einen Formulierungsvorschlag: Ändern Sie den Text so, wie er "
                "lauten soll."
            ),
        }
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 6}),
            "wording": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(
        self, *args: Any, author: User, passage: Passage | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.passage = passage
        kinds = [
            choice
            for choice in Comment.Kind.choices
            if passage or choice[0] != Comment.Kind.WORDING
        ]
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds
        if passage:
            if not self.initial.get("wording"):
                self.initial["wording"] = passage.text
        else:
            del self.fields["wording"]
            self.fields["text"].help_text = _(
                "Nötig bei Anmerkung, Frage und Einwand. Absätze mit einer leeren Zeile "
                "trennen."
            )
        organisation = cast(forms.ModelChoiceField, self.fields["organisation"])
        organisation.queryset = Organisation.objects.filter(
            affiliations__in=author.affiliations.speakers()
        ).defer("search_vector", "description")
        organisation.empty_label = _("nur mich selbst")
        if not organisation.queryset.exists():
            del self.fields["organisation"]

    def clean_wording(self) -> str:
        return str(self.cleaned_data["wording"]).replace("\r\n", "\n").strip()

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        wording = cleaned.get("wording", "")
        kind = cleaned.get("kind")
        changed = bool(
            self.passage and wording and wording != self.passage.text.strip()
        )
        if changed:
            # Whoever changes the wording proposes one, whatever else is chosen.
            cleaned["kind"] = Comment.Kind.WORDING
        else:
            cleaned["wording"] = ""
            if kind == Comment.Kind.WORDING and "wording" not in self.errors:
                self.add_error(
                    "wording", _("Bitte ändern Sie den Wortlaut des Abschnitts.")
                )
        if (
            kind in {Comment.Kind.REMARK, Comment.Kind.QUESTION, Comment.Kind.OBJECTION}
            and not changed
            and not cleaned.get("text")
            and "text" not in self.errors
        ):
            self.add_error("text", _("Bitte schreiben Sie, was Sie sagen möchten."))
        return cleaned


class ReplyForm(SeenForm):
    text = forms.CharField(
        label=_("Ihre Antwort"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Bitte schreiben Sie eine Antwort.")},
    )


# --- Dispositions -------------------------------------------------------------------------


class DecisionForm(SeenForm):
    """Outcome and reason, for one comment or several. A reason given before will do."""

    outcome = forms.ChoiceField(
        label=_("Ergebnis"),
        choices=Comment.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie ein Ergebnis.")},
    )
    earlier = forms.ChoiceField(
        label=_("Frühere Begründung"),
        required=False,
        help_text=_("Gilt, wenn Sie unten nichts schreiben."),
    )
    reason = forms.CharField(
        label=_("Begründung"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Bitte begründen Sie die Entscheidung.")},
        help_text=_("Öffentlich. Die Person erfährt sie mit der nächsten Fassung."),
    )
    apply = forms.BooleanField(
        label=_("Vorgeschlagenen Wortlaut in den Entwurf übernehmen"), required=False
    )

    def __init__(
        self,
        *args: Any,
        reasons: list[str],
        comment: Comment | None = None,
        applicable: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if comment and comment.outcome:
            self.initial = {
                **self.initial,
                "outcome": comment.outcome,
                "reason": comment.reason,
            }
        if not applicable:
            del self.fields["apply"]
        if reasons:
            self.reasons = dict(enumerate(reasons, start=1))
            cast(forms.ChoiceField, self.fields["earlier"]).choices = [
                ("", _("keine")),
                *((str(n), reason[:120]) for n, reason in self.reasons.items()),
            ]
        else:
            del self.fields["earlier"]
            self.fields["reason"].required = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        earlier = cleaned.get("earlier")
        if not cleaned.get("reason") and earlier:
            cleaned["reason"] = self.reasons[int(earlier)]
        if not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Bitte begründen Sie die Entscheidung."))
        return cleaned


class QueueFilter(FilterForm):
    ergebnis = forms.ChoiceField(
        label=_("Abwägung"),
        required=False,
        choices=[
            ("", _("noch offen")),
            ("entschieden", _("entschieden")),
            ("alle", _("alle")),
        ],
    )
    abschnitt = forms.ChoiceField(label=_("Abschnitt"), required=False)
    art = forms.ChoiceField(
        label=_("Art"),
        required=False,
        choices=[("", _("alle")), *Comment.Kind.choices],
    )

    def __init__(self, query: QueryDict, *, passages: dict[str, str]) -> None:
        super().__init__(query)
        cast(forms.ChoiceField, self.fields["abschnitt"]).choices = [
            ("", _("alle")),
            *((number or WHOLE, title) for number, title in passages.items()),
        ]


class AdoptForm(forms.Form):
    reason = reason_field(
        _("Anmerkung zum Beschluss"),
        required=False,
        help_text=_("Öffentlich, zum Beispiel wer wann beschlossen hat."),
    )
    override = reason_field(
        _("Warum beschließen Sie, obwohl noch Stellungnahmen offen sind?"),
        help_text=_("Öffentlich."),
    )

    def __init__(self, *args: Any, override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not override:
            del self.fields["override"]
