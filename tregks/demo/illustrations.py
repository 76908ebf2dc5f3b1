"""Pictures for the demo, drawn by ourselves: no stock photos, no faces, no licences.

Flat landscapes and scenes in the portal's colours. Each is drawn at twice its size
and scaled down, which smooths every edge; nothing is random, so a picture never
changes between two runs.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
SCALE = 2

NIGHT = "#07363e"
PETROL = "#0a5560"
TEAL = "#1d7c86"
LAGOON = "#5aa9ad"
MIST = "#a9d3d1"
HAZE = "#d8ebe7"
PAPER = "#f6f8f4"
SAND = "#f7e6d0"
APRICOT = "#f4c28f"
WARM = "#e9944a"
RUST = "#b8622c"
PLUM = "#8c5a80"
BLUE = "#4f73a8"
GREEN = "#5f8a50"
MEADOW = "#8fb58a"
OCHRE = "#c49a3c"

Point = tuple[float, float]


class Canvas:
    """Drawing in plain 1600 x 1000 coordinates; colours may carry an alpha part."""

    def __init__(self, top: str, bottom: str) -> None:
        # A gradient is a two-pixel column, stretched.
        column = Image.new("RGB", (1, 2))
        column.putpixel((0, 0), _rgb(top))
        column.putpixel((0, 1), _rgb(bottom))
        size = (WIDTH * SCALE, HEIGHT * SCALE)
        self.image = column.resize(size, Image.Resampling.BILINEAR)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def shape(self, points: Iterable[Point], color: str) -> None:
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=color)

    def circle(
        self, x: float, y: float, r: float, color: str, edge: str = "", width: float = 0
    ) -> None:
        box = [(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE]
        line = edge or None
        self.draw.ellipse(box, fill=color, outline=line, width=int(width * SCALE))

    def box(
        self, x: float, y: float, w: float, h: float, color: str, r: float = 0
    ) -> None:
        corners = [x * SCALE, y * SCALE, (x + w) * SCALE, (y + h) * SCALE]
        self.draw.rounded_rectangle(corners, radius=r * SCALE, fill=color)

    def line(self, points: Iterable[Point], color: str, width: float) -> None:
        """A line with round joints and ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(scaled, fill=color, width=int(width * SCALE), joint="curve")
        r = width * SCALE / 2
        for x, y in (scaled[0], scaled[-1]):
            self.draw.ellipse([x - r, y - r, x + r, y + r], fill=color)

    def png(self) -> bytes:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        # 256 colours are enough for flat areas and keep the file small.
        small = small.quantize(256, Image.Quantize.MEDIANCUT)
        buffer = BytesIO()
        small.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


# --- Things that occur in several pictures ----------------------------------------


def skyline(x: float, base: float, height: float, phase: float) -> float:
    """How high a chain of hills stands at x: two waves, so that none repeats."""
    long, short = math.sin(x / 260 + phase), math.sin(x / 121 + phase * 2.3)
    return base - height * (long + 0.45 * short)


def ridge(base: float, height: float, phase: float) -> list[Point]:
    """The upper edge of a chain of hills."""
    return [(x, skyline(x, base, height, phase)) for x in range(-10, WIDTH + 20, 10)]


def ribbon(c: Canvas, points: list[Point], near: float, far: float, color: str) -> None:
    """A path or river that narrows towards the horizon."""
    for index in range(len(points) - 1):
        share = index / len(points)
        c.line(points[index : index + 2], color, near + (far - near) * share)


def hills(c: Canvas, base: float, height: float, phase: float, color: str) -> None:
    c.shape([*ridge(base, height, phase), (WIDTH, HEIGHT), (0, HEIGHT)], color)


def sun(c: Canvas, x: float, y: float, r: float, color: str = WARM) -> None:
    for factor, alpha in ((2.6, "22"), (1.9, "2e"), (1.4, "40")):
        c.circle(x, y, r * factor, color + alpha)
    c.circle(x, y, r, color)


def herkules(c: Canvas, x: float, y: float, size: float, color: str) -> None:
    """Octagon, pyramid and figure above Kassel, as a silhouette standing on (x, y)."""

    def at(*points: Point) -> list[Point]:
        return [(x + px * size, y - py * size) for px, py in points]

    c.shape(at((-62, 0), (-54, 52), (54, 52), (62, 0)), color)
    c.shape(at((-46, 52), (-42, 92), (42, 92), (46, 52)), color)
    c.shape(at((-22, 92), (-4, 190), (4, 190), (22, 92)), color)
    c.shape(at((-5, 190), (-8, 214), (0, 228), (8, 214), (5, 190)), color)
    head_x, head_y = at((0, 233))[0]
    c.circle(head_x, head_y, 6 * size, color)


def tree(c: Canvas, x: float, y: float, size: float, color: str) -> None:
    c.box(x - 4 * size, y - 40 * size, 8 * size, 42 * size, NIGHT)
    c.circle(x, y - 70 * size, 42 * size, color)
    c.circle(x - 26 * size, y - 48 * size, 28 * size, color)
    c.circle(x + 26 * size, y - 48 * size, 28 * size, color)


def turbine(
    c: Canvas, x: float, y: float, size: float, turn: float, color: str
) -> None:
    top = y - 300 * size
    c.shape(
        [
            (x - 9 * size, y),
            (x - 4 * size, top),
            (x + 4 * size, top),
            (x + 9 * size, y),
        ],
        color,
    )
    for blade in range(3):
        angle = math.radians(turn + blade * 120)
        dx, dy = math.cos(angle), math.sin(angle)
        c.shape(
            [
                (x, top),
                (
                    x + 40 * size * dx - 13 * size * dy,
                    top + 40 * size * dy + 13 * size * dx,
                ),
                (x + 175 * size * dx, top + 175 * size * dy),
                (x + 12 * size * dy, top - 12 * size * dx),
            ],
            color,
        )
    c.circle(x, top, 11 * size, color)


def car(c: Canvas, x: float, y: float, color: str, wheel: str = NIGHT) -> None:
    """A small car seen from the side, standing on (x, y), 400 wide."""
    c.shape(
        [
            (x, y - 40),
            (x + 8, y - 95),
            (x + 70, y - 118),
            (x + 135, y - 185),
            (x + 275, y - 190),
            (x + 350, y - 112),
            (x + 396, y - 92),
            (x + 402, y - 40),
        ],
        color,
    )
    c.box(x, y - 60, 402, 34, color, 16)
    c.shape(
        [(x + 88, y - 118), (x + 142, y - 172), (x + 196, y - 174), (x + 196, y - 118)],
        HAZE,
    )
    c.shape(
        [
            (x + 212, y - 118),
            (x + 212, y - 174),
            (x + 268, y - 176),
            (x + 324, y - 118),
        ],
        HAZE,
    )
    c.box(x + 380, y - 84, 22, 12, SAND, 6)
    for wheel_x in (x + 88, x + 318):
        c.circle(wheel_x, y - 30, 42, wheel)
        c.circle(wheel_x, y - 30, 19, MIST)


# --- The pictures -----------------------------------------------------------------


def draw_hills() -> Canvas:
    c = Canvas(HAZE, SAND)
    sun(c, 1150, 360, 110)
    hills(c, 560, 60, 0.4, MIST)
    herkules(c, 430, skyline(430, 600, 105, 5.0) + 8, 0.85, LAGOON)
    hills(c, 600, 105, 5.0, LAGOON)
    hills(c, 700, 70, 2.2, TEAL)
    for x, size in ((180, 0.9), (262, 0.7), (1290, 0.8), (1372, 1.0), (1450, 0.75)):
        tree(c, x, 815, size, PETROL)
    hills(c, 830, 34, 3.9, PETROL)
    # the Fulda, wide in front and narrow behind
    river = [
        (790 + 210 * math.sin(t * 5.2) * (1 - 0.7 * t), 1040 - 230 * t)
        for t in (i / 90 for i in range(91))
    ]
    ribbon(c, river, 150, 10, HAZE)
    hills(c, 1020, 30, 0.9, NIGHT)
    return c


def draw_mobility() -> Canvas:
    c = Canvas(HAZE, PAPER)
    sun(c, 330, 300, 90, APRICOT)
    hills(c, 640, 60, 1.7, MIST)
    hills(c, 700, 40, 4.1, LAGOON)
    for x, w, h in (
        (980, 120, 250),
        (1110, 160, 330),
        (1290, 110, 220),
        (1410, 150, 290),
    ):
        c.box(x, 760 - h, w, h + 20, TEAL)
        for row in range(int(h // 60)):
            for column in range(int(w // 45)):
                c.box(x + 18 + column * 42, 784 - h + row * 56, 20, 28, MIST, 3)
    c.box(0, 770, WIDTH, 230, PETROL)
    c.box(0, 770, WIDTH, 26, MEADOW)
    for x in range(40, WIDTH, 220):
        c.box(x, 918, 120, 10, MIST, 5)
    for x in (90, 210):
        tree(c, x, 780, 1.25, GREEN)
    car(c, 420, 890, WARM)
    # charging column and cable
    c.box(960, 560, 96, 300, PAPER, 18)
    c.box(978, 584, 60, 70, PETROL, 8)
    c.shape(
        [(1014, 592), (992, 626), (1007, 626), (1000, 648), (1024, 612), (1009, 612)],
        WARM,
    )
    cable = [
        (962 - 145 * t / 20, 700 + 130 * math.sin(math.pi * t / 26)) for t in range(21)
    ]
    c.line(cable, NIGHT, 10)
    return c


def draw_hydrogen() -> Canvas:
    c = Canvas("#cfe6e8", PAPER)
    hills(c, 640, 50, 0.2, MIST)
    for x, size, turn in ((210, 1.15, 20), (430, 0.85, 75), (1430, 1.0, 48)):
        turbine(c, x, 770, size, turn, PAPER)
    hills(c, 720, 34, 2.8, MEADOW)
    c.box(0, 800, WIDTH, 200, PETROL)
    for x, r, color in ((690, 150, TEAL), (1010, 150, LAGOON)):
        for leg in (-90, 0, 90):
            c.line([(x + leg, 650), (x + leg * 1.25, 810)], NIGHT, 14)
        c.circle(x, 610, r, color)
        c.circle(x - 44, 560, 52, "#ffffff2e")
        c.box(x - r, 600, 2 * r, 12, "#ffffff40")
    c.line([(840, 640), (860, 640)], WARM, 18)
    c.line([(1160, 640), (1230, 640), (1230, 800)], WARM, 18)
    c.line([(540, 640), (480, 640), (480, 800)], WARM, 18)
    for x, y in ((610, 280), (900, 210), (1190, 300)):
        c.line([(x - 38, y), (x + 38, y)], TEAL, 10)
        c.circle(x - 42, y, 34, PAPER, TEAL, 8)
        c.circle(x + 42, y, 34, PAPER, TEAL, 8)
    c.box(0, 800, WIDTH, 16, MEADOW)
    for x in range(60, WIDTH, 260):
        c.box(x, 900, 150, 10, LAGOON, 5)
    return c


def draw_workshop() -> Canvas:
    c = Canvas(SAND, "#f3dcc0")
    seats = (BLUE, PLUM, GREEN, OCHRE, TEAL, RUST, PETROL, LAGOON)
    for index, color in enumerate(seats):
        angle = 2 * math.pi * index / len(seats) + 0.35
        x, y = 800 + 650 * math.cos(angle), 500 + 400 * math.sin(angle)
        c.circle(x, y, 92, color)
        c.circle(x, y, 50, "#ffffff3d")
    c.box(270, 210, 1060, 580, "#0000001a", 90)
    c.box(260, 196, 1060, 580, PAPER, 90)
    c.box(430, 300, 500, 370, HAZE, 18)
    nodes = ((510, 580), (620, 420), (740, 520), (860, 370))
    c.line(nodes, PETROL, 12)
    for (x, y), color in zip(nodes, (PETROL, TEAL, LAGOON, WARM), strict=True):
        c.circle(x, y, 30, color)
    notes = (
        (990, 290, APRICOT), (1110, 300, MIST), (1000, 420, MEADOW),
        (1120, 430, APRICOT), (1010, 550, MIST), (1130, 560, SAND),
    )  # fmt: skip
    for x, y, color in notes:
        c.box(x + 5, y + 6, 98, 98, "#0000001f", 8)
        c.box(x, y, 98, 98, color, 8)
        for row in range(3):
            c.box(x + 16, y + 24 + row * 22, 66 - row * 14, 7, "#07363e80", 3)
    for x, y in ((350, 330), (352, 640)):
        c.circle(x, y, 42, PAPER, LAGOON, 9)
        c.circle(x, y, 24, RUST)
    c.line([(520, 720), (690, 706)], WARM, 14)
    return c


def draw_training() -> Canvas:
    c = Canvas("#e6f1ef", PAPER)
    c.box(150, 150, 760, 470, PETROL, 24)
    c.box(178, 178, 704, 414, NIGHT, 12)
    for x, y, r, teeth, color in ((420, 390, 105, 12, LAGOON), (598, 312, 66, 9, WARM)):
        for tooth in range(teeth):
            angle = 2 * math.pi * tooth / teeth
            dx, dy = math.cos(angle), math.sin(angle)
            c.line([(x, y), (x + (r + 16) * dx, y + (r + 16) * dy)], color, 26)
        c.circle(x, y, r, color)
        c.circle(x, y, r * 0.45, NIGHT)
    for row, width in enumerate((150, 110, 132, 84)):
        c.box(700, 300 + row * 52, width, 16, MIST, 8)
    c.box(0, 800, WIDTH, 200, APRICOT)
    c.box(0, 800, WIDTH, 22, WARM)
    # robot arm on the bench
    c.box(1090, 740, 240, 64, NIGHT, 12)
    c.line([(1210, 740), (1130, 520)], TEAL, 66)
    c.line([(1130, 520), (1330, 360)], LAGOON, 52)
    c.line([(1330, 360), (1420, 450)], TEAL, 40)
    for x, y, r in ((1210, 740, 46), (1130, 520, 42), (1330, 360, 34)):
        c.circle(x, y, r, NIGHT)
        c.circle(x, y, r * 0.45, WARM)
    c.line([(1390, 500), (1420, 450), (1462, 478)], NIGHT, 16)
    c.box(1350, 690, 170, 110, PLUM, 10)
    for x, y, w, color in (
        (250, 756, 330, BLUE),
        (280, 710, 280, GREEN),
        (262, 664, 310, RUST),
    ):
        c.box(x, y, w, 44, color, 8)
        c.box(x + w - 44, y + 8, 30, 28, PAPER, 4)
    c.box(700, 690, 90, 110, TEAL, 12)
    for x, tilt in ((722, -16), (746, 4), (768, 20)):
        c.line([(x, 690), (x + tilt, 610)], OCHRE, 12)
    return c


def draw_network() -> Canvas:
    c = Canvas(NIGHT, PETROL)
    for index in range(9):
        c.line(ridge(180 + index * 100, 46, index * 0.55), "#ffffff14", 3)
    nodes = (
        (250, 290, 46, LAGOON), (480, 170, 30, MIST), (430, 520, 62, TEAL),
        (230, 760, 34, OCHRE), (680, 360, 40, MEADOW), (800, 620, 84, WARM),
        (610, 820, 44, PLUM), (1010, 250, 58, BLUE), (1120, 520, 36, MIST),
        (1050, 830, 50, LAGOON), (1330, 340, 38, APRICOT), (1390, 660, 60, GREEN),
        (1290, 860, 26, MIST), (1480, 180, 28, TEAL),
    )  # fmt: skip
    links = (
        (0, 1), (0, 2), (1, 4), (2, 4), (2, 3), (2, 5), (4, 5), (4, 7), (5, 6), (3, 6),
        (5, 8), (7, 8), (7, 10), (8, 10), (8, 11), (5, 9), (9, 11), (11, 12), (10, 13),
        (9, 12), (1, 7), (5, 7),
    )  # fmt: skip
    for a, b in links:
        c.line([nodes[a][:2], nodes[b][:2]], "#a9d3d1a6", 5)
    for x, y, r, color in nodes:
        c.circle(x, y, r + 14, "#07363e")
        c.circle(x, y, r, color)
        c.circle(x, y, r * 0.42, "#ffffff59")
    return c


def draw_timeline() -> Canvas:
    c = Canvas(SAND, PAPER)
    sun(c, 1330, 240, 84)
    hills(c, 460, 54, 1.1, HAZE)
    hills(c, 560, 60, 3.3, MIST)
    hills(c, 690, 52, 5.6, LAGOON)
    hills(c, 840, 44, 2.0, TEAL)
    curve = [
        (60 + 1230 * t, 940 - 470 * t + 85 * math.sin(t * 9.2))
        for t in (i / 80 for i in range(81))
    ]
    ribbon(c, curve, 46, 12, PAPER)
    for index, color in ((10, PLUM), (32, BLUE), (54, GREEN), (77, WARM)):
        x, y = curve[index]
        size = 1.25 - index / 110
        c.line([(x, y), (x, y - 170 * size)], NIGHT, 11 * size)
        c.shape(
            [
                (x, y - 172 * size),
                (x + 110 * size, y - 138 * size),
                (x, y - 100 * size),
            ],
            color,
        )
        c.circle(x, y, 26 * size, PAPER, NIGHT, 9 * size)
    for x, y, size in ((1180, 880, 1.3), (1290, 930, 1.0), (1410, 870, 1.2)):
        tree(c, x, y, size, PETROL)
    return c


def draw_factory() -> Canvas:
    c = Canvas("#dcebee", PAPER)
    for x, y, r in ((1080, 190, 74), (1170, 160, 96), (1280, 195, 70), (1180, 215, 70)):
        c.circle(x, y, r, MIST)
    for column in range(5):
        for row in range(5):
            c.circle(
                1065 + column * 58,
                315 + row * 34,
                6,
                LAGOON if (column + row) % 3 else WARM,
            )
    for index in range(4):
        x = 130 + index * 330
        c.shape([(x, 520), (x, 400), (x + 330, 520)], TEAL)
        c.shape([(x + 14, 505), (x + 14, 428), (x + 226, 505)], HAZE)
    c.box(130, 515, 1340, 300, PETROL)
    for index in range(8):
        c.box(170 + index * 162, 560, 118, 92, LAGOON, 6)
        c.box(170 + index * 162, 560, 118, 40, MIST, 6)
    c.box(1390, 300, 60, 230, PETROL)
    c.box(0, 800, WIDTH, 200, MEADOW)
    c.box(60, 822, 1480, 46, NIGHT, 23)
    for x in range(84, 1540, 62):
        c.circle(x, 845, 14, LAGOON)
    for x, color in ((150, WARM), (640, OCHRE), (1110, BLUE)):
        car(c, x, 830, color)
    return c


def draw_wind() -> Canvas:
    c = Canvas("#f3cfa6", SAND)
    sun(c, 560, 520, 150, "#f2a65e")
    hills(c, 600, 46, 4.4, "#dcb89a")
    hills(c, 680, 64, 0.9, MIST)
    turbine(c, 300, 690, 1.0, 12, PAPER)
    turbine(c, 960, 640, 1.35, 50, PAPER)
    turbine(c, 1330, 700, 1.1, 85, PAPER)
    hills(c, 770, 52, 2.6, LAGOON)
    turbine(c, 660, 790, 0.8, 32, HAZE)
    hills(c, 860, 36, 5.3, TEAL)
    hills(c, 950, 32, 1.4, PETROL)
    for x, size in ((140, 1.1), (230, 0.85), (1460, 1.2)):
        tree(c, x, 960, size, NIGHT)
    return c


def draw_rails() -> Canvas:
    c = Canvas(HAZE, PAPER)
    sun(c, 250, 250, 76, APRICOT)
    hills(c, 520, 50, 2.4, MIST)
    herkules(c, 1160, 478, 0.5, MIST)
    for x, w, h in ((90, 110, 190), (215, 80, 260), (310, 140, 170), (470, 90, 230),
                    (1040, 120, 180), (1180, 90, 240), (1290, 150, 200), (1460, 100, 150)):  # fmt: skip
        c.box(x, 640 - h, w, h, LAGOON)
        c.shape([(x, 640 - h), (x + w / 2, 600 - h), (x + w, 640 - h)], TEAL)
    c.box(0, 640, WIDTH, 60, MEADOW)
    c.box(0, 690, WIDTH, 310, TEAL)
    for y, x, w in (
        (880, 200, 240),
        (930, 700, 320),
        (890, 1150, 200),
        (960, 1240, 260),
    ):
        c.box(x, y, w, 10, MIST, 5)
    # bridge: a slab on arches
    c.box(0, 640, WIDTH, 210, PAPER)
    for x in range(-60, WIDTH, 330):
        c.circle(x + 165, 860, 135, TEAL)
        c.box(x + 30, 850, 270, 40, TEAL)
    c.box(0, 640, WIDTH, 22, PETROL)
    # a tram of three cars
    for index in range(3):
        x = 250 + index * 372
        c.box(x, 474, 360, 142, WARM if index == 1 else PETROL, 30)
        c.box(x + 20, 500, 320, 56, HAZE, 12)
        for post in (100, 180, 260):
            c.box(x + post - 6, 500, 12, 56, WARM if index == 1 else PETROL)
        c.box(x, 572, 360, 10, APRICOT)
        for wheel in (80, 280):
            c.circle(x + wheel, 622, 22, NIGHT)
    c.line([(700, 474), (740, 420), (780, 400)], NIGHT, 9)
    c.line([(0, 398), (WIDTH, 398)], NIGHT, 4)
    return c


def draw_city() -> Canvas:
    c = Canvas("#dbeeea", SAND)
    sun(c, 1220, 260, 92)
    hills(c, 560, 60, 0.9, MIST)
    houses = (
        (90, 190, 300, LAGOON), (300, 150, 420, TEAL), (470, 210, 260, PLUM),
        (700, 160, 360, PETROL), (880, 220, 290, RUST), (1120, 150, 400, TEAL), (1290, 220, 310, BLUE),
    )  # fmt: skip
    for x, w, h, color in houses:
        c.box(x, 800 - h, w, h, color, 10)
        c.box(x + 12, 786 - h, w - 24, 20, MEADOW, 10)
        for row in range(int((h - 90) // 74)):
            for column in range(int((w - 30) // 56)):
                c.box(x + 24 + column * 56, 840 - h + row * 74, 32, 44, SAND, 5)
    c.box(0, 780, WIDTH, 220, MEADOW)
    c.shape([(0, 900), (WIDTH, 850), (WIDTH, 930), (0, 980)], PAPER)
    for x, y, size, color in (
        (60, 830, 1.2, GREEN), (270, 810, 0.9, GREEN), (660, 830, 1.25, PETROL),
        (1100, 820, 1.0, GREEN), (1270, 810, 0.9, PETROL), (1540, 840, 1.35, GREEN),
    ):  # fmt: skip
        tree(c, x, y, size, color)
    return c


@dataclass(frozen=True)
class Illustration:
    """A picture of the demo: title and description as an editor would enter them."""

    title: str
    description: str
    draw: Callable[[], Canvas]

    def png(self) -> bytes:
        return self.draw().png()


ILLUSTRATIONS = {
    "hills": Illustration(
        "Hügel bei Kassel",
        "Gezeichnete Landschaft: Hügel in Blaugrün, darauf der Herkules, davor die "
        "Fulda unter einer warmen Sonne.",
        draw_hills,
    ),
    "mobility": Illustration(
        "Elektroauto an der Ladesäule",
        "Gezeichnete Straße: Ein orangefarbenes Auto lädt an einer Ladesäule, "
        "dahinter Häuser und Hügel.",
        draw_mobility,
    ),
    "hydrogen": Illustration(
        "Wasserstoffspeicher",
        "Zwei gezeichnete Kugelspeicher mit Rohren, darüber Wasserstoffmoleküle, "
        "im Hintergrund Windräder.",
        draw_hydrogen,
    ),
    "workshop": Illustration(
        "Workshop am runden Tisch",
        "Blick von oben auf einen Tisch mit Skizze, Notizzetteln und Tassen; acht "
        "farbige Kreise stehen für acht Akteursgruppen.",
        draw_workshop,
    ),
    "training": Illustration(
        "Lernen an der Maschine",
        "Gezeichneter Lernplatz: Bildschirm mit Zahnrädern, Bücher, Stifte und ein "
        "Roboterarm auf einer Werkbank.",
        draw_training,
    ),
    "network": Illustration(
        "Netzwerk",
        "Farbige Punkte auf dunklem Grund, durch Linien zu einem Netz verbunden.",
        draw_network,
    ),
    "timeline": Illustration(
        "Weg mit vier Stationen",
        "Ein heller Weg führt mit vier Fahnen durch eine Hügellandschaft zur Sonne.",
        draw_timeline,
    ),
    "factory": Illustration(
        "Digitale Fabrik",
        "Gezeichnete Werkhalle mit Sägedach, davor drei Autos auf einem Band; "
        "Datenpunkte steigen zu einer Wolke auf.",
        draw_factory,
    ),
    "wind": Illustration(
        "Windräder im Abendlicht",
        "Vier Windräder auf gezeichneten Hügeln vor einer tief stehenden Sonne.",
        draw_wind,
    ),
    "rails": Illustration(
        "Bahn auf der Brücke",
        "Eine gezeichnete Bahn fährt über eine Bogenbrücke, dahinter Häuser und der "
        "Herkules in der Ferne.",
        draw_rails,
    ),
    "city": Illustration(
        "Grünes Quartier",
        "Gezeichnete Häuser mit bewachsenen Dächern und Bäumen an einem hellen Weg.",
        draw_city,
    ),
}
