"""What a screen reader is told: the accessibility tree as text that can be reviewed."""

import difflib
import os
import re
from pathlib import Path
from typing import Any

from tests.browser.driver import Browser

GOLDEN = Path(__file__).parent / "golden"
# Without a role of their own, or said as the name of something else.
SILENT = {
    *("none", "generic", "paragraph", "LabelText", "MenuListPopup"),
    *("InlineTextBox", "StaticText", "LineBreak", "ListMarker"),
}
STATES = (
    *("checked", "disabled", "expanded", "invalid", "pressed", "required", "selected"),
    "level",
)
DAY = r"(?:Mo|Di|Mi|Do|Fr|Sa|So)\., \d{1,2}\. \w+ \d{4}|\w{3} \d{1,2} \w+ \d{4}"
CHANGING = [
    (re.compile(DAY), "‹date›"),
    (re.compile(r"\b\d{1,2}:\d\d\b"), "‹time›"),
    (re.compile(r"localhost:\d+"), "‹host›"),
]


def outline(browser: Browser, root: str) -> str:
    """One line for each thing that has a role, below the element with this role."""
    nodes = browser.cdp("Accessibility.getFullAXTree")["nodes"]
    known = {node["nodeId"]: node for node in nodes}
    start = next(node for node in nodes if node["role"]["value"] == root)
    lines: list[str] = []

    def tell(node: dict[str, Any], depth: int) -> None:
        role = node["role"]["value"]
        silent = node["ignored"] or role in SILENT
        if not silent:
            lines.append("  " * depth + describe(node))
        for child in node.get("childIds", []):
            if child in known:
                tell(known[child], depth + (not silent))

    tell(start, 0)
    text = "\n".join(lines) + "\n"
    for pattern, replacement in CHANGING:
        text = pattern.sub(replacement, text)
    return text


def describe(node: dict[str, Any]) -> str:
    def value(key: str) -> str:
        return " ".join(str(node.get(key, {}).get("value", "")).split())

    parts = [node["role"]["value"]]
    if name := value("name"):
        parts.append(f"“{name}”")
    if description := value("description"):
        parts.append(f"({description})")
    for each in node.get("properties", []):
        given = each["value"].get("value")
        if each["name"] == "level" and parts[0] != "heading":
            continue
        if each["name"] in STATES and given not in (None, False, "false"):
            is_so = given is True or given == "true"
            parts.append(each["name"] if is_so else f"{each['name']}={given}")
    return " ".join(parts)


def changes(name: str, text: str) -> str:
    """Hold the text against the golden file; GOLDEN=1 writes it anew for review."""
    path = GOLDEN / f"{name.replace(' ', '-')}.txt"
    if os.environ.get("GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    before = path.read_text() if path.exists() else ""
    lines = difflib.unified_diff(before.splitlines(), text.splitlines(), lineterm="")
    told = "\n".join(lines)
    return told and f"{path.name}; if it is meant to be so: GOLDEN=1\n{told}"
