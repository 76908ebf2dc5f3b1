"""Menu, breadcrumb and language switch: one query for everything around a page."""

from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from tregks.cms.models import BasePage
from tregks.cms.tree import HOME_DEPTH, STEP, address
from tregks.page_cache import remembered

Item = dict[str, Any]


class Around(NamedTuple):
    """What the frame needs of a page; a whole one would cost ten times as much."""

    title: str
    path: str
    depth: int
    url_path: str
    translation_key: UUID
    show_in_menus: bool
    language: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Asks the database only when a template uses its values."""
    return {
        "navigation": SimpleLazyObject(lambda: menu(request) + areas(request)),
        "areas": SimpleLazyObject(lambda: areas(request)),
        "trail": SimpleLazyObject(lambda: trail(request)),
        "languages": SimpleLazyObject(lambda: languages(request)),
    }


def menu(request: HttpRequest) -> list[Item]:
    """Pages marked for the menu, two levels deep, with what is shown now."""
    page, keys = shown_page(request), trail_keys(request)
    items: dict[UUID, Item] = {}
    parents = {around.path: around.translation_key for around in surroundings(request)}
    for around in localized(request):
        if not around.show_in_menus or around.depth == HOME_DEPTH:
            continue
        key = around.translation_key
        item = {
            "title": around.title,
            "url": address(around),
            "language": foreign(around),
            "current": "",
            "children": [],
        }
        if page and key == page.translation_key:
            item["current"] = "page"
        elif key in keys:
            item["current"] = "section"
        if around.depth == HOME_DEPTH + 1:
            items[key] = item
        elif parent := items.get(parents.get(around.path[:-STEP], key)):
            parent["children"].append(item)
    return list(items.values())


def areas(request: HttpRequest) -> list[Item]:
    """Parts of the portal that are no pages of the tree. Lists of people ask for the login."""
    return [
        _area(
            request,
            _("Strategie"),
            "strategy_process",
            (_("Szenariolabor"), "strategy:field_list"),
            (_("Szenarien"), "strategy:scenario_list"),
            (_("Zukunftsbilder"), "strategy:vision_list"),
            (_("Vom Szenario zur Strategie"), "strategy_chain"),
            (_("Transformationsstrategie"), "strategy_document"),
        ),
        _area(
            request,
            _("Maßnahmen"),
            "measures:measure_list",
            (_("Überblick in Bildern"), "measures:overview"),
            (_("Stand der Umsetzung"), "measures:implementation_list"),
            (_("Rückmeldungen"), "measures:feedback_list"),
        ),
        _area(
            request,
            _("Netzwerk"),
            "network:organisation_list",
            (_("Arbeitsgruppen"), "groups:group_list"),
            (_("Biete / Suche"), "network:notice_list"),
            (_("Personen"), "network:person_list"),
        ),
        _area(
            request, _("Termine"), "workshops:dates", (_("Workshops"), "workshops:list")
        ),
        _area(request, _("Mitmachen"), "network_join"),
    ]


def _area(
    request: HttpRequest, title: str, route: str, *below: tuple[str, str]
) -> Item:
    url = reverse(route)
    children = [_area(request, *child) for child in below]
    current = "section" if request.path.startswith(url) else ""
    if any(child["current"] for child in children):
        current = "section"
    if request.path == url:
        current = "page"
    return {
        "title": title,
        "url": url,
        "language": "",
        "current": current,
        "children": children,
    }


def trail(request: HttpRequest) -> list[Item]:
    """The pages above the shown one, home page first."""
    keys = trail_keys(request)
    return [
        {"title": page.title, "url": address(page), "language": foreign(page)}
        for page in localized(request)
        if page.depth == HOME_DEPTH or page.translation_key in keys
    ]


def languages(request: HttpRequest) -> list[Item]:
    """Every language with the address of the same content, or of its substitute."""
    page, active = shown_page(request), get_language()
    versions = {
        around.language: around
        for around in surroundings(request)
        if page and around.translation_key == page.translation_key
    }
    return [
        {
            "code": code,
            "name": name,
            "current": code == active,
            "url": address(
                versions.get(code) or versions.get(settings.LANGUAGE_CODE) or page, code
            )
            if page
            else translate_url(request.get_full_path(), code),
        }
        for code, name in settings.LANGUAGES
    ]


def shown_page(request: HttpRequest) -> BasePage | None:
    """The page that BasePage.get_context has noted, if a page is shown at all."""
    return getattr(request, "shown_page", None)


def surroundings(request: HttpRequest) -> list[Around]:
    """Menu, ancestors and translations, once for each request; German pages first."""
    known = getattr(request, "_surroundings", None)
    if known is None:
        page = shown_page(request)
        # Without a page it is the same everywhere.
        known = (
            _surroundings(page)
            if page
            else remembered(request, "surroundings", lambda: _surroundings(None))
        )
        request._surroundings = known  # type: ignore[attr-defined]  # ours alone
    return known


def _surroundings(page: BasePage | None) -> list[Around]:
    wanted = Q(depth=HOME_DEPTH) | Q(
        show_in_menus=True, depth__in=[HOME_DEPTH + 1, HOME_DEPTH + 2]
    )
    if page:
        wanted |= Q(path__in=page.ancestor_paths())
        wanted |= Q(translation_key=page.translation_key)
    rows = (
        Page.objects.live()
        .filter(wanted)
        .order_by("path")
        .values_list(
            "title",
            "path",
            "depth",
            "url_path",
            "translation_key",
            "show_in_menus",
            "locale__language_code",
        )
    )
    return [Around(*row) for row in rows]


def localized(request: HttpRequest) -> list[Around]:
    """One page for each translation: in the language of the request, else German."""
    active = get_language()
    best: dict[UUID, Around] = {}
    for page in surroundings(request):
        code = page.language
        if code == active or (
            code == settings.LANGUAGE_CODE and page.translation_key not in best
        ):
            best[page.translation_key] = page
    return list(best.values())


def trail_keys(request: HttpRequest) -> set[UUID]:
    page = shown_page(request)
    above = set(page.ancestor_paths()) if page else set()
    return {
        around.translation_key
        for around in surroundings(request)
        if around.path in above
    }


def foreign(page: Around) -> str:
    """The language of a title, where it differs from the one around it."""
    code = page.language
    return "" if code == get_language() else code
