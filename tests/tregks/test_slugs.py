"""Addresses made of titles: readable, free, never one of the portal's own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.models import Organisation
from tests.factories.network import OrganisationFactory
from tregks.slugs import LONGEST, free_slug, slug_of


def test_umlauts_are_written_out():
    assert slug_of("Wärme für Großhöfe", otherwise="x") == "waerme-fuer-grosshoefe"


@given(st.text())
def test_slug_of_any_title_is_an_address(title):
    assert re.fullmatch(rf"[a-z0-9_-]{{1,{LONGEST}}}", slug_of(title, otherwise="x"))


@pytest.mark.django_db
def test_taken_or_reserved_slug_gets_a_tail():
    taken = OrganisationFactory(name="Hofgut").slug
    others = Organisation.objects.all()
    for reserved, slug in ((set(), taken), ({"neu"}, "neu")):
        made = free_slug(slug, others=others, otherwise="x", reserved=reserved)
        assert re.fullmatch(rf"{slug}-[0-9a-f]{{6}}", made)
    assert free_slug("Frei", others=others, otherwise="x") == "frei"
