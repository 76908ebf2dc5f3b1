"""Accessible PDF files (PDF/UA-1) made by Typst, without system packages or a browser.

A document is a Typst file in `tregks/typst/`, which reads what it shows as data. Text of
people is therefore never markup.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import typst
from django.core.cache import caches
from django.core.serializers.json import DjangoJSONEncoder

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "typst"


def pdf(name: str, data: dict[str, Any]) -> bytes:
    """Render `tregks/typst/<name>.typ` with `data`, which the file reads as `data`.

    `data` may hold whatever Django writes as JSON; it must have a `title`. Every
    document imports the common page from `portal.typ`. Raises typst.TypstError when a
    source is wrong, which tests of each document must show.
    """
    return typst.compile(
        SOURCES / f"{name}.typ",
        root=SOURCES,
        font_paths=[HERE / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, cls=DjangoJSONEncoder)},
        pdf_standards="ua-1",
    )


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
