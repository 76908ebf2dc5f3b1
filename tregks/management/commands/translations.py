"""Collect the texts of code and templates into locale/en and compile the catalogues.

German is the language of the source. `locale/en` holds its English translation;
`locale/de` holds German wording that replaces the libraries' own, written by hand.
Django's makemessages would need GNU gettext on every machine; this needs Babel, which
only developers have, because the compiled catalogues are committed, too.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext_lazy": ((1, "c"), 2),
}
CODE = ("tregks", "network", "strategy", "measures", "workshops")
HEADER = """\
# English texts of the portal. German is the source: `make translations` collects it.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def po_file(language: str) -> Path:
    return settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = po_file(language)
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may hold texts, as Python code."""
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            if not {"migrations", "commands"} & set(path.parts):
                yield path, path.read_text()
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            code = templatize(path.read_text())
            # Indentation of HTML would not be indentation of Python.
            yield path, "\n".join(line.lstrip() for line in code.split("\n"))


def collect() -> Catalog:
    """All texts of code and templates, untranslated."""
    catalog = Catalog("en")
    for path, code in sources():
        place: Any = (str(path.relative_to(settings.BASE_DIR)), None)  # without line
        file = io.BytesIO(code.encode())
        for _line, message, comments, context in extract(
            "python", file, KEYWORDS, ["Translators:"], {"encoding": "utf-8"}
        ):
            catalog.add(
                message,
                locations=[place],
                auto_comments=comments,
                context=context,
            )
    return catalog


def update() -> Catalog:
    """The English catalogue with exactly the texts of today."""
    catalog = read("en")
    catalog.update(collect(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(
        file,
        catalog,
        width=88,
        omit_header=True,
        include_lineno=False,
        sort_by_file=True,
    )
    return HEADER.encode() + file.getvalue()


def compile_catalog(language: str) -> None:
    with po_file(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, read(language))


def texts(catalog: Catalog) -> dict[Any, Any]:
    """What is translated, in a form that can be compared."""
    return {
        (readable(message.context), *forms(message.id)): forms(message.string)
        for message in catalog
        if message.id and is_translated(message)
    }


def forms(text: Any) -> tuple[str, ...]:
    """Singular and plural; Babel gives them as a list or as a tuple."""
    return (text,) if isinstance(text, str) else tuple(text)


def readable(context: Any) -> str | None:
    """Babel reads contexts of compiled catalogues as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def is_translated(message: Message) -> bool:
    strings: Any = message.string if message.pluralizable else [message.string]
    return not message.id or (all(strings) and not message.fuzzy)


def problems() -> Iterator[str]:
    """What a reader of English would stumble over, in one line each."""
    catalog = update()
    if as_po(catalog) != po_file("en").read_bytes():
        yield "locale/en is not up to date: run `make translations`"
    for message in catalog:
        if not is_translated(message):
            yield f"not translated: {message.id!r}"
    for language in ("de", "en"):
        catalog = read(language)
        for message, errors in catalog.check():
            yield from (f"{language}: {message.id!r}: {error}" for error in errors)
        compiled = po_file(language).with_suffix(".mo")
        with compiled.open("rb") as file:
            if texts(read_mo(file)) != texts(catalog):
                yield f"locale/{language} is not compiled: run `make translations`"


class Command(BaseCommand):
    help = "Collect texts into locale/en and compile the catalogues."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing, fail on any gap"
        )

    def handle(self, *, check: bool, **options: Any) -> str | None:
        if check:
            if found := list(problems()):
                raise CommandError("\n".join(found))
            return None
        catalog = update()
        po_file("en").parent.mkdir(parents=True, exist_ok=True)
        po_file("en").write_bytes(as_po(catalog))
        for language in ("de", "en"):
            compile_catalog(language)
        missing = sum(1 for message in catalog if not is_translated(message))
        return f"{len(catalog)} texts, {missing} without translation"
