"""Contrast as arithmetic, and the promises the style sheets make about themselves."""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = sorted(Path("static/css").glob("*.css"))
TOKENS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)",
        Path("static/css/tokens.css").read_text(),
    )
}

GROUNDS = "bg surface raised"
HUES = "hue-1 hue-2 hue-3 hue-4 hue-5 hue-6"
# Least contrast: 7 for what is read, 4.5 for large or bold words, 3 for edges and
# icons (WCAG 1.4.3, 1.4.6, 1.4.11). Every foreground may stand on every background.
RULES = [
    (7, "text muted link", GROUNDS),
    (7, "text link", "info-tint success-tint accent-tint error-tint"),
    (7, "error", "error-tint"),
    (7, "on-deep soft-on-deep", "deep"),
    (7, "deep", "on-deep"),
    (7, "on-primary", "primary primary-hover"),
    (4.5, f"info success accent error {HUES}", GROUNDS),
    (4.5, "info", "info-tint"),
    (4.5, "success", "success-tint"),
    (4.5, "accent", "accent-tint"),
    (3, "border primary", GROUNDS),
    (3, "warm", "deep"),
]
PAIRS = {
    pair: least
    for least, foregrounds, backgrounds in RULES
    for pair in product(foregrounds.split(), backgrounds.split())
}
DECORATION = {"line"}  # separates what white space already separates


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == 21


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=" on ".join)
def test_pair_has_enough_contrast(pair, theme):
    foreground, background = (TOKENS[name][theme] for name in pair)
    assert contrast(foreground, background) >= PAIRS[pair]


def test_every_colour_token_stands_in_a_pair():
    assert set(TOKENS) - DECORATION == {name for pair in PAIRS for name in pair}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_colour_of_the_focus_ring_stands_out_on_every_ground(theme):
    css = Path("static/css/tokens.css").read_text()
    ring = re.findall(r"--(?:ring|glow): (#\w{6})", css)
    assert len(ring) == 2
    for ground in [*GROUNDS.split(), "deep", "primary"]:
        assert max(contrast(color, TOKENS[ground][theme]) for color in ring) >= 3


def test_all_style_sheets_together_weigh_at_most_25_kilobytes():
    assert [path.name for path in CSS] == [
        "base.css",
        "components.css",
        "layout.css",
        "tokens.css",
        "utilities.css",
    ]
    assert sum(path.stat().st_size for path in CSS) <= 25_000


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_style_sheet_lets_readers_change_size_and_colour(path):
    css = path.read_text()
    assert not re.search(r"font(-size)?:[^;]*\dpx", css)
    assert "!important" not in css
    assert "http" not in re.sub(r'\[href\^="http"\]', "", css)


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_style_sheet_uses_only_tokens_that_exist(path):
    everything = "".join(each.read_text() for each in CSS)
    defined = set(re.findall(r"(--[\w-]+):", everything))
    assert set(re.findall(r"var\((--[\w-]+)", path.read_text())) <= defined


def test_scripts_together_weigh_at_most_10_kilobytes():
    assert sum(p.stat().st_size for p in Path("static/js").glob("*.js")) <= 10_000
