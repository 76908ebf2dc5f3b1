"""Addresses below /workshops/ and /termine/."""

from django.urls import path

from tregks.page_cache import kept
from workshops.views import calendar, day, organising, outcomes, public, registering

app_name = "workshops"

urlpatterns = [
    path("termine/kalender.ics", calendar.feed, name="feed"),
    path("termine/abonnieren/", calendar.subscribe, name="subscribe"),
    path("workshops/auswertung/", organising.statistics, name="statistics"),
    # Secrets stand in the query, which no log of ours keeps.
    path("workshops/anmeldung/", registering.status, name="status"),
    path(
        "workshops/anmeldung/kalender.ics",
        registering.status_calendar,
        name="status_calendar",
    ),
    path("workshops/anmeldung/rueckmeldung/", registering.feedback, name="feedback"),
    path("workshops/<slug:slug>/kalender.ics", public.download, name="calendar"),
    path("workshops/<slug:slug>/anmelden/", registering.register, name="register"),
    path("workshops/<slug:slug>/anmelden/gast/", registering.guest, name="guest"),
    path("workshops/<slug:slug>/leitung/", organising.overview, name="run"),
    path("workshops/<slug:slug>/leitung/anmelden/", organising.by_hand, name="by_hand"),
    path(
        "workshops/<slug:slug>/leitung/anmeldung/<int:pk>/",
        organising.one,
        name="registration",
    ),
    path(
        "workshops/<slug:slug>/leitung/nachricht/", organising.message, name="message"
    ),
    path(
        "workshops/<slug:slug>/leitung/einladungen/",
        organising.invitations,
        name="invitations",
    ),
    path(
        "workshops/<slug:slug>/leitung/veroeffentlichen/",
        organising.publish,
        name="publish",
    ),
    path(
        "workshops/<slug:slug>/leitung/absagen/", organising.call_off, name="call_off"
    ),
    path("workshops/<slug:slug>/leitung/kopieren/", organising.copy, name="copy"),
    path("workshops/<slug:slug>/leitung/bedarfe/", organising.needs, name="needs"),
    path("workshops/<slug:slug>/leitung/liste/", day.attendance, name="attendance"),
    path(
        "workshops/<slug:slug>/leitung/liste.xlsx",
        day.attendance_xlsx,
        name="attendance_xlsx",
    ),
    path("workshops/<slug:slug>/leitung/einlass/", day.check_in, name="check_in"),
    path(
        "workshops/<slug:slug>/leitung/namensschilder.pdf",
        day.name_tags,
        name="name_tags",
    ),
    path(
        "workshops/<slug:slug>/leitung/teilnahme.pdf",
        day.certificates,
        name="certificates",
    ),
    path("workshops/<slug:slug>/leitung/ergebnisse/", day.results, name="results"),
    path(
        "workshops/<slug:slug>/leitung/ergebnisse/faktor/",
        outcomes.factor_create,
        name="factor_create",
    ),
    path(
        "workshops/<slug:slug>/leitung/ergebnisse/idee/",
        outcomes.idea_create,
        name="idea_create",
    ),
    path(
        "workshops/<slug:slug>/leitung/ergebnisse/beschluss/",
        outcomes.decision_create,
        name="decision_create",
    ),
    path(
        "workshops/<slug:slug>/leitung/ergebnisse/<int:pk>/entfernen/",
        day.result_remove,
        name="result_remove",
    ),
    # The same for everybody without cookies.
    path("termine/", kept(calendar.calendar), name="dates"),
    path("workshops/", kept(public.workshop_list), name="list"),
    path("workshops/<slug:slug>/", kept(public.detail), name="detail"),
]
