"""All addresses. German without prefix, English below /en/; pages come last."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from tregks import views
from tregks.demo.mailbox import mailbox

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("cms/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("medien/<path:path>", views.media, name="media"),
]

if settings.DEMO:
    urlpatterns += [
        path("postfach/", mailbox, name="mailbox"),
        path("postfach/<slug:name>/", mailbox, name="mailbox"),
    ]

urlpatterns += i18n_patterns(
    path("konto/", include("allauth.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error
