"""What a page's text is made of. One block list serves all pages.

Blocks refuse what would shut people out: skipped headings, pictures without a
decision about their description, tables without caption, videos without a transcript.
Drafts may still have such gaps; only publishing needs them closed.
"""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import (
    TypedTableBlock,
    TypedTableBlockValidationError,
)
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from tregks.cms.outline import fake_heading, heading_errors, vague_link

INLINE = ["bold", "italic", "link", "document-link"]
TEXT = ["h2", "h3", "h4", *INLINE, "ol", "ul"]


class TextBlock(blocks.RichTextBlock):
    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "blocks/text.html"
        description = _("Absätze, Überschriften der Ebenen 2 bis 4, Listen und Links")
        preview_value = "<h2>Worum es geht</h2><p>Ein Absatz mit einem klaren Satz.</p>"

    def __init__(self, **kwargs):
        super().__init__(features=TEXT, **kwargs)


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Bild"))
    caption = blocks.CharBlock(
        label=_("Bildunterschrift"), required=False, max_length=250
    )

    class Meta:
        label = _("Bild")
        icon = "image"
        template = "blocks/picture.html"
        description = _("Ein Bild mit Beschreibung, oder ausdrücklich als Schmuck")


class CaptionedTableBlock(TypedTableBlock):
    """A table everybody can read: caption, column headings, row headings."""

    text = blocks.CharBlock(label=_("Text"), required=False)
    number = blocks.CharBlock(label=_("Zahl"), required=False)

    class Meta:
        label = _("Tabelle")
        icon = "table"
        template = "blocks/table.html"
        description = _("Eine Tabelle mit Titel; die erste Spalte benennt die Zeilen")

    def clean(self, table):
        table = super().clean(table)
        if self.is_deferred_validation:
            return table
        problems = []
        if not table.caption.strip():
            problems.append(_("Geben Sie der Tabelle einen Titel."))
        if not table.columns or not table.row_data:
            problems.append(_("Die Tabelle ist leer."))
        if any(not column["heading"].strip() for column in table.columns):
            problems.append(_("Jede Spalte braucht eine Überschrift."))
        if problems:
            raise TypedTableBlockValidationError(
                non_block_errors=[ValidationError(text) for text in problems]
            )
        return table


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Zitat"), max_length=600)
    name = blocks.CharBlock(label=_("Wer sagt das?"), max_length=120)
    role = blocks.CharBlock(
        label=_("Funktion und Organisation"), required=False, max_length=200
    )

    class Meta:
        label = _("Zitat")
        icon = "openquote"
        template = "blocks/quote.html"


class ContactValue(blocks.StructValue):
    @property
    def dial(self) -> str:
        """The number as telephones want it."""
        return re.sub(r"[^+\d]", "", self.get("phone") or "")


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Aufgabe"), required=False, max_length=200)
    organisation = blocks.CharBlock(
        label=_("Organisation"), required=False, max_length=200
    )
    email = blocks.EmailBlock(label=_("E-Mail"), required=False)
    phone = blocks.RegexBlock(
        regex=r"^\+?[0-9][0-9 /()-]{4,30}$",
        label=_("Telefon"),
        required=False,
        error_messages={
            "invalid": _(
                "Schreiben Sie die Nummer nur mit Ziffern, Leerzeichen, +, / und -."
            )
        },
    )

    class Meta:
        label = _("Kontaktperson")
        icon = "user"
        template = "blocks/contact.html"
        value_class = ContactValue

    def clean(self, value):
        value = super().clean(value)
        if not (self.is_deferred_validation or value["email"] or value["phone"]):
            raise StructBlockValidationError(
                non_block_errors=[
                    ValidationError(_("Geben Sie E-Mail oder Telefon an."))
                ]
            )
        return value


class DownloadsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), default=_("Zum Herunterladen"))
    documents = blocks.ListBlock(DocumentChooserBlock(label=_("Dokument")))

    class Meta:
        label = _("Downloads")
        icon = "download"
        template = "blocks/downloads.html"
        description = _("Dateien mit Art, Größe und Sprache")


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Frage oder Titel"), max_length=200)
    text = blocks.RichTextBlock(label=_("Text"), features=[*INLINE, "ol", "ul"])

    class Meta:
        label = _("Abschnitt")
        icon = "help"


class AccordionBlock(blocks.StructBlock):
    sections = blocks.ListBlock(AccordionItemBlock(), label=_("Abschnitte"))

    class Meta:
        label = _("Ausklappbare Abschnitte")
        icon = "list-ul"
        template = "blocks/accordion.html"


class Provider(NamedTuple):
    """A foreign video platform we may show after a click, and only then."""

    name: str
    pattern: re.Pattern[str]
    player: str

    @property
    def origin(self) -> str:
        return "/".join(self.player.split("/")[:3])


PROVIDERS = [
    Provider(
        "YouTube",
        re.compile(
            r"https://(?:(?:www\.)?youtube\.com/watch\?v=|youtu\.be/)([\w-]{11})"
        ),
        "https://www.youtube-nocookie.com/embed/{id}",
    ),
    Provider(
        "Vimeo",
        re.compile(r"https://(?:www\.)?vimeo\.com/(\d{6,12})"),
        "https://player.vimeo.com/video/{id}?dnt=1",
    ),
]


class VideoValue(blocks.StructValue):
    """Knows where the video plays; asks nobody, so that nothing is sent too early."""

    def _match(self) -> tuple[Provider, str] | None:
        for provider in PROVIDERS:
            if match := provider.pattern.match(self.get("url") or ""):
                return provider, match[1]
        return None

    @property
    def provider(self) -> Provider | None:
        match = self._match()
        return match and match[0]

    @property
    def player(self) -> str:
        match = self._match()
        return match[0].player.format(id=match[1]) if match else ""


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titel des Videos"), max_length=200)
    url = blocks.URLBlock(
        label=_("Adresse des Videos"), help_text=_("Bei YouTube oder Vimeo")
    )
    transcript = blocks.RichTextBlock(
        label=_("Abschrift"),
        features=[*INLINE, "ol", "ul"],
        help_text=_("Was gesprochen und gezeigt wird, zum Lesen"),
    )
    captioned = blocks.BooleanBlock(
        label=_("Das Video hat Untertitel"),
        help_text=_("Ohne Untertitel darf das Video nicht erscheinen."),
    )

    class Meta:
        label = _("Video")
        icon = "media"
        template = "blocks/video.html"
        value_class = VideoValue
        description = _("Ein Video von außen; es lädt erst nach einem Klick")

    def clean(self, value):
        value = super().clean(value)
        if value["url"] and not value.provider:
            names = ", ".join(provider.name for provider in PROVIDERS)
            raise StructBlockValidationError(
                block_errors={
                    "url": ValidationError(
                        _("Möglich sind nur Videos von: %(names)s."),
                        params={"names": names},
                    )
                }
            )
        return value


class CallToActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=400)
    label = blocks.CharBlock(
        label=_("Aufschrift des Knopfs"),
        max_length=60,
        help_text=_("Was geschieht beim Klick? Nicht „hier“ oder „mehr“."),
    )
    page = blocks.PageChooserBlock(label=_("Seite im Portal"), required=False)
    url = blocks.URLBlock(
        label=_("oder Adresse außerhalb"),
        required=False,
        validators=[URLValidator(schemes=["https", "http"])],
    )

    class Meta:
        label = _("Aufruf")
        icon = "pick"
        template = "blocks/call_to_action.html"

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and bool(value["page"]) == bool(
            value["url"]
        ):
            raise StructBlockValidationError(
                non_block_errors=[
                    ValidationError(_("Wählen Sie entweder eine Seite oder Adresse."))
                ]
            )
        return value


class BodyBlock(blocks.StreamBlock):
    text = TextBlock()
    picture = PictureBlock()
    table = CaptionedTableBlock()
    quote = QuoteBlock()
    contact = ContactBlock()
    downloads = DownloadsBlock()
    accordion = AccordionBlock()
    video = VideoBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        required = False

    def clean(self, value):
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        errors = {}
        level = 1  # the page's title
        for index, child in enumerate(value):
            if child.block_type == "text":
                problems, level = heading_errors(child.value.source, level)
                if bold := fake_heading(child.value.source):
                    problems.append(
                        ValidationError(
                            _(
                                "„%(text)s“ ist ein fett gedruckter Absatz. Wenn es "
                                "eine Überschrift ist, wählen Sie eine Überschrift."
                            ),
                            code="fake_heading",
                            params={"text": bold},
                        )
                    )
                if link := vague_link(child.value.source):
                    problems.append(
                        ValidationError(
                            _(
                                "Der Link „%(text)s“ sagt allein nicht, wohin er "
                                "führt. Nennen Sie das Ziel im Linktext."
                            ),
                            code="vague_link",
                            params={"text": link},
                        )
                    )
                if problems:
                    errors[index] = ValidationError(problems)
            elif child.block_type in ("downloads", "call_to_action"):
                level = 2  # their own headings
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return value
