"""All addresses. German without prefix, English below /en/; pages come last."""

from csp.decorators import csp_update
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from network.views import joining
from network.views.accounts import login_door
from network.views.notifications import unsubscribe
from tregks import my_area, strategy_pages, views
from tregks.cms.sitemaps import SITEMAPS
from tregks.cms.views import page, robots
from tregks.demo.mailbox import mailbox

admin_urls = decorate_urlpatterns(
    wagtailadmin_urls.urlpatterns, csp_update(settings.ADMIN_CONTENT_SECURITY)
)

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # One login for all: allauth's. Wagtail's own lead there (S-09).
    path("cms/login/", login_door, name="wagtailadmin_login"),
    path("cms/password_reset/<path:rest>", login_door),
    path("_util/login/", login_door, name="wagtailcore_login"),
    path("cms/password_reset/", login_door, name="wagtailadmin_password_reset"),
    path("cms/", include(admin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("medien/<path:path>", views.media, name="media"),
]

if settings.DEMO:
    urlpatterns += [
        path("postfach/", mailbox, name="mailbox"),
        path("postfach/<slug:name>/", mailbox, name="mailbox"),
    ]

urlpatterns += i18n_patterns(
    path("konto/", include("network.account_urls")),
    path("mitmachen/", joining.join, name="network_join"),
    path("mitmachen/regeln/", joining.rules, name="network_rules"),
    path("mitmachen/willkommen/", my_area.welcome, name="network_welcome"),
    path("netzwerk/", include("network.urls")),
    path("strategie/", strategy_pages.process, name="strategy_process"),
    path("strategie/kette/", strategy_pages.chain_view, name="strategy_chain"),
    path("strategie/dokument/", strategy_pages.document, name="strategy_document"),
    path(
        "strategie/dokument.pdf",
        strategy_pages.document_pdf,
        name="strategy_document_pdf",
    ),
    path("strategie/", include("strategy.urls")),
    path("arbeitsgruppen/", include("network.group_urls")),
    path("mein-bereich/", my_area.my_area, name="my_area"),
    path("mein-bereich/", include("network.notification_urls")),
    path("abmelden/<str:token>/", unsubscribe, name="unsubscribe"),
    path("", include("workshops.urls")),
    path("massnahmen/", include("measures.urls")),
    path("", include("tregks.cms.urls")),
    re_path(wagtail_urls.serve_pattern, page, name="wagtail_serve"),
    prefix_default_language=False,
)

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler429 = views.too_many_requests  # looked up by allauth
handler500 = views.server_error
