"""What can be done with posts and comments of a working group."""

from django.db import transaction
from django.utils import timezone

from network.models import Post, PostComment, User, WorkingGroup
from network.notifications import notify


@transaction.atomic
def write_post(*, group: WorkingGroup, title: str, text: str, by: User) -> Post:
    """Say something to the whole group. Its size costs the worker time, not the writer."""
    post = Post.objects.create(group=group, title=title, text=text, author=by)
    notify(
        key=f"post:{post.pk}",
        kind="post",
        title=f"{by.name} schreibt in der {group.name}: {title}",
        text=text,
        target=post,
        by=by,
        group=group,
        to_group=True,
    )
    return post


@transaction.atomic
def edit_post(*, post: Post, title: str, text: str) -> None:
    """Correct a post; readers see that it was changed, nobody is told anew."""
    if (post.title, post.text) != (title, text):
        post.title, post.text, post.edited_at = title, text, timezone.now()
        post.save(update_fields=["title", "text", "edited_at"])


@transaction.atomic
def pin_post(*, post: Post, pinned: bool) -> None:
    post.is_pinned = pinned
    post.save(update_fields=["is_pinned"])


@transaction.atomic
def write_comment(
    *, post: Post, text: str, by: User, answer_to: PostComment | None = None
) -> PostComment:
    """Comment on a post, or reply to a comment; whom it answers hears of it at once.

    A reply to a reply stands below the same comment.
    """
    parent = answer_to and (answer_to.parent or answer_to)
    comment = PostComment.objects.create(post=post, parent=parent, text=text, author=by)
    answered = (
        {answer_to.author, parent.author} if answer_to and parent else {post.author}
    )
    notify(
        key=f"comment:{comment.pk}",
        kind="comment",
        title=f"{by.name} antwortet Ihnen: {post.title}",
        text=text,
        target=comment,
        by=by,
        people=[person for person in answered if person],
        group=post.group,
        immediate=True,
    )
    return comment


@transaction.atomic
def edit_comment(*, comment: PostComment, text: str) -> None:
    if comment.text != text:
        comment.text, comment.edited_at = text, timezone.now()
        comment.save(update_fields=["text", "edited_at"])
