"""Small screens, large text, wide spacing: nothing scrolls sideways, nothing is cut."""

from tests.browser.driver import Browser

# WCAG 1.4.12
SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""

PROBLEMS = """
const found = [];
const root = document.scrollingElement;
if (root.scrollWidth > root.clientWidth) {
  found.push(`page: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    const scrolls = element.closest("[role=region][tabindex='0']");
    if (box.right > root.clientWidth + 1 && !(scrolls && scrolls !== element)) {
      found.push(`too wide: ${element.outerHTML.slice(0, 120)}`);
    }
  }
}
for (const element of document.body.querySelectorAll("*")) {
  const style = getComputedStyle(element);
  const hides = ["hidden", "clip"];
  const hidden = element.clientWidth <= 1 || element.clientHeight <= 1 ||
    style.clipPath !== "none" || // said, not shown
    element.closest("svg") || element.matches("img, input, textarea, select");
  if (hidden || !element.textContent.trim()) continue;
  const cutsX = hides.includes(style.overflowX) &&
    element.scrollWidth > element.clientWidth + 1;
  const cutsY = hides.includes(style.overflowY) &&
    element.scrollHeight > element.clientHeight + 1;
  if (cutsX || cutsY) found.push(`cut off: ${element.outerHTML.slice(0, 120)}`);
}
for (const region of document.querySelectorAll("*")) {
  const style = getComputedStyle(region);
  const scrolls = ["auto", "scroll"].includes(style.overflowX) &&
    region.scrollWidth > region.clientWidth + 1 && region !== root;
  const named = region.ariaLabel || region.hasAttribute("aria-labelledby");
  if (scrolls && !(region.role === "region" && region.tabIndex === 0 && named)) {
    found.push(`scrolls without a name: ${region.outerHTML.slice(0, 120)}`);
  }
}
return found.slice(0, 12);
"""


def space_text(browser: Browser) -> None:
    browser.js(
        """
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(arguments[0]);
        document.adoptedStyleSheets.push(sheet);
        """,
        SPACING,
    )


def space_text_no_more(browser: Browser) -> None:
    browser.js("document.adoptedStyleSheets.pop()")


def font_size(browser: Browser) -> float:
    return browser.js(
        "return parseFloat(getComputedStyle(document.documentElement).fontSize)"
    )


def problems(browser: Browser) -> list[str]:
    return browser.js(PROBLEMS)
