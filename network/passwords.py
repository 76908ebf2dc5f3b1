"""Which passwords are too easy to guess. No rules about kinds of characters."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tregks.slugs import UMLAUTS

# What people here try first. Words that make up the whole password, apart from
# figures and signs, make it guessable; as a part of something longer they do not.
# (Small letters, ae oe ue ss.)
LOCAL_WORDS = (Path(__file__).parent / "guessable_words.txt").read_text().split()

LEET = str.maketrans("013457@$!", "oieastasi")
# Longest first and never going back, so that no input takes long to match.
ONLY_WORDS = re.compile(f"(?:{'|'.join(sorted(LOCAL_WORDS, key=len, reverse=True))})++")

MAX_LENGTH = 256  # far beyond any sentence; what comes after is no password


class GuessablePasswordValidator(CommonPasswordValidator):
    """Refuses the 20,000 commonest passwords, local ones, and both with decoration.

    "Region2026!", "P@ssw0rt" and "Sommer-in-Kassel" are as easy to try as the words
    they are made of.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(password) > MAX_LENGTH:
            raise ValidationError(
                _("Dieses Passwort ist zu lang. Erlaubt sind %(max)d Zeichen.")
                % {"max": MAX_LENGTH},
                code="password_too_long",
            )
        if password.isdigit() or any(map(self.is_common, plain_forms(password))):
            raise ValidationError(
                _(
                    "Dieses Passwort ist leicht zu erraten. Nehmen Sie zum Beispiel "
                    "vier Wörter, die nichts miteinander zu tun haben."
                ),
                code="password_guessable",
            )

    def is_common(self, text: str) -> bool:
        return text in self.passwords or ONLY_WORDS.fullmatch(text) is not None

    def get_help_text(self) -> str:
        return _(
            "Gut sind vier Wörter, die nichts miteinander zu tun haben. Zeichen aller "
            "Art sind erlaubt, auch Leerzeichen."
        )


def plain_forms(password: str) -> Iterable[str]:
    """The password, and its words without what people add to make it look safe."""
    text = password.lower().strip()
    yield text
    text = text.translate(UMLAUTS)
    for bare in (text, re.sub(r"[\W\d_]+$", "", text).translate(LEET)):
        words = re.sub(r"[\W\d_]+", "", bare)
        if len(words) * 3 >= len(text):
            yield words
