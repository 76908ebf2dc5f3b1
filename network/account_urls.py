"""Addresses below /konto/. Names continue allauth's, which has no namespace."""

from django.urls import include, path

from network.views import accounts

urlpatterns = [
    path("", accounts.overview, name="account_overview"),
    path("name/", accounts.name, name="account_name"),
    path("daten/", accounts.data, name="account_data"),
    path("daten.json", accounts.data_file, name="account_data_file"),
    path("loeschen/", accounts.delete, name="account_delete"),
    path("", include("allauth.urls")),
]
