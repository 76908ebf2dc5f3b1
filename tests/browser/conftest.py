import os
from collections.abc import Iterator

import pytest

from tests.browser import portal as portals
from tests.browser.driver import Browser, start_chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid or "browser" in item.path.parts:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def portal(django_db_blocker) -> Iterator[str]:
    """The address of a real portal with the demo's content, one for each process."""
    with django_db_blocker.unblock(), portals.portal() as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    driver = start_chromium()
    yield driver
    driver.quit()


@pytest.fixture
def browser(portal, chromium) -> Iterator[Browser]:
    """A Chromium that has never been anywhere: no cookies, no emulation."""
    browser = Browser(chromium, portal)
    browser.reset()
    yield browser
    if folder := os.environ.get("SCREENSHOTS"):
        browser.screenshot(folder)
