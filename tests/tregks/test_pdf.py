"""Documents are made whatever people have typed into them."""

import pytest

from tregks.pdf import UNSHOWN, pdf

ALL = "".join(map(chr, range(0x20, 0x2700))) + "\ufffd"


def note(text: str) -> bytes:
    return pdf("note", {"title": "Titel", "paragraphs": [text]})


def test_fonts_have_all_that_is_not_replaced():
    assert note(" ".join(UNSHOWN.sub("", ALL))).startswith(b"%PDF")


@pytest.mark.parametrize(
    "text", ["\x01\x1b", "👍 🏭", "漢字", "\ufeff\u2028", "u\u0308"]
)
def test_no_text_keeps_a_document_from_being_made(text):
    assert note(f"Gut {text}!").startswith(b"%PDF")
