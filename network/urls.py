"""Addresses below /netzwerk/."""

from django.urls import path

from network.views import affiliations, organisations, people

app_name = "network"

urlpatterns = [
    path("", organisations.organisation_list, name="organisation_list"),
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
    path("personen/", people.person_list, name="person_list"),
    path("personen/<uuid:key>/", people.person_detail, name="person_detail"),
    path(
        "personen/<uuid:key>/nachricht/", people.person_message, name="person_message"
    ),
    path("profil/", people.profile_edit, name="profile_edit"),
    path("nachrichten/<uuid:key>/", people.message_reply, name="message_reply"),
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
