import pytest
from django.core.cache import caches

from tregks.cms.models import HomePage


@pytest.fixture(autouse=True)
def _no_page_from_an_earlier_test() -> None:
    caches["pages"].clear()


@pytest.fixture
def home(db: None) -> HomePage:
    return HomePage.objects.get(locale__language_code="de")


@pytest.fixture
def english_home(db: None) -> HomePage:
    return HomePage.objects.get(locale__language_code="en")
