"""Addresses of notifications, below /mein-bereich/."""

from django.urls import path

from network.views import notifications

app_name = "notifications"

urlpatterns = [
    path("benachrichtigungen/", notifications.inbox, name="list"),
    path("benachrichtigungen/gelesen/", notifications.read_all, name="read_all"),
    path("benachrichtigungen/<uuid:key>/", notifications.open_one, name="open"),
    path("einstellungen/", notifications.settings, name="settings"),
]
