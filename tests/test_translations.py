"""German is the language of the source; English is complete; libraries say Sie."""

import re
from pathlib import Path

import django
import pytest
import wagtail
from allauth import account
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from django.template.base import Lexer, TokenType
from django.utils.translation import gettext, override

from tregks.management.commands import translations

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_every_text_is_translated_into_english_and_compiled():
    assert list(translations.problems()) == []


def test_untranslated_text_is_noticed(monkeypatch):
    catalog = translations.collect()
    catalog.add("Ein Satz, den es nirgends gibt.")
    monkeypatch.setattr(translations, "collect", lambda: catalog)
    assert "not translated: 'Ein Satz, den es nirgends gibt.'" in (
        translations.problems()
    )


def test_collected_texts_come_from_code_and_templates():
    places = {
        Path(name).suffix
        for message in translations.collect()
        for name, _line in message.locations
    }
    assert places >= {".py", ".html", ".txt"}


# --- Nothing on screen is forgotten -----------------------------------------------

VISIBLE_ATTRIBUTES = re.compile(
    r'\s(?:alt|aria-label|aria-description|placeholder|title|label)="([^"]*[^\W\d_][^"]*)"'
)
# Names are the same in every language.
NAMES = re.compile(r"TRegKS|EUPL-1\.2|Deutsch|English|\b(?:GitHub|Atom|PDF)\b")
# Parts that hold names for machines.
WITHOUT_WORDS = {"block main_class", "block share_type", "block h1_language"}
ENTITY = re.compile(r"&\w+;")


def text_outside_tags(source: str) -> str:
    """What a template writes by itself: no tags of Django's, no markup."""
    kept, skipping = [], None
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if skipping and name == f"end{skipping}":
                skipping = None
            elif name in {"blocktranslate", "comment"}:
                skipping = name
            elif token.contents in WITHOUT_WORDS:
                skipping = "block"
        elif token.token_type == TokenType.TEXT and not skipping:
            kept.append(token.contents)
        else:
            kept.append("\x1a")  # a value stands here
    return "".join(kept)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_template_writes_no_words_that_cannot_be_translated(path):
    text = NAMES.sub("", ENTITY.sub("", text_outside_tags(path.read_text())))
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)
    assert not VISIBLE_ATTRIBUTES.findall(text)
    words = re.findall(
        r"[^\W\d_]{2,}", re.sub(r"<!--.*?-->|<[^>]*>", " ", text, flags=re.S)
    )
    assert not words


def test_template_text_outside_tags_is_found():
    assert text_outside_tags("<p>Hallo {{ name }}</p>") == "<p>Hallo \x1a</p>"


# --- German of the libraries ------------------------------------------------------

LIBRARIES = [
    Path(account.__file__).parent.parent / "locale",
    *(Path(django.__file__).parent.rglob("locale")),
    *(Path(wagtail.__file__).parent.rglob("locale")),
]


def german(folder: Path) -> dict:
    compiled = folder / "de/LC_MESSAGES/django.mo"
    if not compiled.exists():
        return {}
    with compiled.open("rb") as file:
        return translations.texts(read_mo(file))


def test_german_of_our_own_replaces_texts_that_exist():
    """A text that a library has changed would silently come back in its own words."""
    known = set().union(*(german(folder) for folder in LIBRARIES))
    unknown = translations.texts(translations.read("de")).keys() - known
    assert not unknown


INFORMAL = re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(e[mnrs]?)?)\b")


def texts_of_accounts() -> set[str]:
    """What allauth's code may say; its templates are replaced by ours."""
    folder = Path(account.__file__).parent.parent
    found = set()
    for part in ("account", "core", "mfa", "usersessions"):
        for path in (folder / part).rglob("*.py"):
            with path.open("rb") as file:
                for _line, message, *_ in extract(
                    "python", file, translations.KEYWORDS
                ):
                    found.add(message if isinstance(message, str) else message[0])
    return found


def test_accounts_address_people_formally():
    with override("de"):
        said = {gettext(text) for text in texts_of_accounts()}
    assert {text for text in said if INFORMAL.search(text)} == set()


def test_admin_addresses_people_formally():
    """Wagtail's translators say Sie, with exceptions that we replace."""
    own = translations.texts(translations.read("de"))
    informal = {
        key
        for folder in LIBRARIES
        if "wagtail" in folder.parts
        for key, text in german(folder).items()
        if INFORMAL.search(" ".join(text))
    }
    assert informal <= own.keys()
