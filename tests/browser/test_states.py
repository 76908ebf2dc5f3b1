"""Every state of every page, looked at in every way that a machine can."""

import pytest

from tests.browser import axe, html, keyboard, net, reflow, tree
from tests.browser.states import ANONYMOUS, STATES, State, narrow_menu

every_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)


@every_state
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(browser, state: State, dark):
    browser.settings(dark=dark)
    state.enter(browser)
    assert axe.violations(browser) == []


@every_state
def test_console_is_silent_and_nobody_else_is_asked(browser, state: State):
    state.enter(browser)
    assert net.complaints(browser) == []
    assert net.strangers(browser) == []


@pytest.mark.parametrize(
    "state",
    [
        state
        for state in ANONYMOUS
        if not state.path.startswith(("/konto", "/kontakt", "/barriere-"))
    ],
    ids=lambda state: state.name,
)
def test_reading_leaves_no_cookie_and_nothing_stored(browser, state: State):
    state.enter(browser)
    assert net.traces(browser) == {"local": [], "session": [], "cookies": []}


@every_state
def test_html_is_valid(browser, state: State):
    state.enter(browser)
    assert html.dead_references(browser) == []
    if state.plain:
        assert html.parse_errors(html.served(browser)) == []


@every_state
def test_tab_key_leads_through_the_page(browser, state: State):
    """Everything once, in order, in sight, and back again the same way."""
    state.enter(browser)
    expected = keyboard.prepare(browser)
    order, covered, invisible = [], [], []
    kinds: set[str] = set()
    for stop in keyboard.walk(browser, limit=len(expected) + 5):
        order.append(stop.id)
        if stop.covered:
            covered.append(stop.html)
        if stop.kind not in kinds:
            kinds.add(stop.kind)
            if not keyboard.focus_is_visible(browser, stop):
                invisible.append(stop.html)
    assert order == expected
    assert covered == []
    assert invisible == []
    assert keyboard.walk_back(browser, steps=len(expected)) == expected[::-1]


@every_state
def test_nothing_scrolls_sideways_or_is_cut_off_on_a_phone(browser, state: State):
    browser.size(320, 640)
    state.enter(browser)
    assert reflow.problems(browser) == []


@every_state
def test_text_of_twice_the_size_fits(browser, state: State):
    browser.settings(font_size=32)
    state.enter(browser)
    assert reflow.problems(browser) == []


@every_state
def test_wide_text_spacing_fits(browser, state: State):
    state.enter(browser)
    reflow.space_text(browser)
    assert reflow.problems(browser) == []
    browser.size(320, 640)
    assert reflow.problems(browser) == []


@pytest.mark.parametrize(
    "state",
    [state for state in STATES if state.golden],
    ids=lambda state: state.name,
)
def test_screen_reader_is_told_the_same_as_ever(browser, state: State):
    state.enter(browser)
    title = f"title “{browser.title}”\n"
    tree.compare(state.name, title + tree.outline(browser, "main"))


def test_screen_reader_is_told_the_same_frame_as_ever(browser):
    browser.open("/")
    for part in ("banner", "contentinfo"):
        tree.compare(part, tree.outline(browser, part))
    narrow_menu(browser)
    tree.compare("banner on a phone", tree.outline(browser, "banner"))


def test_frame_is_the_same_on_all_pages(browser):
    """Help, contact and menus stand at the same place in the same order (A-08)."""
    frames = {}
    for state in ANONYMOUS:
        if state.path.startswith("/en/") or state.name == "menu on a phone":
            continue
        browser.open(state.path)
        frames[state.path] = tree.outline(browser, "contentinfo")
    assert set(frames.values()) == {frames["/"]}


def test_titles_tell_pages_apart(browser):
    titles = {}
    for state in STATES:
        if state.plain and not state.path.startswith("/netzwerk/?"):
            state.enter(browser)
            titles.setdefault(browser.title, set()).add(browser.path)
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}
    assert all(title.endswith("TRegKS") for title in titles)
