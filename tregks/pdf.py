"""Accessible PDF files (PDF/UA-1) made by Typst, without system packages or a browser.

A document is a Typst file in `tregks/typst/`, which reads what it shows as data. Text of
people is therefore never markup.
"""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import normalize

import typst
from django.core.cache import caches
from django.core.serializers.json import DjangoJSONEncoder

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "typst"
# What the fonts have. PDF/UA refuses a document with anything else, such as an emoji.
SHOWN = (
    r"\t\n\r -~\u00a0-\u024f\u02c6-\u02dd\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c"
    r"\u038e-\u03a1\u03a3-\u045f\u1e80-\u1eff\u2010-\u2027\u202f-\u2040\u20a0-\u20bf"
    r"\u2190-\u22ff\u25a0-\u25ff\ufffd"
)
UNSHOWN = re.compile(f"[^{SHOWN}]")


def pdf(name: str, data: dict[str, Any]) -> bytes:
    """Render `tregks/typst/<name>.typ` with `data`, which the file reads as `data`.

    `data` may hold whatever Django writes as JSON; it must have a `title`. Every
    document imports the common page from `portal.typ`. Raises typst.TypstError when a
    source is wrong, which tests of each document must show.
    """
    plain = json.loads(json.dumps(data, cls=DjangoJSONEncoder))
    return typst.compile(
        SOURCES / f"{name}.typ",
        root=SOURCES,
        font_paths=[HERE / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(showable(plain))},
        pdf_standards="ua-1",
    )


def showable(data: Any) -> Any:
    """With a question mark for each sign that no font has."""
    match data:
        case str():
            return UNSHOWN.sub("\ufffd", normalize("NFC", data))
        case list():
            return [showable(each) for each in data]
        case dict():
            return {name: showable(each) for name, each in data.items()}
    return data


def kept_pdf(name: str, data: dict[str, Any]) -> bytes:
    """The same for what several people fetch: made once while it says the same.

    Making one takes a hundred times as long as a page; it is kept as long as a page.
    """
    said = json.dumps(data, cls=DjangoJSONEncoder).encode()
    key = f"pdf:{name}:{sha256(said).hexdigest()}"
    pages = caches["pages"]
    content = pages.get(key)
    if content is None:
        content = pdf(name, data)
        pages.set(key, content)
    return content
