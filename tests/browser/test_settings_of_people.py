"""What people set in their system or browser is respected, on every state of a page."""

import pytest

from tests.browser.states import ANONYMOUS, STATES, State

every_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)

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
# Symbols take the colour of the text, which forced colours set.
OWN_COLOURS = """
return [...document.querySelectorAll("svg.icon")]
  .filter(icon => icon.checkVisibility())
  .filter(icon => {
    const style = getComputedStyle(icon);
    const inherited = getComputedStyle(icon.parentElement).color;
    return ![style.fill, style.stroke, style.color].includes(inherited);
  })
  .map(icon => icon.parentElement.outerHTML.slice(0, 120));
"""


@every_state
def test_forced_colours_leave_everything_visible(browser, state: State):
    browser.settings(forced_colours=True)
    state.enter(browser)
    assert browser.js("return matchMedia('(forced-colors: active)').matches")
    assert browser.js(WITHOUT_EDGE) == []
    assert browser.js(OWN_COLOURS) == []


@every_state
def test_nothing_moves_for_those_who_asked_for_calm(browser, state: State):
    browser.settings(reduced_motion=True)
    state.enter(browser)
    assert browser.js("return document.getAnimations().length") == 0
    scrolling = "return getComputedStyle(document.documentElement).scrollBehavior"
    assert browser.js(scrolling) == "auto"


@pytest.mark.parametrize(
    "state",
    [state for state in ANONYMOUS if state.plain],
    ids=lambda state: state.name,
)
def test_page_says_the_same_without_scripts(browser, state: State):
    state.enter(browser)
    heading, links = content(browser)
    browser.scripts(on=False)
    state.enter(browser)
    assert content(browser) == (heading, links)


def content(browser) -> tuple[str, set[str]]:
    links = set(browser.js("return [...document.links].map(link => link.pathname)"))
    return browser.find("h1").text, links


def test_menu_opens_on_a_phone_without_scripts(browser):
    browser.scripts(on=False)
    browser.size(320, 640)
    browser.open("/")
    link = browser.find("header nav a[href='/aktuelles/']")
    assert not link.is_displayed()
    browser.find("header button[popovertarget]").click()
    assert link.is_displayed()


def test_printed_page_leaves_out_what_paper_cannot_use(browser):
    browser.open("/barrierefreiheit/")
    browser.cdp("Emulation.setEmulatedMedia", media="print")
    try:
        assert not browser.find("header nav").is_displayed()
        assert browser.find("h1").is_displayed()
    finally:
        browser.cdp("Emulation.setEmulatedMedia", media="")
