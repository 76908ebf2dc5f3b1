"""Texts of members: what they type becomes a small, safe subset of HTML (S-27).

People type plain text: paragraphs stand between blank lines, lines starting with "- "
are a list, lines starting with "1. " a numbered one, *words* between asterisks are
emphasised, addresses become links. Nothing else is markup, so there is nothing to learn
and nothing to attack; the sanitiser stands behind it all the same.
"""

import re

import nh3
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

TAGS = {"p", "br", "ul", "ol", "li", "em", "a"}
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
EMPHASIS = re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])")
BULLET = re.compile(r"^\s*[-•–]\s+")
NUMBER = re.compile(r"^\s*\d{1,3}[.)]\s+")


def member_html(text: str) -> SafeString:
    """HTML of a member's text. Links carry nofollow and lead only to http(s)."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    html = "\n".join(_block(block) for block in blocks if block.strip())
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow ugc noopener",
    )
    return SafeString(clean)  # nh3 has just sanitised it


def _block(block: str) -> str:
    lines = block.strip("\n").split("\n")
    for pattern, tag in ((BULLET, "ul"), (NUMBER, "ol")):
        if all(pattern.match(line) for line in lines):
            items = format_html_join(
                "", "<li>{}</li>", ((_inline(pattern.sub("", line)),) for line in lines)
            )
            return f"<{tag}>{items}</{tag}>"
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(line: str) -> SafeString:
    parts, end = [], 0
    for found in ADDRESS.finditer(line):
        parts.append(_emphasised(line[end : found.start()]))
        address = escape(found[0])
        parts.append(f'<a href="{address}">{address}</a>')
        end = found.end()
    parts.append(_emphasised(line[end:]))
    return SafeString("".join(parts))  # every part has been escaped


def _emphasised(text: str) -> str:
    return EMPHASIS.sub(r"<em>\1</em>", escape(text))
