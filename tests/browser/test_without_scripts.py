"""The menu works without JavaScript, paper has what it can use."""

from tests.browser.driver import PHONE


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
