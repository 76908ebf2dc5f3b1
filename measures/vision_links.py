"""Which visions a measure serves, chosen by those who write it, each with a reason.

Links stand beside the text: they are valid once somebody saves, and whoever sees both
ends sees them. A form changes only what its person has changed. What others have linked
or loosened meanwhile, here or in the admin, stays as they left it.
"""

import re
import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.drafting import LinkChanges
from measures.models import Measure
from network.models import User
from strategy import chain
from strategy.models import ChainLink, Vision

MOST_LINKS = 20
KEY = re.compile(r"[0-9]{1,18}|neu-[0-9a-f]{8}")
WAS = "was"  # the reason from which somebody started


def linked_visions(measure: Measure, user: User) -> dict[str, ChainLink]:
    """The links of a measure to visions this person may see, by their numbers."""
    found = {}
    for each in chain.origins(measure, user):
        if each.kind == "strategy.vision":
            each.link.source = each.thing  # is here already
            found[str(each.link.pk)] = each.link
    return found


class VisionLinkForm(forms.Form):
    vision = forms.ModelChoiceField(
        label=_("Zukunftsbild"),
        queryset=Vision.objects.none(),
        empty_label=_("Bitte wählen"),
        error_messages={
            "required": _("Bitte wählen Sie ein Zukunftsbild."),
            "invalid_choice": _("Dieses Zukunftsbild ist nicht mehr veröffentlicht."),
        },
    )
    reason = forms.CharField(
        label=_("Warum dient die Maßnahme diesem Zukunftsbild?"),
        help_text=_("Ein Satz. Er steht auf beiden Seiten."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Bitte sagen Sie in einem Satz, warum beides zusammengehört.")
        },
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        key: str,
        link: ChainLink | None,
        was: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, prefix=f"bild-{key}", **kwargs)
        self.key, self.link, self.was = key, link, was
        if link:  # another vision would be another link
            del self.fields["vision"]
        else:
            choice: Any = self.fields["vision"]
            choice.queryset = Vision.objects.live().order_by("name")

    def clean_reason(self) -> str:
        return " ".join(self.cleaned_data["reason"].split())

    @property
    def chosen(self) -> Vision | None:
        if self.link:
            return self.link.source
        return self.cleaned_data.get("vision")


class VisionLinksForm:
    """The links of a measure as rows, and the buttons that add and remove one."""

    BUTTONS = ("link", "unlink")

    def __init__(
        self, measure: Measure, user: User, data: QueryDict | None = None
    ) -> None:
        self.data = data
        self.current = linked_visions(measure, user)
        self.order = list(self.current)
        self.seen = set(self.current)
        if data is None:
            return
        self.seen = set(data.getlist("gesehen")) & set(self.current)
        sent = [key for key in data.getlist("bild") if KEY.fullmatch(key)]
        self.order = [
            key
            for key in dict.fromkeys(sent)
            # What others have loosened meanwhile is gone, unless I wrote on it.
            if key in self.current or not key.isdecimal() or self._is_rewritten(key)
        ][:MOST_LINKS]

    def _is_rewritten(self, key: str) -> bool:
        data: Any = self.data
        return bool(data.get(f"bild-{key}-{WAS}") != data.get(f"bild-{key}-reason"))

    @property
    def news(self) -> list[str]:
        """Linked by others since this form was opened."""
        if self.data is None:
            return []
        return [key for key in self.current if key not in self.seen]

    @property
    def loosened(self) -> list[str]:
        """To be removed by this form."""
        return [key for key in self.current if key in self.seen - set(self.order)]

    def rows(self, *, judged: bool) -> list[VisionLinkForm]:
        """One form for each link; nothing is judged before somebody saves."""
        return [self._row(key, judged=judged) for key in self.order] + [
            self._row(key, judged=False) for key in self.news if key not in self.order
        ]

    def _row(self, key: str, *, judged: bool) -> VisionLinkForm:
        link, prefix = self.current.get(key), f"bild-{key}"
        reason = link.reason if link else ""
        if self.data is None or f"{prefix}-reason" not in self.data:
            return VisionLinkForm(
                key=key, link=link, was=reason, initial={"reason": reason}
            )
        was = self.data.get(f"{prefix}-{WAS}", "")
        sent = {
            name: " ".join(self.data.get(f"{prefix}-{name}", "").split())
            for name in ("vision", "reason")
        }
        if not judged:
            return VisionLinkForm(key=key, link=link, was=was, initial=sent)
        row = VisionLinkForm(
            self.data,
            key=key,
            link=link,
            was=was,
            # A row that was added and left empty asks for nothing.
            empty_permitted=link is None,
            use_required_attribute=False,
        )
        if row.is_valid() and link and was not in (reason, sent["reason"]):
            if sent["reason"] != reason:
                row.add_error(
                    "reason",
                    gettext(
                        "Jemand hat inzwischen einen anderen Grund geschrieben: "
                        "„%(reason)s“. Wenn Sie noch einmal speichern, gilt Ihrer."
                    )
                    % {"reason": reason},
                )
            row.was = reason
        return row

    def press(self, button: str) -> str:
        """Do what a button says; returns the key of the row to go on with."""
        action, _colon, key = button.partition(":")
        if action == "link" and len(self.order) < MOST_LINKS:
            key = f"neu-{uuid.uuid4().hex[:8]}"
            self.order.append(key)
            return key
        if action == "unlink" and key in self.order:
            self.order.remove(key)
        return ""

    def changes(self, rows: list[VisionLinkForm]) -> LinkChanges:
        """What the person has changed. Finds visions that are named twice."""
        found = LinkChanges(disconnect=[self.current[key] for key in self.loosened])
        loosened = {link.pk for link in found.disconnect}
        taken = {
            link.source_id: link.reason
            for link in self.current.values()
            if link.pk not in loosened
        }
        for row in rows:
            if not row.is_bound or not row.cleaned_data:
                continue
            vision, reason = row.chosen, row.cleaned_data["reason"]
            if vision is None:
                continue
            if row.link is None and vision.pk in taken:
                row.add_error(
                    "vision",
                    gettext("Dieses Zukunftsbild ist schon verknüpft: „%(reason)s“")
                    % {"reason": taken[vision.pk]},
                )
            elif row.link is None or reason != row.was:
                if row.link is None or reason != row.link.reason:
                    found.connect.append((vision, reason))
                taken[vision.pk] = reason
        return found
