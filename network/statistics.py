"""How the network has grown in twelve months, by stakeholder group and topic.

Counted are the members and organisations of today by the day they came. Whoever has
left is in no number, so nothing about them must be kept.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.models import Organisation, StakeholderGroup, Topic, User

MONTHS = 12
# The drawing: panels of this size beside and below each other.
COLUMNS, WIDTH, HEIGHT, PLOT, TOP = 2, 360, 90, 40, 30


@dataclass(frozen=True)
class Line:
    """One group or topic: how many there were at the end of each month."""

    label: str
    values: list[int]

    @property
    def growth(self) -> int:
        return self.values[-1] - self.values[0]


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    caption: str
    months: list[date]
    lines: list[Line]

    @property
    def headings(self) -> list[str]:
        return [_("Stand am Ende von"), *(date_format(m, "M y") for m in self.months)]

    @property
    def finding(self) -> str:
        """What the numbers say, in one or two sentences."""
        largest = max(self.lines, key=lambda line: line.growth)
        empty = [line.label for line in self.lines if not line.values[-1]]
        if largest.growth:
            text = _(
                "Am stärksten wuchs „%(label)s“, um %(number)d in elf Monaten."
            ) % {"label": largest.label, "number": largest.growth}
        else:
            text = _("In elf Monaten kam nichts hinzu.")
        if empty:
            text += " " + _("Noch niemand: %(labels)s.") % {"labels": ", ".join(empty)}
        return text

    @property
    def size(self) -> tuple[int, int]:
        rows = -(-len(self.lines) // COLUMNS)
        return COLUMNS * WIDTH, rows * HEIGHT

    @property
    def panels(self) -> list[dict[str, object]]:
        """The drawing of each line, all to the same scale."""
        highest = max([*(max(line.values) for line in self.lines), 1])
        step = (WIDTH - 100) / (len(self.months) - 1)
        panels = []
        for number, line in enumerate(self.lines):
            left, top = number % COLUMNS * WIDTH, number // COLUMNS * HEIGHT
            floor = top + TOP + PLOT
            points = [
                (round(left + place * step), round(floor - value / highest * PLOT))
                for place, value in enumerate(line.values)
            ]
            panels.append(
                {
                    "label": line.label,
                    "first": line.values[0],
                    "last": line.values[-1],
                    "x": left,
                    "label_y": top + 20,
                    "end_x": points[-1][0] + 8,
                    "end_y": points[-1][1] + 5,
                    "line": " ".join(f"{x},{y}" for x, y in points),
                    "floor": floor,
                    "right": points[-1][0],
                }
            )
        return panels


def tables() -> list[Table]:
    """Four tables, each from one query."""
    members = User.objects.filter(is_active=True, emailaddress__verified=True)
    entries = Organisation.objects.published()
    groups = dict(StakeholderGroup.choices)
    topics = {topic.pk: topic.label for topic in Topic.objects.all()}
    months = last_months()

    def table(key: str, title: str, lines: list[Line]) -> Table:
        caption = _("%(title)s in den letzten zwölf Monaten") % {"title": title}
        return Table(key, title, caption, months, lines)

    return [
        table(
            "mitglieder-akteursgruppe",
            _("Mitglieder nach Akteursgruppe"),
            lines(members, "date_joined", "profile__stakeholder_group", groups, months),
        ),
        table(
            "mitglieder-handlungsfeld",
            _("Mitglieder nach Handlungsfeld"),
            lines(members, "date_joined", "profile__topics", topics, months),
        ),
        table(
            "organisationen-akteursgruppe",
            _("Organisationen nach Akteursgruppe"),
            lines(entries, "created_at", "stakeholder_group", groups, months),
        ),
        table(
            "organisationen-handlungsfeld",
            _("Organisationen nach Handlungsfeld"),
            lines(entries, "created_at", "topics", topics, months),
        ),
    ]


def last_months() -> list[date]:
    """The first days of this month and the eleven before it."""
    today = timezone.localdate()
    number = today.year * 12 + today.month - 1
    return [
        date(each // 12, each % 12 + 1, 1)
        for each in range(number - MONTHS + 1, number + 1)
    ]


def lines(
    objects: QuerySet,
    moment: str,
    column: str,
    labels: dict,
    months: list[date],
) -> list[Line]:
    rows = (
        objects.order_by()
        .annotate(month=TruncMonth(moment))
        .values_list(column, "month")
        .annotate(number=Count("pk", distinct=True))
    )
    found = [(value, local_day(month), number) for value, month, number in rows]

    def total(value: object, end: date) -> int:
        return sum(n for each, month, n in found if each == value and month <= end)

    return [
        Line(str(label), [total(value, month) for month in months])
        for value, label in labels.items()
    ]


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
