"""Addresses below /netzwerk/."""

from django.urls import path

from network.views import organisations

app_name = "network"

urlpatterns = [
    path("", organisations.organisation_list, name="organisation_list"),
    # An organisation may have any name, so its address comes last.
    path("<slug:slug>/", organisations.organisation_detail, name="organisation_detail"),
]
