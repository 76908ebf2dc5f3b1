import time_machine
from bs4 import BeautifulSoup
from django import forms
from django.http import QueryDict

from tregks.forms import FilterForm, SpamGuard


class Example(forms.Form):
    email = forms.EmailField(label="E-Mail-Adresse", help_text="Für die Antwort.")
    name = forms.CharField(label="Name", required=False)
    password = forms.CharField(label="Passwort", widget=forms.PasswordInput)
    group = forms.ChoiceField(
        label="Akteursgruppe",
        help_text="Nur eine.",
        choices=[("a", "Unternehmen"), ("b", "Zivilgesellschaft")],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label="Ich habe die Hinweise gelesen.")

    def clean(self):
        if self.cleaned_data.get("name") == "doppelt":
            raise forms.ValidationError("Diese Anmeldung gibt es schon.")


class Guarded(SpamGuard):
    message = forms.CharField(label="Nachricht")


COMPLETE = {"email": "a@b.example", "password": "x", "group": "a", "agreed": "on"}


def soup(form):
    return BeautifulSoup(str(form), "html.parser")


def described(html, control):
    ids = control["aria-describedby"].split()
    return " ".join(html.find(id=each).get_text(" ", strip=True) for each in ids)


def test_label_belongs_to_its_control_and_says_whether_it_is_required():
    html = soup(Example())
    labels = {
        label.get_text(" ", strip=True): label["for"] for label in html.select("label")
    }
    assert labels["E-Mail-Adresse (Pflichtfeld)"] == "id_email"
    assert labels["Name (freiwillig)"] == "id_name"
    assert all(html.find(id=target) for target in labels.values())


def test_hint_stands_before_its_control_and_describes_it():
    html = soup(Example())
    control = html.find(id="id_email")
    assert described(html, control) == "Für die Antwort."
    assert html.find(id="id_email_helptext") in control.find_all_previous()


def test_choices_form_a_named_group_described_by_its_hint():
    html = soup(Example())
    group = html.find("fieldset")
    assert group.legend.get_text(" ", strip=True) == "Akteursgruppe (Pflichtfeld)"
    assert described(html, group) == "Nur eine."
    assert len(group.select("input[type=radio]")) == 2


def test_untouched_form_has_no_summary_and_no_invalid_field():
    html = soup(Example())
    assert not html.select("[role=alert], [aria-invalid]")


def test_browser_does_not_call_an_untouched_choice_invalid():
    html = soup(Example())
    assert not html.select("[required]")
    needed = {each["name"] for each in html.select("[aria-required=true]")}
    assert needed == {"email", "password", "agreed"}
    assert not html.select("[type=radio][aria-required]")


def test_empty_post_marks_every_required_field_and_describes_the_error():
    html = soup(Example({}))
    assert {each["name"] for each in html.select("[aria-invalid=true]")} == {
        "email",
        "password",
        "group",
        "agreed",
    }
    text = described(html, html.find(id="id_email"))
    assert text.startswith("Für die Antwort. Fehler:")


def test_summary_counts_the_errors_takes_focus_and_links_to_each_field():
    html = soup(Example({}))
    summary = html.select_one("[role=alert]")
    assert summary.h2.get_text() == "Bitte prüfen Sie 4 Angaben"
    assert summary["tabindex"] == "-1"
    assert summary.has_attr("autofocus")
    targets = [link["href"].removeprefix("#") for link in summary.select("a")]
    assert targets == ["id_email", "id_password", "id_group_0", "id_agreed"]
    assert all(html.find(id=target) for target in targets)


def test_summary_speaks_of_one_error_in_the_singular():
    html = soup(Example(COMPLETE | {"email": "kaputt"}))
    assert html.select_one("[role=alert] h2").get_text() == "Bitte prüfen Sie 1 Angabe"


def test_error_of_the_whole_form_stands_in_the_summary_without_a_link():
    html = soup(Example(COMPLETE | {"name": "doppelt"}))
    summary = html.select_one("[role=alert]")
    assert summary.h2.get_text() == "Bitte prüfen Sie Ihre Angaben"
    assert summary.li.get_text() == "Diese Anmeldung gibt es schon."
    assert not summary.select("a")


def test_password_is_not_sent_back_and_its_button_waits_for_the_script():
    html = soup(Example(COMPLETE | {"email": "kaputt"}))
    assert not html.find(id="id_password").has_attr("value")
    assert html.select_one("button[data-reveal=id_password]").has_attr("hidden")


def test_error_text_is_escaped():
    form = Example(COMPLETE)
    form.add_error("name", "<script>alert(1)</script>")
    assert not soup(form).select("script")


# --- Filters ----------------------------------------------------------------------


class Filter(FilterForm):
    q = forms.CharField(label="Suchwort", required=False)
    status = forms.MultipleChoiceField(
        label="Status",
        required=False,
        choices=[("entwurf", "Entwurf"), ("umsetzung", "In Umsetzung")],
    )


def chips(query):
    return {chip["label"]: chip["url"] for chip in Filter(QueryDict(query)).chips}


def test_each_chosen_value_becomes_a_chip_that_leads_back_without_it():
    assert chips("q=strom&status=entwurf&status=umsetzung&seite=3") == {
        "Suchwort: strom": "?status=entwurf&status=umsetzung",
        "Status: Entwurf": "?q=strom&status=umsetzung",
        "Status: In Umsetzung": "?q=strom&status=entwurf",
    }


def test_empty_filter_has_no_chips():
    assert chips("q=&seite=2") == {}


def test_nonsense_in_the_address_is_no_filter_and_no_error():
    form = Filter(QueryDict("q=strom&status=unsinn"))
    assert form.chosen == {"q": "strom"}
    assert not soup(form).select(".alert, .invalid")


def test_filter_does_not_call_its_fields_voluntary():
    assert "freiwillig" not in soup(Filter(QueryDict())).get_text()


# --- Spam guard -------------------------------------------------------------------


def posted(form, **changes):
    """What a browser would send back from this rendered form."""
    fields = soup(form).select("input[name], textarea[name]")
    return {each["name"]: each.get("value", "") for each in fields} | changes


def test_honeypot_is_hidden_from_everyone_with_its_label():
    wrapper = soup(Guarded()).find(id="id_website").find_parent("div")
    assert wrapper.has_attr("hidden")
    assert wrapper.label.get_text() == "Dieses Feld bitte leer lassen"


def test_form_sent_after_some_time_is_accepted():
    with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
        data = posted(Guarded(), message="Hallo")
        clock.shift(20)
        assert Guarded(data).is_valid()


def test_form_left_open_for_days_is_accepted():
    with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
        data = posted(Guarded(), message="Hallo")
        clock.shift(5 * 24 * 3600)
        assert Guarded(data).is_valid()


def test_form_sent_at_once_comes_back_complete_and_is_accepted_the_second_time():
    with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
        form = Guarded(posted(Guarded(), message="Hallo"))
        assert not form.is_valid()
        assert form.has_error("__all__", code="spam")
        again = posted(form)
        assert again["message"] == "Hallo"
        clock.shift(20)
        assert Guarded(again).is_valid()


def test_form_without_or_with_forged_stamp_gets_a_new_one():
    for stamp in ("", "opened:1tUnYc:forged"):
        with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
            form = Guarded({"message": "Hallo", "opened": stamp})
            assert form.has_error("__all__", code="spam")
            again = posted(form)
            clock.shift(20)
            assert Guarded(again).is_valid()


def test_filled_honeypot_is_refused_and_emptied_for_the_second_try():
    with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
        data = posted(Guarded(), message="Hallo", website="https://spam.example")
        clock.shift(20)
        form = Guarded(data)
        assert form.has_error("__all__", code="spam")
        assert posted(form)["website"] == ""
        assert Guarded(posted(form)).is_valid()


def test_guard_works_in_a_form_with_prefix():
    with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
        data = posted(Guarded(prefix="kontakt"))
        data["kontakt-message"] = "Hallo"
        clock.shift(20)
        assert Guarded(data, prefix="kontakt").is_valid()
