"""A walk through a page with the Tab key, as somebody without a mouse does it."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image
from selenium.webdriver.common.keys import Keys

from tests.browser.driver import Browser

# Remembers elements without touching the page.
PREPARE = """
window.walk = {ids: new Map(), id(element) {
  if (!this.ids.has(element)) this.ids.set(element, this.ids.size);
  return this.ids.get(element);
}};
// Where the focus starts is remembered even without focus: make that the top.
const start = document.createElement("span");
start.tabIndex = 0;
document.body.prepend(start);
start.focus();
start.remove();
window.scrollTo(0, 0);
"""

# Notes what gets the focus, so that many keys can be pressed in one go.
LISTEN = """
window.walk.stops = [];
document.addEventListener(
  "focusin", event => window.walk.stops.push(walk.id(event.target)));
"""

FOCUSABLE = """
const selector = "a[href], button, input, select, textarea, summary, iframe," +
  "audio[controls], video[controls], [tabindex]";
const groups = new Set();
return [...document.querySelectorAll(selector)].filter(element => {
  if (element.tabIndex < 0 || element.disabled || element.type === "hidden") return false;
  if (element.matches("summary:not(details > summary:first-of-type)")) return false;
  if (!element.checkVisibility({visibilityProperty: true, opacityProperty: false}))
    return false;
  if (element.type === "radio") {
    const group = element.form?.elements[element.name];
    const checked = [...(group ?? [])].find(each => each.checked);
    if (checked ? checked !== element : groups.has(element.name)) return false;
    groups.add(element.name);
  }
  return true;
}).map(element => walk.id(element));
"""

FOCUSED = """
const element = document.activeElement;
if (!element || element === document.body || element === document.documentElement)
  return null;
const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
const inset = 2;
const points = [
  [box.left + box.width / 2, box.top + box.height / 2],
  [box.left + inset, box.top + inset], [box.right - inset, box.top + inset],
  [box.left + inset, box.bottom - inset], [box.right - inset, box.bottom - inset],
];
const covered = points.filter(([x, y]) => {
  const hit = document.elementFromPoint(x, y);
  return !hit || !(element.contains(hit) || hit.contains(element) ||
    [...(element.labels ?? [])].some(label => label.contains(hit)));
}).length;
const region = element.closest("header, main, footer")?.localName ?? "";
return {
  id: walk.id(element),
  html: element.outerHTML.slice(0, 120),
  kind: [region, element.localName, element.className, element.type ?? ""].join(" "),
  covered,
  inside: Boolean(element.closest("main")),
  box: {x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height},
};
"""


@dataclass(frozen=True)
class Stop:
    """One element that the focus came to."""

    id: int
    html: str
    kind: str
    covered: int
    inside: bool
    box: dict[str, float]


def focused(browser: Browser) -> Stop | None:
    found = browser.js(FOCUSED)
    return Stop(**found) if found else None


def prepare(browser: Browser) -> list[int]:
    """Start at the top; give all elements that the walk should come to."""
    browser.js(PREPARE)
    return browser.js(FOCUSABLE)


def walk(browser: Browser, *, limit: int) -> Iterator[Stop]:
    """Press Tab until the focus leaves the page, at most so often."""
    first = None
    for _ in range(limit):
        browser.press(Keys.TAB)
        stop = focused(browser)
        if stop is None or stop.id == first:
            return
        first = stop.id if first is None else first
        yield stop


def walk_back(browser: Browser, *, steps: int) -> list[int]:
    """Press Shift and Tab so often, from outside the page."""
    browser.js(LISTEN)
    browser.press(*[Keys.TAB] * steps, shift=True)
    return browser.js("return walk.stops")


# --- Can the focus be seen? -------------------------------------------------------

MARGIN = 8  # around an element, where rings are drawn


def picture(browser: Browser, box: dict[str, float]) -> np.ndarray:
    clip = {
        "x": max(box["x"] - MARGIN, 0),
        "y": max(box["y"] - MARGIN, 0),
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + 2 * MARGIN,
        "scale": 1,
    }
    shot = browser.cdp("Page.captureScreenshot", clip=clip)
    image = Image.open(io.BytesIO(base64.b64decode(shot["data"])))
    return np.asarray(image.convert("RGB")) / 255


def luminance(picture: np.ndarray) -> np.ndarray:
    """Of each pixel, as WCAG computes it."""
    linear = np.where(
        picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4
    )
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    lighter = np.maximum(luminance(one), luminance(other))
    darker = np.minimum(luminance(one), luminance(other))
    return (lighter + 0.05) / (darker + 0.05)


def focus_is_visible(browser: Browser, stop: Stop) -> bool:
    """As WCAG 2.4.13 asks: as large as a frame of 2 pixels, with a contrast of 3:1.

    Compares the focused element with itself without focus and gives the focus back.
    """
    after = picture(browser, stop.box)
    browser.js("window.walk.last = document.activeElement; walk.last.blur()")
    before = picture(browser, stop.box)
    browser.js("walk.last.focus({preventScroll: true, focusVisible: true})")
    frame = 2 * 2 * (stop.box["width"] + stop.box["height"])
    return bool((contrast(before, after) >= 3).sum() >= frame * 0.9)
