"""Geometry of the charts: whole numbers that templates put into SVG.

Nothing here decides what is shown; each chart has a table twin beside it.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Any

from measures.models import Indicator, IndicatorValue
from measures.ratings import STEPS, Results

# --- Ratings: one row for each group, from 1 to 5 -----------------------------------------

LEFT, STEP, ROW = 24, 78, 62


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    r: int


@dataclass(frozen=True)
class RatingRow:
    label: str
    number: int
    top: int
    middle: int
    dots: list[Dot]
    box_x: int
    box_y: int
    box_width: int
    median: int


def _step_x(step: float) -> int:
    return round(LEFT + (step - 1) * STEP)


def rating_chart(question: str, results: Results) -> dict[str, Any]:
    """For each crowd its answers as dots, the middle half as a bar, the median."""
    rows = []
    for place, crowd in enumerate(results.crowds):
        spread = crowd.spreads[question]
        low, median, high = spread.quartiles
        middle = place * ROW + 40
        rows.append(
            RatingRow(
                label=str(crowd.label),
                number=crowd.number,
                top=place * ROW + 16,
                middle=middle,
                dots=[
                    Dot(_step_x(step), middle, 3 + round(10 * sqrt(n / spread.number)))
                    for step, n in zip(STEPS, spread.distribution, strict=True)
                    if n
                ],
                box_x=_step_x(low) - 2,
                box_y=middle - 3,
                box_width=_step_x(high) - _step_x(low) + 4,
                median=_step_x(median),
            )
        )
    foot = len(rows) * ROW
    return {
        "rows": rows,
        "steps": [(step, _step_x(step)) for step in STEPS],
        "foot": foot + 14,
        "width": _step_x(5) + LEFT,
        "height": foot + 24,
    }


# --- Portfolio: effect against feasibility ------------------------------------------------

EDGE, CELL = 34, 40


def portfolio_chart(points: dict[tuple[float, float], list[str]]) -> dict[str, Any]:
    """Measures by median feasibility (across) and effect (up), on a grid of halves."""
    size = EDGE + 8 * CELL

    def place(value: float) -> int:
        return round((value - 1) * 2 * CELL)

    return {
        "size": size + EDGE,
        "edge": EDGE,
        "floor": size,
        "middle_x": EDGE + 4 * CELL,
        "middle_y": size - 4 * CELL,
        "steps": [(step, EDGE + place(step), size - place(step) + 5) for step in STEPS],
        "foot": size + 24,
        "points": [
            {
                "x": EDGE + place(feasibility),
                "y": size - place(effect),
                "r": 8 + min(10, 2 * len(names)),
                "label": names[0] if len(names) == 1 else f"{len(names)}",
                "label_y": size - place(effect) - 13 - min(10, 2 * len(names)),
            }
            for (feasibility, effect), names in sorted(points.items())
        ],
    }


# --- Bars: how many measures in each state ------------------------------------------------


def bars(numbers: list[tuple[str, int]]) -> dict[str, Any]:
    most = max([number for _label, number in numbers], default=0) or 1
    return {
        "rows": [
            {
                "label": label,
                "number": number,
                "y": place * 26,
                "text_y": place * 26 + 16,
                "width": round(170 * number / most),
                "number_x": 138 + round(170 * number / most),
            }
            for place, (label, number) in enumerate(numbers)
        ],
        "height": 26 * len(numbers),
    }


# --- Lines: an indicator over time --------------------------------------------------------

WIDE, HIGH, MARGIN = 320, 120, 12


def line_chart(indicator: Indicator, values: list[IndicatorValue]) -> dict[str, Any]:
    """Values by their day, between the lines of baseline and target."""
    levels = [indicator.baseline, indicator.target, *(each.value for each in values)]
    low, high = min(levels), max(levels)
    first, last = values[0].on, values[-1].on
    days = (last - first).days or 1

    def up(value: Decimal) -> int:
        return round(HIGH - MARGIN - (value - low) / (high - low) * (HIGH - 2 * MARGIN))

    dots = [
        Dot(
            MARGIN + round((each.on - first).days / days * (WIDE - 2 * MARGIN)),
            up(each.value),
            4,
        )
        for each in values
    ]
    return {
        "dots": dots,
        "line": " ".join(f"{dot.x},{dot.y}" for dot in dots),
        "baseline": up(indicator.baseline),
        "target": up(indicator.target),
        "width": WIDE,
        "height": HIGH,
    }
