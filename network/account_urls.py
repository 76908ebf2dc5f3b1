"""Addresses below /konto/. Names continue allauth's, which has no namespace."""

from django.urls import include, path

from network.views import accounts, downloads

urlpatterns = [
    path("", accounts.overview, name="account_overview"),
    path("name/", accounts.name, name="account_name"),
    path("daten/", accounts.data, name="account_data"),
    path("downloads/", downloads.download_list, name="account_downloads"),
    path("downloads/<uuid:key>/", downloads.download, name="account_download"),
    path(
        "downloads/<uuid:key>/datei/",
        downloads.download_file,
        name="account_download_file",
    ),
    path(
        "downloads/<uuid:key>/private-datei/",
        downloads.private_file,
        name="account_private_file",
    ),
    path("loeschen/", accounts.delete, name="account_delete"),
    path("", include("allauth.urls")),
]
