"""Every state of every page, looked at in every way that a machine can.

Coming to a state takes longer than looking at it, so one visit is for all checks.
"""

from collections.abc import Callable, Mapping
from itertools import groupby
from operator import attrgetter
from pprint import pformat
from urllib.parse import urlsplit

import pytest

from tests.browser import axe, html, keyboard, media, net, reflow, tree
from tests.browser.driver import PHONE, WIDE, Browser
from tests.browser.states import ANONYMOUS, STATES, State, narrow_menu

Findings = Mapping[str, list | dict | str]


def as_it_comes(browser: Browser, state: State) -> Findings:
    """Accessible, valid, silent, on its own, calm, and leaving no trace."""
    return {
        "axe": axe.violations(browser),
        "references": html.dead_references(browser),
        "html": html.parse_errors(html.served(browser)) if state.plain else [],
        "console": net.complaints(browser),
        "other hosts": net.strangers(browser),
        "traces": net.traces(browser) if state.leaves_no_trace else {},
        "moving": media.moving(browser),
    }


def told_to_screen_readers(browser: Browser, state: State) -> Findings:
    """The same as ever; help, contact and menus stand where they always do (A-08)."""
    main = f"title “{browser.title}”\n{tree.outline(browser, 'main')}"
    same_frame = state in ANONYMOUS and state.language == "de" and not state.narrow
    return {
        "told": tree.changes(state.name, main) if state.golden else "",
        "frame": (
            tree.changes("contentinfo", tree.outline(browser, "contentinfo"))
            if same_frame
            else ""
        ),
    }


def by_keyboard(browser: Browser, state: State) -> Findings:
    """Everything once, in order, in sight, and back again the same way."""
    expected = keyboard.prepare(browser)
    stops = keyboard.walk(browser, steps=len(expected))
    leaves = keyboard.leaves_the_page(browser)
    order = [stop.id for stop in stops]
    back = [stop.id for stop in keyboard.walk(browser, steps=len(stops), back=True)]
    return {
        "order": [] if order == expected else [order, expected],
        "trap": "" if leaves else "the focus does not leave the page",
        "back": [] if back == expected[::-1] else [back, expected[::-1]],
        "covered": [stop.html for stop in stops if stop.covered],
        "focus not visible": keyboard.without_visible_focus(browser, stops),
    }


def in_other_colours(browser: Browser, state: State) -> Findings:
    browser.settings(dark=True)
    dark = axe.violations(browser)
    browser.settings(forced_colours=True)
    found = {
        "axe in the dark": dark,
        "edges": media.without_edge(browser),
        "symbols": media.with_own_colours(browser),
    }
    browser.settings()
    return found


def in_other_sizes(browser: Browser, state: State) -> Findings:
    """Nothing scrolls sideways or is cut off.

    On a phone, with text of twice the size, with wide spacing, and both.
    """
    browser.size(*PHONE)
    phone = reflow.problems(browser)
    reflow.space_text(browser)
    spaced_phone = reflow.problems(browser)
    browser.size(*WIDE)
    spaced = reflow.problems(browser)
    reflow.space_text_no_more(browser)
    browser.settings(font_size=32)
    if state.narrow:  # the menu has closed itself in the wide window
        state.enter(browser)
    large = reflow.problems(browser)
    assert reflow.font_size(browser) == 32
    browser.settings()
    return {
        "on a phone": phone,
        "on a phone with wide spacing": spaced_phone,
        "with wide spacing": spaced,
        "with large text": large,
    }


def without_scripts(browser: Browser, state: State) -> Findings:
    """The same heading, the same links."""
    if state.user or not state.plain:
        return {}
    seen, plain = html.content(browser), _without(browser, state)
    if seen != plain:  # mail or a comment of another test may have come in between
        browser.scripts(on=True)
        state.enter(browser)
        seen, plain = html.content(browser), _without(browser, state)
    return {
        "heading without scripts": "" if seen[0] == plain[0] else plain[0],
        "links without scripts": sorted(seen[1] ^ plain[1]),
    }


def _without(browser: Browser, state: State) -> tuple[str, set[str]]:
    browser.scripts(on=False)
    state.enter(browser)
    return html.content(browser)


WAYS: tuple[Callable[[Browser, State], Findings], ...] = (
    as_it_comes,
    told_to_screen_readers,
    in_other_colours,
    in_other_sizes,
    by_keyboard,  # moves the focus, which closes menus
    without_scripts,
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_state_holds_in_every_way(browser, state: State):
    state.enter(browser)
    found = {}
    for way in WAYS:
        found |= {name: each for name, each in way(browser, state).items() if each}
    assert not found, pformat(found, width=100)


def test_screen_reader_is_told_the_same_frame_as_ever(browser):
    browser.open("/")
    for part in ("banner", "contentinfo"):
        assert not tree.changes(part, tree.outline(browser, part))
    narrow_menu(browser)
    assert not tree.changes("banner on a phone", tree.outline(browser, "banner"))


by_user = attrgetter("user")


def test_titles_tell_pages_apart(browser):
    titles = {}
    plain = [
        state
        for state in STATES
        if state.plain and not state.path.startswith("/netzwerk/?")
    ]
    for _user, states in groupby(sorted(plain, key=by_user), key=by_user):
        first, *rest = states
        first.enter(browser)
        for state in (first, *rest):
            title = html.served_title(browser, state.path)
            titles.setdefault(title, set()).add(urlsplit(state.path).path)
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}
    assert all(title.endswith("TRegKS") for title in titles)
