"""Addresses below /arbeitsgruppen/."""

from django.urls import path

from network.views import (
    group_documents,
    group_feeds,
    group_meetings,
    group_members,
    group_posts,
    group_tasks,
    groups,
)
from tregks.page_cache import kept

app_name = "groups"

POST = "<slug:slug>/beitraege/<uuid:key>/"
COMMENT = f"{POST}kommentare/<uuid:comment>/"
MEETING = "<slug:slug>/treffen/<uuid:key>/"
TASK = "<slug:slug>/aufgaben/<uuid:key>/"
DECISION = "<slug:slug>/beschluesse/<uuid:key>/"
DOCUMENT = "<slug:slug>/dokumente/<uuid:key>/"

urlpatterns = [
    path("", kept(groups.group_list), name="group_list"),
    path("<slug:slug>/", groups.group_detail, name="group_detail"),
    path("<slug:slug>/beitreten/", groups.group_join, name="group_join"),
    path("<slug:slug>/zurueckziehen/", groups.group_withdraw, name="group_withdraw"),
    path("<slug:slug>/verlassen/", groups.group_leave, name="group_leave"),
    # Members
    path("<slug:slug>/mitglieder/", group_members.member_list, name="member_list"),
    path("<slug:slug>/mitglieder/neu/", group_members.member_add, name="member_add"),
    path(
        "<slug:slug>/mitglieder/<int:pk>/entfernen/",
        group_members.member_end,
        name="member_end",
    ),
    # Posts
    path("<slug:slug>/beitraege/", group_posts.post_list, name="post_list"),
    path("<slug:slug>/beitraege/feed/", group_feeds.post_feed, name="post_feed"),
    path("<slug:slug>/beitraege/neu/", group_posts.post_create, name="post_create"),
    path(POST, group_posts.post_detail, name="post_detail"),
    path(f"{POST}bearbeiten/", group_posts.post_edit, name="post_edit"),
    path(f"{POST}anheften/", group_posts.post_pin, name="post_pin"),
    path(COMMENT, group_posts.comment_show, name="comment_show"),
    path(f"{COMMENT}bearbeiten/", group_posts.comment_edit, name="comment_edit"),
    # Meetings
    path("<slug:slug>/treffen/", group_meetings.meeting_list, name="meeting_list"),
    path(
        "<slug:slug>/treffen/neu/", group_meetings.meeting_create, name="meeting_create"
    ),
    path(MEETING, group_meetings.meeting_detail, name="meeting_detail"),
    path(f"{MEETING}aendern/", group_meetings.meeting_edit, name="meeting_edit"),
    path(f"{MEETING}absagen/", group_meetings.meeting_cancel, name="meeting_cancel"),
    path(
        f"{MEETING}protokoll/", group_meetings.meeting_minutes, name="meeting_minutes"
    ),
    path(
        f"{MEETING}treffen.ics",
        group_meetings.meeting_calendar,
        name="meeting_calendar",
    ),
    # Tasks
    path("<slug:slug>/aufgaben/", group_tasks.task_list, name="task_list"),
    path("<slug:slug>/aufgaben/neu/", group_tasks.task_create, name="task_create"),
    path(TASK, group_tasks.task_detail, name="task_detail"),
    path(f"{TASK}bearbeiten/", group_tasks.task_edit, name="task_edit"),
    path(f"{TASK}stand/", group_tasks.task_move, name="task_move"),
    # Decisions
    path("<slug:slug>/beschluesse/", group_tasks.decision_list, name="decision_list"),
    path(
        "<slug:slug>/beschluesse/neu/",
        group_tasks.decision_create,
        name="decision_create",
    ),
    path(DECISION, group_tasks.decision_detail, name="decision_detail"),
    path(f"{DECISION}bearbeiten/", group_tasks.decision_edit, name="decision_edit"),
    # Documents
    path("<slug:slug>/dokumente/", group_documents.document_list, name="document_list"),
    path(
        "<slug:slug>/dokumente/neu/",
        group_documents.document_create,
        name="document_create",
    ),
    path(DOCUMENT, group_documents.document_serve, name="document_serve"),
    path(
        f"{DOCUMENT}loeschen/", group_documents.document_delete, name="document_delete"
    ),
    # For programs
    path("<slug:slug>/kalender.ics", group_feeds.group_calendar, name="group_calendar"),
    path("<slug:slug>/abonnieren/", group_feeds.subscribe, name="subscribe"),
]
