"""What members of a working group write to each other."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from network.models.group_content import GroupContent, GroupContentQuerySet
from network.models.moderation import Moderated, ModerationCase, reportable
from network.models.users import User


class PostQuerySet(Moderated, GroupContentQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What the moderation has hidden is seen by its author and by managers."""
        inside = super().visible_to(user)
        if user.has_perm("network.change_workinggroup"):
            return inside
        hidden = ModerationCase.objects.hiding(self.model).values("object_id")
        return inside.filter(~Q(pk__in=hidden) | Q(author=user.pk))

    def with_number_of_comments(self) -> Self:
        """Counted for the rows that are shown, not for all before them."""
        counted = (
            PostComment.objects.filter(post=OuterRef("pk"))
            .order_by()
            .values("post")
            .annotate(number=Count("pk"))
        )
        return self.annotate(
            number_of_comments=Coalesce(Subquery(counted.values("number")), 0)
        )


@reportable("beitrag", texts=["title", "text"])
class Post(GroupContent):
    """A post in a working group, with a thread below it."""

    title = models.CharField(_("Überschrift"), max_length=150)
    text = models.TextField(_("Text"), max_length=10_000)
    edited_at = models.DateTimeField(_("geändert am"), null=True, editable=False)
    is_pinned = models.BooleanField(_("steht oben"), default=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beitrag")
        verbose_name_plural = _("Beiträge")
        ordering: ClassVar[list[str]] = ["-is_pinned", "-created_at", "-pk"]
        indexes = [
            models.Index(
                "group", F("is_pinned").desc(), F("created_at").desc(), name="post_list"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("groups:post_detail", args=[self.group.slug, self.key])


class PostCommentQuerySet(Moderated, models.QuerySet["PostComment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if user.has_perm("network.change_workinggroup"):
            return self
        hidden = ModerationCase.objects.hiding(self.model).values("object_id")
        return self.filter(
            ~Q(pk__in=hidden) | Q(author=user.pk),
            post__in=Post.objects.visible_to(user).values("pk"),
        )

    def threads(self) -> Self:
        """Comments on the post itself; replies stand below them."""
        return self.filter(parent=None)


@reportable("kommentar", texts=["text"])
class PostComment(models.Model):
    """A comment on a post, or a reply to one. Replies have no replies of their own."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(
        Post,
        verbose_name=_("Beitrag"),
        on_delete=models.CASCADE,
        related_name="comments",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("Antwort auf"),
        null=True,
        on_delete=models.CASCADE,
        related_name="replies",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text = models.TextField(_("Kommentar"), max_length=3000)
    created_at = models.DateTimeField(
        _("angelegt am"), default=timezone.now, editable=False
    )
    edited_at = models.DateTimeField(_("geändert am"), null=True, editable=False)

    objects = PostCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kommentar")
        verbose_name_plural = _("Kommentare")
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["post", "parent", "created_at"], name="comment_list")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="postcomment_not_below_itself",
            )
        ]

    def __str__(self) -> str:
        return Truncator(self.text).words(8, truncate=" …")

    def get_absolute_url(self) -> str:
        """Leads to the page of the thread on which the comment stands."""
        return reverse(
            "groups:comment_show", args=[self.post.group.slug, self.post.key, self.key]
        )
