"""How forms become HTML, and how public forms keep robots out without puzzles."""

import logging
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger("tregks.refused")


class PortalField(forms.BoundField):
    """Says that an answer is needed without letting browsers judge it beforehand.

    An untouched choice with `required` is invalid for Chromium, and screen readers say
    so before anybody answered. Radio buttons have the word in the legend alone.
    """

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if attrs.pop("required", False) and not self.use_fieldset:
            attrs["aria-required"] = "true"
        return attrs


class PortalRenderer(TemplatesSetting):
    """The one way forms become HTML: `{{ form }}` brings error summary and fields.

    Around it belong only `<form method="post" novalidate>`, the CSRF token and the
    buttons. `novalidate`, because browsers' own messages are fleeting and untied to
    the summary; the words "Pflichtfeld" and "freiwillig" come from the template.
    """

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/portal_field.html"
    bound_field_class = PortalField


class DayField(forms.DateField):
    """A day as people write it: 3.7.2026."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {
            "help_text": _("Datum, zum Beispiel 3.7.2026"),
            "input_formats": ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"],
            "widget": forms.DateInput(
                format="%d.%m.%Y", attrs={"inputmode": "numeric"}
            ),
            "error_messages": {
                "required": _("Bitte nennen Sie ein Datum, zum Beispiel 3.7.2026."),
                "invalid": _("Bitte mit Punkten schreiben, zum Beispiel 3.7.2026."),
            },
        }
        super().__init__(**usual | kwargs)


class ClockField(forms.TimeField):
    """A time of day as people write it: 14:30, 14.30 or 14."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {
            "help_text": _("Uhrzeit, zum Beispiel 14:30"),
            "input_formats": ["%H:%M", "%H.%M", "%H"],
            "widget": forms.TimeInput(format="%H:%M"),
            "error_messages": {
                "required": _("Bitte nennen Sie eine Uhrzeit, zum Beispiel 14:30."),
                "invalid": _("Bitte so schreiben: 14:30"),
            },
        }
        super().__init__(**usual | kwargs)


def without(query: QueryDict, name: str, value: str = "") -> str:
    """The same list without one filter, or one value of it, from its first page."""
    rest = query.copy()
    rest.setlist(name, [each for each in rest.getlist(name) if value not in ("", each)])
    rest.pop("seite", None)
    return f"?{rest.urlencode()}"


class AskedOnly(forms.BaseModelForm):
    """Mixin for public forms of a model: notes answers to what was not asked (S-23).

    They change nothing. Who tries leaves the names of columns in the log, no values.
    """

    def full_clean(self) -> None:
        super().full_clean()
        columns = {field.name for field in self._meta.model._meta.concrete_fields}
        unasked = columns - set(self.fields)
        if self.is_bound and (
            sent := {n for n in unasked if self.add_prefix(n) in self.data}
        ):
            form = type(self).__name__
            logger.warning(
                "answers not asked for", extra={"form": form, "fields": sorted(sent)}
            )


class FilterForm(forms.Form):
    """A GET form beside a list. Nonsense in the address counts as no filter.

    `chosen` holds what people filter by. Show the form with components/filter.html,
    what is chosen with components/chips.html.
    """

    data: QueryDict
    duty_words = False  # nothing here is required, so no field needs to say so

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)

    def full_clean(self) -> None:
        super().full_clean()
        self.errors.clear()

    @cached_property
    def chosen(self) -> dict[str, Any]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def chips(self) -> list[dict[str, str]]:
        """What is chosen, each with the address of the list without it."""
        chips = []
        chosen = self.chosen
        for field in self:
            if field.name not in chosen:
                continue
            words = {}
            if isinstance(field.field, forms.ChoiceField):
                words = {str(each.data["value"]): each.data["label"] for each in field}
            for value in self.data.getlist(field.html_name):
                label = f"{field.label}: {words.get(value, value)}"
                url = without(self.data, field.html_name, value)
                chips.append({"label": label, "url": url})
        return chips


class SpamGuard(forms.Form):
    """Mixin for public forms: a field people never see and a minimum time.

    Neither loses what was written: the form comes back complete and asks to be sent
    again, which a person does and a simple robot does not.
    """

    MINIMUM_TIME = timedelta(seconds=3)
    SALT = "tregks.forms.SpamGuard"

    data: QueryDict

    website = forms.CharField(
        label=_("Dieses Feld bitte leer lassen"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The stubs do not know Field.template_name (Django 5.0) yet.
        self.fields["website"].template_name = "django/forms/honeypot.html"  # type: ignore[attr-defined]
        self.fields["opened"].initial = self._stamp

    def _stamp(self) -> str:
        return signing.TimestampSigner(salt=self.SALT).sign("opened")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # One thing at a time: whoever has to correct something is asked next time.
        if not self.errors and not (self._left_empty() and self._took_time()):
            raise ValidationError(
                _(
                    "Das ging sehr schnell. Zum Schutz vor automatischen Nachrichten "
                    "bitten wir Sie: Senden Sie das Formular noch einmal ab. Ihre "
                    "Eingaben sind noch da."
                ),
                code="spam",
            )
        return cleaned

    def _left_empty(self) -> bool:
        if not self.data.get(self.add_prefix("website")):
            return True
        self._replace("website", "")  # autofill must not block the second try
        return False

    def _took_time(self) -> bool:
        signer = signing.TimestampSigner(salt=self.SALT)
        stamp = self.data.get(self.add_prefix("opened"), "")
        try:
            signer.unsign(stamp)
        except signing.BadSignature:
            self._replace("opened", self._stamp())
            return False
        try:
            signer.unsign(stamp, max_age=self.MINIMUM_TIME)
        except signing.SignatureExpired:
            return True
        return False

    def _replace(self, name: str, value: str) -> None:
        """Change what the form shows when it comes back."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value
