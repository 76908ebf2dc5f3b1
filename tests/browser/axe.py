"""axe-core in German, always with tags: without them its rules for WCAG 2.2 sleep."""

import json
from functools import cache
from pathlib import Path

from tests.browser.driver import Browser

VENDOR = Path(__file__).parent / "vendor"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def source() -> str:
    return (VENDOR / "axe.min.js").read_text()


@cache
def german() -> dict:
    return json.loads((VENDOR / "axe-de.json").read_text())


def violations(browser: Browser) -> list[str]:
    """What axe objects to on the page as it is now, one line for each element."""
    if not browser.js("return Boolean(window.axe)"):
        browser.js(source())
    result = browser.driver.execute_async_script(
        """
        const [locale, tags, done] = arguments;
        axe.configure({locale});
        axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(done);
        """,
        german(),
        TAGS,
    )
    assert result["testEngine"]["version"] >= "4.14"
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}: "
        f"{node['html'][:160]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
