"""Every public form says what the answers are for and where the rest stands."""

from itertools import chain

import pytest
from bs4 import BeautifulSoup

from network.forms import SignupForm
from network.views.inquiries import BarrierForm, ContactForm
from network.views.moderation import GuestReportForm
from tests.factories.network import NoticeFactory
from tests.factories.workshops import WorkshopFactory
from tregks.cms.models import BarrierReportPage, ContactPage, HomePage
from tregks.forms import SpamGuard
from workshops.forms import GuestForm

PLACES = {
    SignupForm: ["/mitmachen/", "/konto/signup/", "/konto/signup/passkey/"],
    ContactForm: ["/kontakt/"],
    BarrierForm: ["/barriere-melden/"],
    GuestReportForm: ["notice"],
    GuestForm: ["workshop"],
}


def all_of(kind: type) -> set[type]:
    return {kind}.union(*(all_of(each) for each in kind.__subclasses__()))


def test_every_form_for_strangers_is_walked():
    ours = ("network", "workshops", "measures", "strategy", "tregks")
    guarded = {
        each
        for each in all_of(SpamGuard) - {SpamGuard}
        if each.__module__.startswith(ours) and each.__name__ != "SignupForm"
    }
    assert guarded == PLACES.keys() - {SignupForm}


@pytest.fixture
def pages(db: None) -> None:
    home = HomePage.objects.get(locale__language_code="de")
    home.add_child(instance=ContactPage(title="Kontakt", slug="kontakt"))
    home.add_child(instance=BarrierReportPage(title="Barriere", slug="barriere-melden"))


@pytest.mark.parametrize("place", [*chain(*PLACES.values())])
def test_form_says_what_answers_are_for(pages, client, place):
    if place == "notice":
        place = f"/netzwerk/melden/eintrag/{NoticeFactory(state='published').key}/"
    if place == "workshop":
        place = f"{WorkshopFactory().get_absolute_url()}anmelden/"
    main = BeautifulSoup(client.get(place).content, "html.parser").main
    assert main.select_one("[name=website]"), place
    (notice,) = [
        hint for hint in main.select("p.hint") if hint.find("a", href="/datenschutz/")
    ]
    assert len(notice.get_text().split()) > 12
