"""What a page asks for and leaves behind."""

import json
from urllib.parse import urlsplit

from tests.browser.driver import Browser


def requests(browser: Browser) -> list[str]:
    """Addresses asked for since the last call, oldest first."""
    messages = (
        json.loads(entry["message"])["message"]
        for entry in browser.driver.get_log("performance")
    )
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def strangers(browser: Browser) -> list[str]:
    """Requests to anybody but the portal."""
    own = urlsplit(browser.portal).netloc
    return [
        url
        for url in requests(browser)
        if url.startswith(("http", "ws")) and urlsplit(url).netloc != own
    ]


def complaints(browser: Browser) -> list[str]:
    """What the browser's console says: script errors, violations of the policy."""
    return [
        entry["message"]
        for entry in browser.driver.get_log("browser")
        if entry["level"] in {"SEVERE", "WARNING"}
        # The answer to the page itself is what some states are about.
        and "Failed to load resource" not in entry["message"]
    ]


def traces(browser: Browser) -> dict[str, list[str]]:
    """Cookies and everything else that stays in the browser."""
    stored = browser.js(
        "return {local: Object.keys(localStorage), session: Object.keys(sessionStorage)}"
    )
    cookies = browser.cdp("Storage.getCookies")["cookies"]
    found = {**stored, "cookies": [cookie["name"] for cookie in cookies]}
    return {where: names for where, names in found.items() if names}
