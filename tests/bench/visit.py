"""A first visit in Chromium: what comes over the wire before anybody clicks."""

import json
import time
from collections import defaultdict
from urllib.parse import urlsplit

from selenium import webdriver

from tests.browser.driver import WIDE, start_chromium

QUIET_SECONDS = 1.0  # without a message of the network: the page has all it wants
MOST_SECONDS = 20.0


def first_visit(url: str) -> dict[str, object]:
    """Requests, bytes by kind, other hosts and cookies of one page, nothing cached."""
    driver = start_chromium()
    try:
        driver.set_window_size(*WIDE)
        driver.get_log("performance")  # what happened before does not count
        driver.get(url)
        messages = _until_quiet(driver)
        cookies = driver.execute_cdp_cmd("Storage.getCookies", {})["cookies"]
    finally:
        driver.quit()

    kinds: dict[str, str] = {}
    urls: dict[str, str] = {}
    sizes: dict[str, int] = defaultdict(int)
    for message in messages:
        details = message["params"]
        match message["method"]:
            case "Network.requestWillBeSent":
                address = details["request"]["url"]
                if address.startswith("http"):
                    urls[details["requestId"]] = address
                    kinds[details["requestId"]] = details.get("type", "Other")
            case "Network.loadingFinished":
                sizes[details["requestId"]] += details["encodedDataLength"]
    weight: dict[str, int] = defaultdict(int)
    for request_id, kind in kinds.items():
        weight[kind.lower()] += sizes[request_id]
    host = urlsplit(url).netloc
    return {
        "requests": len(urls),
        "bytes": sum(weight.values()),
        "by_kind": dict(sorted(weight.items())),
        "third_party": sorted(
            {urlsplit(a).netloc for a in urls.values() if urlsplit(a).netloc != host}
        ),
        "cookies": sorted(cookie["name"] for cookie in cookies),
    }


def _until_quiet(driver: webdriver.Chrome) -> list[dict]:
    messages: list[dict] = []
    last = started = time.monotonic()
    while time.monotonic() - last < QUIET_SECONDS:
        new = [
            message
            for entry in driver.get_log("performance")
            if (message := json.loads(entry["message"])["message"])[
                "method"
            ].startswith("Network.")
        ]
        messages += new
        if new:
            last = time.monotonic()
        if time.monotonic() - started > MOST_SECONDS:
            break
        time.sleep(0.1)
    return messages
