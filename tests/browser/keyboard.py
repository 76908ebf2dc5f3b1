"""A walk through a page with the Tab key, as somebody without a mouse does it."""

import base64
import io
from dataclasses import dataclass

from PIL import Image, ImageChops
from selenium.webdriver.common.keys import Keys

from tests.browser.driver import Browser

# Remembers elements without touching the page.
PREPARE = """
window.walk = {ids: new Map(), id(element) {
  if (!this.ids.has(element)) this.ids.set(element, this.ids.size);
  return this.ids.get(element);
}};
document.activeElement.blur();
window.scrollTo(0, 0);
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


def walk(browser: Browser, *, backwards: bool = False, limit: int) -> list[Stop]:
    """Press Tab until the focus leaves the page, at most so often."""
    stops: list[Stop] = []
    for _ in range(limit):
        browser.press(Keys.TAB, shift=backwards)
        stop = focused(browser)
        if stop is None or (stops and stop.id == stops[0].id):
            break
        stops.append(stop)
    return stops


# --- Can the focus be seen? -------------------------------------------------------

MARGIN = 8  # around an element, where rings are drawn


def picture(browser: Browser, box: dict[str, float]) -> Image.Image:
    clip = {
        "x": max(box["x"] - MARGIN, 0),
        "y": max(box["y"] - MARGIN, 0),
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + 2 * MARGIN,
        "scale": 1,
    }
    shot = browser.cdp("Page.captureScreenshot", clip=clip)
    return Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")


def luminance(pixel: tuple[int, int, int]) -> float:
    linear = [
        c / 12.92 if (c := value / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for value in pixel
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def changed_pixels(before: Image.Image, after: Image.Image) -> int:
    """How many pixels differ by a contrast of at least 3 to 1."""
    count = 0
    pairs = zip(before.getdata(), after.getdata(), strict=True)
    for one, other in pairs:
        if one == other:
            continue
        darker, lighter = sorted([luminance(one), luminance(other)])
        count += (lighter + 0.05) / (darker + 0.05) >= 3
    return count


def focus_is_visible(browser: Browser, stop: Stop) -> bool:
    """As WCAG 2.4.13 asks: as large as a frame of 2 pixels, with a contrast of 3:1.

    Compares the focused element with itself without focus and gives the focus back.
    """
    after = picture(browser, stop.box)
    browser.js("window.walk.last = document.activeElement; walk.last.blur()")
    before = picture(browser, stop.box)
    browser.js("walk.last.focus({preventScroll: true, focusVisible: true})")
    if not ImageChops.difference(before, after).getbbox():
        return False
    frame = 2 * 2 * (stop.box["width"] + stop.box["height"])
    return changed_pixels(before, after) >= frame * 0.9
