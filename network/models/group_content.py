"""What all things in the inner life of a working group have in common."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models.groups import WorkingGroup
from network.models.users import User


class GroupContentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Members of the group see it as long as they are members, and managers."""
        if user.has_perm("network.change_workinggroup"):
            return self
        groups = WorkingGroup.objects.visible_to(user).of_member(user)
        return self.filter(group__in=groups.values("pk"))


class GroupContent(models.Model):
    """Belongs to one group for ever. Whoever wrote it may be gone."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("Arbeitsgruppe"),
        on_delete=models.CASCADE,
        related_name="%(class)ss",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(
        _("angelegt am"), default=timezone.now, editable=False
    )

    class Meta:
        abstract = True
