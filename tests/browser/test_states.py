"""Every state of every page, looked at in every way that a machine can."""

import pytest

from tests.browser import axe, html, keyboard, media, net, reflow, tree
from tests.browser.driver import PHONE, WIDE
from tests.browser.states import ANONYMOUS, STATES, State, narrow_menu

every_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)


def findings(**found: list | dict) -> dict[str, list | dict]:
    """What was found, by the name of the check; empty when all is well."""
    return {name: each for name, each in found.items() if each}


@every_state
def test_page_is_accessible_valid_silent_and_on_its_own(browser, state: State):
    state.enter(browser)
    assert not findings(
        axe=axe.violations(browser),
        references=html.dead_references(browser),
        html=html.parse_errors(html.served(browser)) if state.plain else [],
        console=net.complaints(browser),
        other_hosts=net.strangers(browser),
        traces=net.traces(browser) if state.leaves_no_trace else {},
        moving=media.moving(browser),
    )


@every_state
def test_page_respects_dark_and_forced_colours(browser, state: State):
    browser.settings(dark=True)
    state.enter(browser)
    dark = axe.violations(browser)
    browser.settings(forced_colours=True)
    assert not findings(
        axe_in_the_dark=dark,
        edges=media.without_edge(browser),
        symbols=media.with_own_colours(browser),
    )


@every_state
def test_nothing_scrolls_sideways_or_is_cut_off(browser, state: State):
    """On a phone, with text of twice the size, with wide spacing, and both."""
    browser.size(*PHONE)
    state.enter(browser)
    phone = reflow.problems(browser)
    reflow.space_text(browser)
    spaced_phone = reflow.problems(browser)
    browser.size(*WIDE)
    spaced = reflow.problems(browser)
    browser.settings(font_size=32)
    state.enter(browser)
    assert not findings(
        phone=phone,
        spaced_phone=spaced_phone,
        spaced=spaced,
        large_text=reflow.problems(browser),
    )


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
