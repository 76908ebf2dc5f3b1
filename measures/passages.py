"""The text of a measure as a list of titled passages.

A passage's id is its identity: comments anchor to it, and it survives new versions.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

PASSAGE = "passage"


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Passage:
    title: str
    text: str
    id: str = field(default_factory=new_id)


def passages_of(raw: Iterable[Any]) -> list[Passage]:
    """Passages of a StreamField's raw data, or of the same in a revision."""
    return [
        Passage(
            title=block["value"].get("title") or "",
            text=block["value"].get("text") or "",
            id=block.get("id") or new_id(),
        )
        for block in raw
        if block["type"] == PASSAGE
    ]


def body_of(passages: Iterable[Passage]) -> str:
    """What a StreamField takes: `measure.body = body_of(passages)`."""
    return json.dumps(
        [
            {
                "type": PASSAGE,
                "id": passage.id,
                "value": {"title": passage.title, "text": passage.text},
            }
            for passage in passages
        ]
    )


def passages_in_revision(content: dict[str, Any]) -> list[Passage]:
    """Passages of a revision's content, without making a measure of it."""
    body = content.get("body") or "[]"
    return passages_of(json.loads(body) if isinstance(body, str) else body)
