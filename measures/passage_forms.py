"""The passages of a text as forms, one below the other."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from measures.models.measure import LONGEST_PASSAGE
from measures.passages import Passage, new_id

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST_PASSAGES = 200


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

    @property
    def typed(self) -> Passage:
        """As it stands in the form, not judged."""
        title, text = (str(self[name].value() or "") for name in ("title", "text"))
        text = text.replace("\r\n", "\n").strip()
        return Passage(title.strip(), text, self.passage_id)


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
