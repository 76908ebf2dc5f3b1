"""What the text formats share: encodings, numbers, and errors with a place."""

from __future__ import annotations

import re
from fractions import Fraction

from strategy.cib.matrix import CibError, Number

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+|/0*[1-9][0-9]*)?|[-+]?\.[0-9]+")
_LONGEST = 640  # two numbers of 300 digits and what is between them
_DIGITS = 20  # decimals with more digits are written as fractions


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the encoding it is in: UTF-8 with or without mark, or Windows.

    Plain ASCII counts as Windows-1252, which is what ScenarioWizard and Excel on a
    German Windows expect. Bytes that even this does not know are kept as Latin-1.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.isascii():
        encodings = ["cp1252"]
    else:
        encodings = ["utf-8", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise CibError(f"The file claims to be {encodings[0].upper()} but is not.")


def number(text: str, where: str) -> Number:
    """A judgement as written: 2, -1, 0.5, 0,5 or 1/3; an empty cell is 0."""
    plain = text.strip().replace(",", ".").replace("−", "-") or "0"
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain):
        raise CibError(f"{where}: '{plain[:60]}' is not a number.")
    value = Fraction(plain)
    return value.numerator if value.denominator == 1 else value


def one_line(text: str) -> str:
    """The text without line breaks and other white space but single blanks."""
    return " ".join(text.split())


def written(value: Number) -> str:
    """The shortest text that :func:`number` reads back as the same value."""
    if value.denominator == 1 or 10**_DIGITS % value.denominator:
        return str(value)
    whole, rest = divmod(abs(Fraction(value)), 1)
    decimals = f"{int(rest * 10**_DIGITS):0{_DIGITS}}".rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{decimals}"
