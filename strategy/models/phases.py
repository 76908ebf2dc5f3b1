"""The year in which the strategy comes about, as phases."""

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class PhaseQuerySet(models.QuerySet["Phase"]):
    def visible_to(self, user: object) -> "PhaseQuerySet":
        """The process is public."""
        return self


class Phase(models.Model):
    """A part of the process. Whether it is over follows from the date and from `done`."""

    name = models.CharField(gettext_lazy("Name"), max_length=100, unique=True)
    starts = models.DateField(gettext_lazy("beginnt am"))
    ends = models.DateField(gettext_lazy("endet am"))
    done = models.BooleanField(
        gettext_lazy("abgeschlossen"),
        default=False,
        help_text=gettext_lazy(
            "Endet eine Phase, ohne dass dieser Haken sitzt, sagt die Prozessseite offen, "
            "dass sie überfällig ist."
        ),
    )
    description = models.TextField(
        gettext_lazy("Was geschieht in dieser Phase?"), max_length=1500
    )
    results = models.TextField(
        gettext_lazy("Ergebnisse bisher"), max_length=1500, blank=True
    )
    invitation = models.CharField(
        gettext_lazy("Was man jetzt tun kann"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy(
            "Aufschrift eines Links, zum Beispiel: Entwürfe lesen und Stellung nehmen"
        ),
    )
    link = models.CharField(
        gettext_lazy("Der Link führt zu"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Eine Seite des Portals, zum Beispiel /massnahmen/"),
    )

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("Phase")
        verbose_name_plural = gettext_lazy("Phasen")
        ordering: ClassVar[list[str]] = ["starts", "ends", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="phase_ends_after_start",
                violation_error_message=gettext_lazy(
                    "Eine Phase kann nicht enden, bevor sie beginnt."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.link and not (
            self.link.startswith("/") and not self.link.startswith("//")
        ):
            raise ValidationError(
                {
                    "link": _(
                        "Bitte nennen Sie eine Seite des Portals, die mit / beginnt."
                    )
                }
            )
        if bool(self.link) != bool(self.invitation):
            missing = "link" if self.invitation else "invitation"
            raise ValidationError(
                {missing: _("Ein Link braucht eine Aufschrift und ein Ziel.")}
            )

    def state_on(self, day: date) -> str:
        """`done`, `overdue`, `running` or `coming`."""
        if self.done:
            return "done"
        if self.ends < day:
            return "overdue"
        return "running" if self.starts <= day else "coming"

    @property
    def state(self) -> str:
        return self.state_on(timezone.localdate())

    @property
    def state_word(self) -> str:
        return {
            "done": _("abgeschlossen"),
            "overdue": _("überfällig"),
            "running": _("läuft"),
            "coming": _("kommt"),
        }[self.state]

    @property
    def tone(self) -> str:
        return {"done": "success", "overdue": "warning", "running": "info"}.get(
            self.state, ""
        )

    @property
    def icon(self) -> str:
        return {
            "done": "completed",
            "overdue": "warning",
            "running": "progress",
            "coming": "calendar",
        }[self.state]
