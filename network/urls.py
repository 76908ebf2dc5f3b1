"""Addresses below /netzwerk/."""

from django.urls import path

from network.views import (
    affiliations,
    moderation,
    notices,
    organisations,
    people,
)
from tregks.page_cache import kept

app_name = "network"

urlpatterns = [
    path("", kept(organisations.organisation_list), name="organisation_list"),
    path(
        "vorschlagen/", organisations.organisation_propose, name="organisation_propose"
    ),
    path("zugehoerigkeiten/", affiliations.affiliation_list, name="affiliation_list"),
    path(
        "zugehoerigkeiten/<int:pk>/",
        affiliations.affiliation_edit,
        name="affiliation_edit",
    ),
    path(
        "zugehoerigkeiten/<int:pk>/beenden/",
        affiliations.affiliation_end,
        name="affiliation_end",
    ),
    path("biete-suche/", kept(notices.notice_list), name="notice_list"),
    path("biete-suche/neu/", notices.notice_create, name="notice_create"),
    path("biete-suche/<uuid:key>/", notices.notice_detail, name="notice_detail"),
    path("biete-suche/<uuid:key>/bearbeiten/", notices.notice_edit, name="notice_edit"),
    path("biete-suche/<uuid:key>/beenden/", notices.notice_close, name="notice_close"),
    path(
        "biete-suche/<uuid:key>/antworten/", notices.notice_reply, name="notice_reply"
    ),
    path("biete-suche/<uuid:key>/pruefen/", notices.notice_check, name="notice_check"),
    path("personen/", people.person_list, name="person_list"),
    path("personen/<uuid:key>/", people.person_detail, name="person_detail"),
    path(
        "personen/<uuid:key>/nachricht/", people.person_message, name="person_message"
    ),
    path("profil/", people.profile_edit, name="profile_edit"),
    path("nachrichten/<uuid:key>/", people.message_reply, name="message_reply"),
    path("meldungen/", moderation.report_list, name="report_list"),
    path("melden/<slug:word>/<str:key>/", moderation.report_text, name="report_text"),
    # An organisation may have any name, so its address comes last.
    path("<slug:slug>/", organisations.organisation_detail, name="organisation_detail"),
    path(
        "<slug:slug>/bearbeiten/",
        organisations.organisation_edit,
        name="organisation_edit",
    ),
    path(
        "<slug:slug>/dazugehoeren/",
        affiliations.organisation_join,
        name="organisation_join",
    ),
    path(
        "<slug:slug>/nachricht/",
        organisations.organisation_message,
        name="organisation_message",
    ),
    path(
        "<slug:slug>/pruefen/",
        organisations.organisation_review,
        name="organisation_review",
    ),
    path(
        "<slug:slug>/rechte/",
        affiliations.organisation_people,
        name="organisation_people",
    ),
]
