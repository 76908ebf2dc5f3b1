"""Accounts with a real browser: the mailed code, passkeys, attacks on passkeys (S-11)."""

import time
from collections.abc import Iterator

import pytest
from selenium.webdriver.common.virtual_authenticator import (
    Transport,
    VirtualAuthenticatorOptions,
)

from tests.browser.driver import Browser
from tregks.forms import SpamGuard

PASSWORD = "vier lose Wolken tanzen"


@pytest.fixture
def named(browser: Browser) -> Browser:
    """The same portal under a name: browsers keep no passkeys for figures."""
    browser.portal = browser.portal.replace("127.0.0.1", "localhost")
    browser.reset()
    return browser


@pytest.fixture
def device(named: Browser) -> Iterator[Browser]:
    """A computer that can keep passkeys and recognises its owner's finger."""
    options = VirtualAuthenticatorOptions(
        transport=Transport.INTERNAL,
        has_resident_key=True,
        has_user_verification=True,
        is_user_verified=True,
    )
    named.driver.add_virtual_authenticator(options)
    yield named
    named.driver.remove_virtual_authenticator()


def code_for(browser: Browser, email: str) -> str:
    """Look into the demo's mailbox until the mail is there, newest first."""

    def newest() -> str:
        browser.open("/postfach/")
        cards = [card.text for card in browser.all("main .card") if email in card.text]
        return cards[0] if cards else ""

    card = browser.wait(newest, "mail", seconds=90)
    return card.split("\n")[0].rpartition(" ")[2]


def sign_up(browser: Browser, email: str) -> None:
    browser.open("/konto/signup/")
    browser.fill("name", "Ada Lovelace")
    browser.fill("email", email)
    browser.fill("password1", PASSWORD)
    browser.find("[name='stakeholder_group'] option[value='unternehmen']").click()
    browser.find("[name='rules']").click()
    time.sleep(SpamGuard.MINIMUM_TIME.total_seconds())  # as people do
    browser.submit("password1")
    assert browser.path == "/konto/confirm-email/"
    code = code_for(browser, email)
    browser.open(f"/konto/confirm-email/?code={code}")
    browser.submit("code")
    assert browser.path == "/mitmachen/willkommen/"


def add_passkey(browser: Browser) -> None:
    browser.open("/konto/2fa/webauthn/add/")
    browser.follow("Passkey hinzufügen")
    browser.wait(lambda: "Der Passkey ist hinzugefügt" in browser.text, "the passkey")


def log_out(browser: Browser) -> None:
    browser.open("/konto/logout/")
    with browser.leaving():
        browser.find("main form button").click()
    assert browser.path == "/"


def test_signing_up_and_logging_in_with_a_passkey(device: Browser) -> None:
    sign_up(device, "passkey@example.org")
    add_passkey(device)
    log_out(device)

    device.open("/konto/login/")
    device.follow("Mit Passkey anmelden")

    assert device.path == "/mein-bereich/"
    assert "Ada Lovelace" in device.text


def test_a_passkey_that_is_not_known_is_explained(device: Browser) -> None:
    device.open("/konto/login/")
    device.click("Mit Passkey anmelden")
    device.wait(
        lambda: "Das hat mit dem Passkey nicht geklappt" in device.text,
        "the explanation",
        seconds=70,
    )
    assert device.path == "/konto/login/"


# Ask the device to prove itself, and hand over what it says as often as told.
PROVE = """
const [times, done] = arguments;
const send = (credential) => fetch("/konto/2fa/webauthn/login/", {
  method: "POST",
  body: new URLSearchParams({
    credential: JSON.stringify(credential),
    csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value,
  }),
});
(async () => {
  const headers = {Accept: "application/json"};
  const answer = await fetch("/konto/2fa/webauthn/login/", {headers});
  const credential = await webauthnJSON.get((await answer.json()).request_options);
  change(credential);
  const paths = [];
  for (let n = 0; n < times; n++) {
    paths.push(new URL((await send(credential)).url).pathname);
    await cookieStore.getAll();
    await fetch("/konto/logout/", {method: "POST", body: new URLSearchParams({
      csrfmiddlewaretoken: (await (await fetch("/konto/login/")).text())
        .match(/csrfmiddlewaretoken" value="([^"]+)"/)?.[1] ?? "",
    })});
  }
  done(paths);
})().catch((error) => done([String(error)]));
"""


LIES = {
    "somebody else": "credential.response.userHandle = btoa('1').replaceAll('=', '')",
    "unknown key": "credential.id = credential.rawId = 'AAAAAAAAAAAAAAAAAAAAAA'",
    "wrong origin": (
        "credential.response.clientDataJSON = btoa(atob(credential.response"
        ".clientDataJSON).replace('localhost', 'evil.example')).replaceAll('=', '')"
    ),
    "wrong signature": (
        "credential.response.signature = credential.response.signature"
        ".split('').reverse().join('')"
    ),
}


def test_only_an_honest_proof_logs_in_and_only_once(device: Browser) -> None:
    sign_up(device, "proof@example.org")
    add_passkey(device)
    log_out(device)
    for change in [*LIES.values(), ""]:
        device.open("/konto/login/")
        script = f"const change = (credential) => {{ {change} }};{PROVE}"
        first, replay = device.driver.execute_async_script(script, 2)
        assert (first == "/mein-bereich/") is (change == ""), (change, first)
        assert replay != "/mein-bereich/", (change, replay)
