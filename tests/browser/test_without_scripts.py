"""Everything works without JavaScript, and on paper."""

import pytest

from tests.browser.driver import PHONE
from tests.browser.states import ANONYMOUS, State


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
    browser.size(*PHONE)
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
