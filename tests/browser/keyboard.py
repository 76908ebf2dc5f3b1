"""A walk through a page with the Tab key, as somebody without a mouse does it."""

import base64
import io
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
}, stops: []};
"""

# Where the focus starts is remembered even without focus: make that one end of the page.
START = """
const start = document.createElement("span");
start.tabIndex = 0;
document.body[arguments[0] ? "prepend" : "append"](start);
start.focus();
start.remove();
window.scrollTo(0, arguments[0] ? 0 : document.documentElement.scrollHeight);
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

# When the key comes up, its work is done: the focus is there, scrolled into sight. So
# many keys can be pressed in one go.
WATCH = """
const look = () => {
const element = document.activeElement;
if (!element || element === document.body || element === document.documentElement)
  return null;
const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
const inset = 2;
// A scrolling region as tall as the window cannot be wholly in sight; what is in sight
// of it must be uncovered all the same.
const tall = box.height > innerHeight * 0.8;
const top = tall ? Math.max(box.top, 0) : box.top;
const bottom = tall ? Math.min(box.bottom, innerHeight) : box.bottom;
const points = [
  [box.left + box.width / 2, (top + bottom) / 2],
  [box.left + inset, top + inset], [box.right - inset, top + inset],
  [box.left + inset, bottom - inset], [box.right - inset, bottom - inset],
];
const covered = points.filter(([x, y]) => {
  const hit = document.elementFromPoint(x, y);
  return !hit || !(element.contains(hit) || hit.contains(element) ||
    [...(element.labels ?? [])].some(label => label.contains(hit)));
}).length;
const region = element.closest("header, main, footer")?.localName ?? "";
return {
  id: walk.id(element),
  html: element.outerHTML.slice(0, 200),
  kind: [region, element.localName, element.className, element.type ?? ""].join(" "),
  covered,
  inside: Boolean(element.closest("main")),
  box: {x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height},
};
};
walk.look = look;
window.addEventListener("keyup", event => {
  if (event.key === "Tab") walk.stops.push(look());
}, {capture: true});
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

    @property
    def looks(self) -> str:
        """What is the same for two stops that wear the same focus."""
        return self.kind if self.inside else f"{self.kind} {self.html}"


def prepare(browser: Browser) -> list[int]:
    """Start at the top; give all elements that the walk should come to."""
    browser.js(PREPARE)
    browser.js(START, True)
    browser.js(WATCH)
    return browser.js(FOCUSABLE)


def press_tab(browser: Browser, times: int, *, back: bool = False) -> list[Stop]:
    """Press Tab so often; the stops where the focus was after each."""
    browser.js("walk.stops = []")
    browser.press(*[Keys.TAB] * times, shift=back)
    return [Stop(**stop) for stop in browser.js("return walk.stops") if stop]


def walk(browser: Browser, *, steps: int, back: bool = False) -> list[Stop]:
    """From the top of the page down, or from its end up."""
    browser.js(START, not back)
    return press_tab(browser, steps, back=back)


def leaves_the_page(browser: Browser) -> bool:
    """Whether one more Tab leads out of the page, or around to its first stop."""
    browser.press(Keys.TAB)
    try:
        return browser.wait(
            lambda: browser.js("const at = walk.look(); return !at || at.id === 0"),
            "the focus outside",
            seconds=5,
        )
    except AssertionError:
        return False


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
    shot = browser.cdp("Page.captureScreenshot", clip=clip, optimizeForSpeed=True)
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


_seen: set[str] = set()  # header and footer are the same on all pages


def without_visible_focus(browser: Browser, stops: list[Stop]) -> list[str]:
    """Walk once more and look at each kind of stop."""
    browser.js(START, True)
    seen = set(_seen)
    invisible = []
    position = 0
    for number, stop in enumerate(stops, start=1):
        if stop.looks in seen:
            continue
        here = press_tab(browser, number - position)[-1]
        position = number
        assert here.id == stop.id, (here, stop)
        seen.add(stop.looks)
        if not focus_is_visible(browser, here):
            invisible.append(stop.html)
        elif not stop.inside:
            _seen.add(stop.looks)
    return invisible
