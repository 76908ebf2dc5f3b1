"""What forced colours and a wish for calm must leave and take away."""

from tests.browser.driver import Browser

# In forced colours backgrounds vanish: what can be operated needs an edge or a line.
WITHOUT_EDGE = """
return [...document.querySelectorAll(
  "button, .button, input:not([type=hidden]), select, textarea")]
  .filter(element => element.checkVisibility())
  .filter(element => {
    const style = getComputedStyle(element);
    const edge = style.borderBlockEndStyle !== "none" &&
      parseFloat(style.borderBlockEndWidth) > 0;
    const line = style.textDecorationLine.includes("underline");
    const native = element.matches("[type=checkbox], [type=radio], [type=file]");
    return !(edge || line || native);
  })
  .map(element => element.outerHTML.slice(0, 120));
"""
# Symbols must wear one of the colours that people have chosen for text.
OWN_COLOURS = """
const probe = document.createElement("span");
probe.style.forcedColorAdjust = "none";
document.body.append(probe);
const chosen = ["CanvasText", "LinkText", "VisitedText", "ButtonText", "FieldText",
  "HighlightText", "Highlight"].map(name => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  });
probe.remove();
return [...document.querySelectorAll("svg.icon")]
  .filter(icon => icon.checkVisibility())
  .filter(icon => {
    const {fill, stroke} = getComputedStyle(icon);
    return !chosen.includes(stroke === "none" ? fill : stroke);
  })
  .map(icon => icon.parentElement.outerHTML.slice(0, 120));
"""

MOVING = """
const scrolling = getComputedStyle(document.documentElement).scrollBehavior;
return [
  ...document.getAnimations().map(each => each.effect.target.outerHTML.slice(0, 120)),
  ...(scrolling === "auto" ? [] : [scrolling]),
];
"""


def without_edge(browser: Browser) -> list[str]:
    assert browser.js("return matchMedia('(forced-colors: active)').matches")
    return browser.js(WITHOUT_EDGE)


def with_own_colours(browser: Browser) -> list[str]:
    return browser.js(OWN_COLOURS)


def moving(browser: Browser) -> list[str]:
    assert browser.js("return matchMedia('(prefers-reduced-motion: reduce)').matches")
    return browser.js(MOVING)
