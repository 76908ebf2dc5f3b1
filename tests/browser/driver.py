"""Chromium as the tests use it: German, headless, silent, with any user's settings."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tregks.demo.cast import PASSWORD

FLAGS = (
    "--headless=new",
    "--no-sandbox",  # containers and root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=de",
)
WIDE = (1280, 900)
PHONE = (320, 640)
WAIT_SECONDS = 30  # on a busy machine; nobody waits when all is well


def start_chromium() -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": "de-DE,de"})
    options.set_capability(
        "goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"}
    )
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    return webdriver.Chrome(options, service)


class Browser:
    """One person with one browser, looking at one portal."""

    # Logging in is slow by intention; a session is kept for each person and portal.
    _sessions: dict[tuple[str, str], dict[str, Any]] = {}

    def __init__(self, driver: webdriver.Chrome, portal: str) -> None:
        self.driver = driver
        self.portal = portal

    # --- The browser itself -------------------------------------------------------

    def cdp(self, command: str, **parameters: Any) -> dict[str, Any]:
        return self.driver.execute_cdp_cmd(command, parameters)

    def reset(self) -> None:
        """Like a browser that was just installed."""
        self.driver.get("about:blank")
        self.cdp("Network.enable")
        self.cdp("Network.clearBrowserCookies")
        self.cdp("Network.clearBrowserCache")
        self.cdp("Storage.clearDataForOrigin", origin=self.portal, storageTypes="all")
        self.settings()
        self.scripts(on=True)
        self.size(*WIDE)
        for log in ("browser", "performance"):
            self.driver.get_log(log)

    def size(self, width: int, height: int) -> None:
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def settings(
        self,
        *,
        dark: bool = False,
        forced_colours: bool = False,
        font_size: int = 16,
    ) -> None:
        """What people set in their system or browser; always calm, for steady tests."""
        features = {
            "prefers-color-scheme": "dark" if dark else "light",
            "forced-colors": "active" if forced_colours else "none",
            "prefers-reduced-motion": "reduce",
        }
        self.cdp(
            "Emulation.setEmulatedMedia",
            features=[{"name": n, "value": value} for n, value in features.items()],
        )
        self.cdp(
            "Page.setFontSizes", fontSizes={"standard": font_size, "fixed": font_size}
        )

    def scripts(self, *, on: bool) -> None:
        self.cdp("Emulation.setScriptExecutionDisabled", value=not on)

    def js(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    # --- What a person does -------------------------------------------------------

    def open(self, path: str) -> None:
        self.driver.get(path if path.startswith("http") else self.portal + path)

    def login(self, email: str) -> None:
        self.cdp("Network.clearBrowserCookies")
        key = (self.portal, email)
        if key not in self._sessions:
            self.open("/konto/login/")
            self.fill("login", email)
            self.fill("password", PASSWORD)
            self.submit("password")
            assert self.path != "/konto/login/", self.text
            cookie = self.driver.get_cookie("session")
            assert cookie, self.text
            self._sessions[key] = cookie
        else:
            self.driver.get(f"{self.portal}/healthz")
            self.driver.add_cookie(self._sessions[key])

    def press(self, *keys: str, shift: bool = False) -> None:
        actions = ActionChains(self.driver)
        if shift:
            actions.key_down(Keys.SHIFT)
        actions.send_keys(*keys)
        if shift:
            actions.key_up(Keys.SHIFT)
        actions.perform()

    def fill(self, name: str, value: str) -> None:
        field = self.find(f"main [name='{name}']")
        field.clear()
        field.send_keys(value)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Do something that leads to another page, and wait until that one is there."""
        self.js("window.left = false")
        yield
        self.wait(
            lambda: self.js(
                "return window.left !== false && document.readyState === 'complete'"
            ),
            "another page",
        )

    def submit(self, name: str) -> None:
        """Send the form that has a field of this name, with its button."""
        form = f"form:has([name='{name}'])"
        with self.leaving():
            self.find(
                f"main {form} button[type='submit'], main {form} button:not([type])"
            ).click()

    def tap(self, element: WebElement) -> None:
        """Click where no bar that stays at the edge of the window covers it."""
        self.js(
            "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})",
            element,
        )
        element.click()

    def click(self, text: str) -> None:
        """Follow the link or press the button with exactly this name."""
        for element in self.all("a, button, summary"):
            if element.is_displayed() and " ".join(element.text.split()) == text:
                self.tap(element)
                return
        raise AssertionError(f"no link or button “{text}” at {self.path}")

    def follow(self, text: str) -> None:
        """Click what leads to another page."""
        with self.leaving():
            self.click(text)

    # --- What a person sees -------------------------------------------------------

    @property
    def path(self) -> str:
        return urlsplit(self.driver.current_url).path

    @property
    def title(self) -> str:
        return self.driver.title

    @property
    def text(self) -> str:
        return self.find("body").text

    @property
    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def find(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def all(self, css: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def wait(self, condition: Any, what: str, seconds: float = WAIT_SECONDS) -> Any:
        """Ask again and again, also while one page replaces another."""
        deadline = time.monotonic() + seconds
        trouble = None
        while time.monotonic() < deadline:
            try:
                if answer := condition():
                    return answer
            except WebDriverException as error:
                trouble = error
            time.sleep(0.1)
        told = f"waited for {what} at {self.path}\n{self.text}"
        raise AssertionError(told) from trouble

    def screenshot(self, folder: str, name: str = "last") -> None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(Path(folder) / f"{name}.png"))
