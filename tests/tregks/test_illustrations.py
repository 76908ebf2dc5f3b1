from io import BytesIO

import pytest
from PIL import Image

from tregks.demo.illustrations import HEIGHT, ILLUSTRATIONS, WIDTH


def test_picture_has_the_promised_size_and_never_changes():
    picture = ILLUSTRATIONS["hills"]
    drawn = picture.png()
    assert Image.open(BytesIO(drawn)).size == (WIDTH, HEIGHT)
    assert picture.png() == drawn


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_picture_can_be_drawn_and_is_not_empty(name):
    image = ILLUSTRATIONS[name].draw().image.resize((80, 50))
    assert len(set(image.tobytes())) > 50


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_description_tells_what_is_seen(name):
    description = ILLUSTRATIONS[name].description
    assert 40 < len(description) < 160
    assert not description.startswith("Bild")
