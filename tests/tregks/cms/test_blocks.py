import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from tests.factories.cms import picture
from tregks.cms.blocks import (
    BodyBlock,
    CallToActionBlock,
    CaptionedTableBlock,
    ContactBlock,
    PictureBlock,
    VideoBlock,
)

VIDEO = {
    "title": "Rundgang",
    "url": "https://youtu.be/abcdefghijk",
    "transcript": "<p>Eine Halle.</p>",
    "captioned": True,
}


def clean_body(*blocks: tuple[str, object]):
    block = BodyBlock()
    raw = [{"type": name, "value": value} for name, value in blocks]
    return block.clean(block.to_python(raw))


def codes(caught: pytest.ExceptionInfo[StreamBlockValidationError]) -> list[str]:
    errors = caught.value.block_errors.values()
    return [error.code for block in errors for error in block.error_list]


@pytest.mark.parametrize(
    "texts",
    [
        ["<h2>Eins</h2><h3>Zwei</h3><h4>Drei</h4><h2>Vier</h2>"],
        ["<h2>Eins</h2>", "<h3>Zwei</h3>"],
        ["<p>Ohne Überschrift</p>"],
    ],
)
def test_headings_in_order_are_accepted(texts):
    assert len(clean_body(*[("text", html) for html in texts])) == len(texts)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["<h3>Zuerst Ebene 3</h3>"], "skipped_heading"),
        (["<h2>Eins</h2>", "<h4>Ebene 4</h4>"], "skipped_heading"),
        (["<h2> </h2>"], "empty_heading"),
        (["<p><b>Nur fett</b></p>"], "fake_heading"),
        (['<p>Mehr steht <a href="/x/">hier</a>.</p>'], "vague_link"),
        (['<p><a href="https://a.example">https://a.example</a></p>'], "vague_link"),
    ],
)
def test_text_with_a_barrier_cannot_be_published(texts, code):
    with pytest.raises(StreamBlockValidationError) as caught:
        clean_body(*[("text", html) for html in texts])
    assert codes(caught) == [code]


def test_a_draft_may_have_barriers():
    block = BodyBlock()
    value = block.to_python([{"type": "text", "value": "<h4>Zu tief</h4>"}])
    block.defer_required_validation()
    try:
        assert len(block.clean(value)) == 1
    finally:
        block.restore_deferred_validation()  # all bodies share the inner blocks


def test_a_picture_needs_a_description_or_is_decorative(db):
    block = PictureBlock()
    image = picture()

    def clean(**choice):
        value = {"image": {"image": image.pk, **choice}, "caption": ""}
        return block.clean(block.to_python(value))

    assert clean(decorative=False, alt_text="Ein Auto lädt")
    assert clean(decorative=True, alt_text="")
    with pytest.raises(StructBlockValidationError):
        clean(decorative=False, alt_text="")


def test_a_table_needs_caption_headings_and_rows():
    block = CaptionedTableBlock()

    def clean(caption: str, heading: str, rows: list):
        columns = [{"type": "text", "heading": heading}]
        return block.clean(
            block.to_python({"caption": caption, "columns": columns, "rows": rows})
        )

    row = {"values": ["Strompreis"]}
    assert clean("Faktoren", "Faktor", [row]).caption == "Faktoren"
    for incomplete in [("", "Faktor", [row]), ("F", "", [row]), ("F", "Faktor", [])]:
        with pytest.raises(ValidationError):
            clean(*incomplete)


def test_a_contact_needs_a_way_to_be_reached():
    block = ContactBlock()
    person = {"name": "Mara", "role": "", "organisation": "", "email": "", "phone": ""}
    assert block.clean(block.to_python({**person, "phone": "+49 561 12-34"}))
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(person))


def test_a_phone_number_is_dialled_without_ornaments():
    value = ContactBlock().to_python({"phone": "+49 (0)561 / 12-34"})
    assert value.dial == "+4905611234"


@pytest.mark.parametrize(
    ("url", "player"),
    [
        (
            "https://www.youtube.com/watch?v=abcdefghijk",
            "https://www.youtube-nocookie.com/embed/abcdefghijk",
        ),
        (
            "https://youtu.be/abcdefghijk",
            "https://www.youtube-nocookie.com/embed/abcdefghijk",
        ),
        ("https://vimeo.com/1234567", "https://player.vimeo.com/video/1234567?dnt=1"),
        ("https://video.example/1", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_video_plays_only_at_known_providers(url, player):
    assert VideoBlock().to_python({**VIDEO, "url": url}).player == player


@pytest.mark.parametrize(
    "change",
    [{"url": "https://video.example/1"}, {"transcript": ""}, {"captioned": False}],
)
def test_a_video_needs_known_provider_transcript_and_captions(change):
    block = VideoBlock()
    assert block.clean(block.to_python(VIDEO))
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({**VIDEO, **change}))


def test_a_call_to_action_leads_to_exactly_one_place():
    block = CallToActionBlock()
    call = {"title": "Mitmachen", "text": "", "label": "Anmelden", "page": None}
    assert block.clean(block.to_python({**call, "url": "https://a.example/"}))
    for url in ["", "ftp://a.example/"]:
        with pytest.raises(StructBlockValidationError):
            block.clean(block.to_python({**call, "url": url}))


def test_there_is_no_block_for_raw_html():
    assert "raw_html" not in BodyBlock().child_blocks
    assert set(BodyBlock().child_blocks["text"].features) == {
        *("h2", "h3", "h4", "bold", "italic", "link", "document-link", "ol", "ul")
    }
