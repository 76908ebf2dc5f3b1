"""Posts of a working group and the threads below them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from network import access, group_posts, limits
from network.models import Post, PostComment, WorkingGroup
from network.views.frame import MemberRequest
from network.views.group_frame import PER_PAGE, group_trail, show_inside

POSTS_PER_DAY = 30  # of one person
COMMENTS_PER_DAY = 200
DAY = timedelta(days=1)
HOW_TO_WRITE = _(
    "Leerzeilen trennen Absätze, Zeilen mit „- “ am Anfang werden eine Liste, Wörter "
    "zwischen *Sternchen* werden betont."
)


def posts_url(group: WorkingGroup) -> str:
    return reverse("groups:post_list", args=[group.slug])


@login_required
@require_safe
def post_list(request: MemberRequest, slug: str) -> HttpResponse:
    group = access.group_member(request.user, slug)
    posts = group.posts.visible_to(request.user).select_related("author")
    posts = posts.with_number_of_comments()
    page = Paginator(posts, PER_PAGE).get_page(request.GET.get("seite"))
    context = {"title": _("Beiträge"), "page_obj": page}
    return show_inside(request, group, "network/group_posts.html", context)


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ("title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"text": HOW_TO_WRITE}
        error_messages = {
            "title": {"required": _("Bitte schreiben Sie eine Überschrift.")},
            "text": {"required": _("Bitte schreiben Sie, worum es geht.")},
        }


class CommentForm(forms.ModelForm):
    class Meta:
        model = PostComment
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        labels = {"text": _("Ihr Kommentar")}
        help_texts = {"text": HOW_TO_WRITE}
        error_messages = {"text": {"required": _("Bitte schreiben Sie etwas.")}}


@login_required
def post_create(request: MemberRequest, slug: str) -> HttpResponse:
    group = access.group_at_work(request.user, slug)
    form = PostForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        who = str(request.user.pk)
        if limits.allowed("post", who, amount=POSTS_PER_DAY, per=DAY):
            post = group_posts.write_post(
                group=group, by=request.user, **form.cleaned_data
            )
            messages.success(request, _("Ihr Beitrag steht in der Gruppe."))
            return redirect(post)
        status = 429
        form.add_error(None, _too_many())
    context = {
        "title": _("Beitrag schreiben"),
        "trail": group_trail(group, (_("Beiträge"), posts_url(group))),
        "intro": _("Alle Mitglieder der Gruppe lesen ihn, sonst niemand."),
        "form": form,
        "button": _("Beitrag senden"),
        "back": posts_url(group),
    }
    return render(request, "network/form.html", context, status=status)


def _too_many() -> str:
    return str(
        _(
            "Sie haben heute schon sehr viel geschrieben. Ihr Text ist noch da. Bitte "
            "senden Sie ihn morgen noch einmal."
        )
    )


@login_required
def post_detail(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    """A post and its thread; sending the form adds to it."""
    group = access.group_member(request.user, slug)
    post = access.group_content(request.user, Post, group, key, "author")
    answer_to = answered_comment(post, request.GET.get("antwort", ""))
    form = CommentForm(request.POST or None)
    status = 200
    if request.method == "POST":
        access.group_at_work(request.user, slug)
        if form.is_valid():
            who = str(request.user.pk)
            if limits.allowed("comment", who, amount=COMMENTS_PER_DAY, per=DAY):
                comment = group_posts.write_comment(
                    post=post,
                    text=form.cleaned_data["text"],
                    answer_to=answer_to,
                    by=request.user,
                )
                messages.success(request, _("Ihr Kommentar ist gespeichert."))
                return redirect(address_in_thread(comment))
            status = 429
            form.add_error(None, _too_many())
    replies = PostComment.objects.select_related("author").with_hidden_reason()
    threads = (
        post.comments.threads()
        .select_related("author")
        .with_hidden_reason()
        .prefetch_related(Prefetch("replies", replies))
    )
    context = {
        "title": post.title,
        "trail": group_trail(group, (_("Beiträge"), posts_url(group))),
        "post": post,
        "page_obj": Paginator(threads, PER_PAGE).get_page(request.GET.get("seite")),
        "number_of_comments": post.comments.count(),
        "form": form,
        "answer_to": answer_to,
        "sees_hidden": request.user.has_perm("network.change_workinggroup"),
    }
    return show_inside(
        request, group, "network/group_post.html", context, status=status
    )


def answered_comment(post: Post, key: str) -> PostComment | None:
    """Which comment the address says is answered; nonsense counts as none."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    comments = post.comments.not_hidden().select_related("author", "parent__author")
    return comments.filter(key=wanted).first()


def address_in_thread(comment: PostComment) -> str:
    """The page of the thread on which a comment stands, and its place there."""
    root = comment.parent or comment
    before = PostComment.objects.threads().filter(
        Q(created_at__lt=root.created_at)
        | Q(created_at=root.created_at, pk__lt=root.pk),
        post=comment.post_id,
    )
    page = before.count() // PER_PAGE + 1
    query = f"?seite={page}" if page > 1 else ""
    return f"{comment.post.get_absolute_url()}{query}#kommentar-{comment.key}"


def comment_in(
    request: MemberRequest, slug: str, key: UUID, comment: UUID
) -> PostComment:
    """A comment of this post of this group; others do not exist here."""
    group = access.group_member(request.user, slug)
    post = access.group_content(request.user, Post, group, key)
    comments = post.comments.visible_to(request.user).select_related("parent")
    found: PostComment = get_object_or_404(comments, key=comment)
    return found


@login_required
@require_safe
def comment_show(
    request: MemberRequest, slug: str, key: UUID, comment: UUID
) -> HttpResponse:
    """The lasting address of a comment leads to where it stands today."""
    return redirect(address_in_thread(comment_in(request, slug, key, comment)))


@login_required
def post_edit(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    group = access.group_at_work(request.user, slug)
    post = access.group_content(request.user, Post, group, key)
    if post.author_id != request.user.pk:
        raise PermissionDenied
    form = PostForm(
        request.POST or None, initial={"title": post.title, "text": post.text}
    )
    if request.method == "POST" and form.is_valid():
        group_posts.edit_post(post=post, **form.cleaned_data)
        messages.success(request, _("Ihre Änderungen sind gespeichert."))
        return redirect(post)
    return _edit_page(request, group, post, _("Beitrag bearbeiten"), form)


@login_required
def comment_edit(
    request: MemberRequest, slug: str, key: UUID, comment: UUID
) -> HttpResponse:
    group = access.group_at_work(request.user, slug)
    found = comment_in(request, slug, key, comment)
    if found.author_id != request.user.pk:
        raise PermissionDenied
    form = CommentForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        group_posts.edit_comment(comment=found, text=form.cleaned_data["text"])
        messages.success(request, _("Ihre Änderungen sind gespeichert."))
        return redirect(address_in_thread(found))
    return _edit_page(request, group, found.post, _("Kommentar bearbeiten"), form)


def _edit_page(
    request: MemberRequest, group: WorkingGroup, post: Post, title: Any, form: Any
) -> HttpResponse:
    context = {
        "title": title,
        "trail": group_trail(
            group,
            (_("Beiträge"), posts_url(group)),
            (post.title, post.get_absolute_url()),
        ),
        "form": form,
        "button": _("Änderungen speichern"),
        "back": post.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


@login_required
@require_POST
def post_pin(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    """Speakers keep a post on top of the list, or let it go."""
    group = access.group_speaker(request.user, slug)
    post = access.group_content(request.user, Post, group, key)
    group_posts.pin_post(post=post, pinned=not post.is_pinned)
    messages.success(request, _("Ihre Änderungen sind gespeichert."))
    return redirect(post)
