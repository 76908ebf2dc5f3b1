"""What people fill in around workshops."""

from typing import Any, cast

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.forms import plain_name
from network.models import User, WorkingGroup
from network.views.filters import ALL, TopicFilter
from tregks.forms import SpamGuard
from workshops.actions import chain_targets
from workshops.models import Feedback, Question, Registration, Workshop, WorkshopResult


class WorkshopFilter(TopicFilter):
    zeit = forms.ChoiceField(
        label=_("Wann?"),
        required=False,
        choices=[("", _("kommende")), ("vergangen", _("vergangene"))],
    )
    arbeitsgruppe = forms.ChoiceField(label=_("Arbeitsgruppe"), required=False)
    form = forms.ChoiceField(
        label=_("Vor Ort oder online?"),
        required=False,
        choices=[ALL, ("place", _("vor Ort")), ("online", _("online"))],
    )
    field_order = ("zeit", "handlungsfeld", "arbeitsgruppe", "form")

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        groups = WorkingGroup.objects.active().values_list("slug", "name")
        field = cast(forms.ChoiceField, self.fields["arbeitsgruppe"])
        field.choices = [ALL, *groups]


# --- Registering --------------------------------------------------------------------------


class DetailsForm(forms.Form):
    """What a workshop asks of those who come; nothing in it is about their seat."""

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(workshop.questions.all())
        for question in self.questions:
            self.fields[f"frage_{question.pk}"] = _field_for(question)
        self.fields["with_companion"] = forms.BooleanField(
            label=_("Ich komme mit Begleitung oder Assistenz."),
            help_text=_("Sie braucht keine eigene Anmeldung und keinen Platz."),
            required=False,
        )
        self.fields["need"] = forms.CharField(
            label=_("Was brauchen Sie, um gut teilnehmen zu können?"),
            help_text=_(
                "Zum Beispiel Gebärdensprache, Schriftmitschnitt, große Schrift, Platz "
                "für einen Rollstuhl, Essen. Nur das Netzwerkmanagement liest das; 30 "
                "Tage nach dem Workshop wird es gelöscht."
            ),
            max_length=1000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @property
    def details(self) -> dict[str, Any]:
        """What `registration.register` takes."""
        cleaned = self.cleaned_data
        return {
            "with_companion": cleaned["with_companion"],
            "need": cleaned["need"],
            "answers": {
                question: cleaned[f"frage_{question.pk}"] for question in self.questions
            },
        }


def _field_for(question: Question) -> forms.Field:
    options: dict[str, Any] = {"label": question.text, "required": question.required}
    options["error_messages"] = {"required": _("Bitte beantworten Sie diese Frage.")}
    if question.kind == Question.Kind.TEXT:
        return forms.CharField(max_length=500, **options)
    if question.kind == Question.Kind.CHOICE:
        choices = [("", _("Bitte wählen")), *((o, o) for o in question.options)]
        return forms.ChoiceField(choices=choices, **options)
    choices = [("ja", _("ja")), ("nein", _("nein"))]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)


NAME = _("Ihr Name")
EMAIL_PROBLEMS = {
    "required": _("Bitte geben Sie Ihre E-Mail-Adresse an."),
    "invalid": _("Bitte mit @ schreiben, zum Beispiel name@firma.de."),
}


class GuestForm(SpamGuard):
    """Step one for guests. Everything else is asked once the address is confirmed."""

    name = forms.CharField(
        label=NAME,
        help_text=_("So steht er auf der Teilnahmeliste und Ihrem Namensschild."),
        max_length=150,
        validators=[plain_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Bitte nennen Sie Ihren Namen.")},
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Dorthin senden wir einen Code, zum Beispiel an name@firma.de."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=EMAIL_PROBLEMS,
    )


class CodeForm(DetailsForm):
    """Step two for guests: the code, and what the workshop asks."""

    code = forms.CharField(
        label=_("Code aus der E-Mail"),
        help_text=_("Sechs Ziffern. Der Code gilt 30 Minuten."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
        error_messages={"required": _("Bitte geben Sie den Code ein.")},
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class FeedbackForm(forms.ModelForm):
    class Meta:
        model = Feedback
        fields = ("useful", "heard", "accessible", "text")
        widgets = {
            "useful": forms.RadioSelect,
            "heard": forms.RadioSelect,
            "accessible": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("useful", "heard", "accessible"):
            field = cast(forms.TypedChoiceField, self.fields[name])
            field.choices = Feedback.Mark.choices
            field.error_messages["required"] = _("Bitte wählen Sie eine Antwort.")


# --- Organising ---------------------------------------------------------------------------


class ByHandForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        validators=[plain_name],
        error_messages={"required": _("Bitte nennen Sie den Namen.")},
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_(
            "Gehört sie zu einem Konto, wird diese Person angemeldet. Die Bestätigung "
            "geht an diese Adresse."
        ),
        error_messages=EMAIL_PROBLEMS,
    )
    with_companion = forms.BooleanField(
        label=_("kommt mit Begleitung oder Assistenz"), required=False
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund, den die Person erfährt"),
        max_length=300,
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )


class MoveForm(ReasonForm):
    position = forms.IntegerField(
        label=_("Neuer Platz auf der Warteliste"),
        min_value=1,
        max_value=5000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Bitte nennen Sie den neuen Platz.")},
    )
    field_order = ("position", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Grund, für das Protokoll")


class MessageForm(forms.Form):
    states = forms.MultipleChoiceField(
        label=_("An wen?"),
        choices=Registration.State.choices,
        initial=["registered"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie, wer die Nachricht bekommt.")},
    )
    text = forms.CharField(
        label=_("Nachricht"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Anrede, Titel und Datum stehen schon in der E-Mail."),
        error_messages={"required": _("Bitte schreiben Sie eine Nachricht.")},
    )


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund, den alle Angemeldeten erfahren"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )


class InviteForm(forms.Form):
    emails = forms.CharField(
        label=_("E-Mail-Adressen"),
        help_text=_("Eine je Zeile. Jede bekommt einen Link für eine Anmeldung."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Bitte nennen Sie mindestens eine Adresse.")},
    )

    def clean_emails(self) -> list[str]:
        emails = self.cleaned_data["emails"].replace(",", " ").replace(";", " ").split()
        wrong = []
        for email in emails:
            try:
                validate_email(email)
            except ValidationError:
                wrong.append(email)
        if wrong:
            raise ValidationError(
                gettext("Das sind keine E-Mail-Adressen: %(wrong)s")
                % {"wrong": ", ".join(wrong)}
            )
        if len(emails) > 200:
            raise ValidationError(gettext("Bitte höchstens 200 Adressen auf einmal."))
        return emails


class MinutesForm(forms.ModelForm):
    class Meta:
        model = Workshop
        fields = ("minutes",)
        widgets = {"minutes": forms.Textarea(attrs={"rows": 12})}
        help_texts = {
            "minutes": _(
                "Absätze durch Leerzeilen trennen; Zeilen mit „- “ werden zur Liste. "
                "Bitte nennen Sie Personen nur, wenn sie einverstanden sind."
            )
        }


class ResultForm(forms.Form):
    """One result, and what became of it in the chain."""

    kind = forms.ChoiceField(
        label=_("Art"), choices=[("", _("Bitte wählen")), *WorkshopResult.Kind.choices]
    )
    title = forms.CharField(
        label=_("Ergebnis in einem Satz"),
        max_length=200,
        error_messages={"required": _("Bitte schreiben Sie das Ergebnis auf.")},
    )
    text = forms.CharField(
        label=_("Mehr dazu"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    target = forms.ChoiceField(
        label=_("Daraus entstanden"),
        required=False,
        help_text=_(
            "Einflussfaktor, Szenario, Zukunftsbild oder Maßnahme. Dort steht dann "
            "„entstanden im Workshop“."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        choices: list[Any] = [("", _("noch nichts"))]
        for model in chain_targets():
            label = model._meta.label_lower
            things = model._default_manager.visible_to(user)[:500]  # type: ignore[attr-defined]  # what is linked has visible_to
            options = [(f"{label}:{thing.pk}", str(thing)) for thing in things]
            if options:
                choices.append((str(model._meta.verbose_name_plural), options))
        field = cast(forms.ChoiceField, self.fields["target"])
        field.choices = choices
        if len(choices) == 1:
            del self.fields["target"]

    def clean_target(self) -> Any:
        value = self.cleaned_data["target"]
        if not value:
            return None
        label, pk = value.split(":")
        manager = apps.get_model(label)._default_manager
        return manager.visible_to(self.user).get(pk=pk)
