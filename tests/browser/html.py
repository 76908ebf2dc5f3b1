"""Valid HTML: the parse errors of the standard, and references that lead somewhere."""

from collections import Counter

import html5lib

from tests.browser.driver import Browser

# Parts of the standard that the library is too old to know.
UNKNOWN = {"non-void-element-with-trailing-solidus"}  # allowed inside svg

REFERENCES = """
const found = [];
const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
const attributes = ["for", "list", "aria-controls", "aria-describedby", "aria-owns",
  "aria-labelledby", "aria-details", "aria-errormessage", "headers", "form"];
for (const name of attributes) {
  for (const element of document.querySelectorAll(`[${name}]`)) {
    for (const id of element.getAttribute(name).split(/\\s+/)) {
      if (!ids.includes(id)) found.push(`${name}=${id}: ${element.outerHTML.slice(0, 100)}`);
    }
  }
}
for (const link of document.querySelectorAll("a[href^='#']")) {
  const id = decodeURIComponent(link.hash.slice(1));
  if (id && !ids.includes(id)) found.push(`href=#${id}`);
}
return {ids, found};
"""


def parse_errors(source: str) -> list[str]:
    parser = html5lib.HTMLParser()
    parser.parse(source)
    lines = source.splitlines()
    return [
        f"{code} {details}: {lines[line - 1].strip()[:120]}"
        for (line, _column), code, details in parser.errors
        if code not in UNKNOWN
    ]


def served(browser: Browser) -> str:
    """What the server sends for the present address."""
    return browser.driver.execute_async_script(
        "const done = arguments[0];"
        "fetch(location.href, {headers: {Accept: 'text/html'}})"
        ".then(answer => answer.text()).then(done)"
    )


def served_title(browser: Browser, path: str) -> str:
    return browser.driver.execute_async_script(
        "const [path, done] = arguments;"
        "fetch(path, {headers: {Accept: 'text/html'}})"
        ".then(answer => answer.text()).then(text => done("
        "new DOMParser().parseFromString(text, 'text/html').title))",
        path,
    )


def content(browser: Browser) -> tuple[str, set[str]]:
    """The heading and all addresses that the page leads to."""
    links = set(browser.js("return [...document.links].map(link => link.pathname)"))
    return browser.find("h1").text, links


def dead_references(browser: Browser) -> list[str]:
    seen = browser.js(REFERENCES)
    twice = [f"id={name} twice" for name, n in Counter(seen["ids"]).items() if n > 1]
    return twice + seen["found"]
