"""What the strategy publishes: written as drafts, released by workflow, told as a story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    ModelLogEntry,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from tregks.slugs import free_slug

STORY_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
UNDESCRIBED = _("Bitte beschreiben Sie, was auf dem Bild zu sehen ist.")


@dataclass(frozen=True)
class PublishedVersion:
    """A text that others have seen; `number` counts them from 1."""

    number: int
    at: datetime
    url: str
    revision_id: int | None = None


class Released(
    WorkflowMixin,
    LockableMixin,
    DraftStateMixin,
    RevisionMixin,
    index.Indexed,
    models.Model,
):
    """Drafts, workflow, an address of its name, published versions.

    Wagtail's log says what was published when. `strategy.versions` compares the words.
    """

    UNNAMED = ""  # the address where a name has no letters
    # Fields whose words are compared between versions.
    WORDS: ClassVar[tuple[str, ...]] = ()

    slug = models.SlugField(
        _("Kürzel"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Letzter Teil der Adresse. Leer: aus dem Namen."),
    )

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="%(class)s")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(class)s",
        for_concrete_model=False,
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            others = type(self)._default_manager.exclude(pk=self.pk)
            self.slug = free_slug(str(self), others=others, otherwise=self.UNNAMED)
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """The admin writes into its last revision while somebody types. One that has
        been published stays as it was; a new one follows."""
        last = kwargs.get("overwrite_revision")
        if last and last.pk in {each.revision_id for each in self.published_versions()}:
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    @property
    def revisions(self) -> models.QuerySet:
        return self._revisions

    def published_versions(self) -> list[PublishedVersion]:
        """The newest first: one query."""
        return versions_of_each([self])[self.pk]

    def successors(self) -> list[models.Model]:
        """Published things that may have taken its place."""
        return []

    def version_url(self, number: int) -> str:
        name = f"strategy:{self._meta.model_name}_version"
        return reverse(name, args=[self.slug, number])


def versions_of_each(things: Sequence[Released]) -> dict[int, list[PublishedVersion]]:
    """Of several things of one type, the newest first: one query."""
    found: dict[int, list[PublishedVersion]] = {thing.pk: [] for thing in things}
    if not things:
        return found
    publications = (
        ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(things[0]),
            object_id__in=[str(thing.pk) for thing in things],
            action="wagtail.publish",
            revision__isnull=False,
        )
        .order_by("timestamp", "pk")
        .values_list("object_id", "revision_id", "timestamp")
    )
    by_pk = {str(thing.pk): thing for thing in things}
    for pk, revision_id, at in publications:
        versions = found[by_pk[pk].pk]
        # The same text twice in a row, as after a break, is one version.
        if not versions or versions[0].revision_id != revision_id:
            number = len(versions) + 1
            url = by_pk[pk].version_url(number)
            versions.insert(0, PublishedVersion(number, at, url, revision_id))
    return found


class Story(PreviewableMixin, Released):
    """A future with a name, a story, a picture, and the same in plain language."""

    WORDS = ("name", "lead", "story", "plain_language", "picture_description")

    name = models.CharField(_("Name"), max_length=120)
    lead = models.TextField(
        _("Kurz gesagt"),
        max_length=400,
        help_text=_("Ein oder zwei Sätze für Listen: Was ist das für eine Zukunft?"),
    )
    story = RichTextField(
        _("Geschichte"),
        features=STORY_FEATURES,
        blank=True,
        help_text=_("Wie leben und arbeiten die Menschen dann, und wie kam es dazu?"),
    )
    plain_language = models.TextField(
        _("In einfacher Sprache"),
        max_length=5000,
        blank=True,
        help_text=_("Kurze Sätze, keine Fachwörter. Eine Leerzeile trennt Absätze."),
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("Bild"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_description = models.CharField(
        _("Bildbeschreibung"),
        max_length=300,
        blank=True,
        help_text=_("Was ist zu sehen? Für Menschen, die das Bild nicht sehen."),
    )

    search_fields: ClassVar[list] = [
        index.SearchField("name", boost=2),
        index.SearchField("lead"),
        index.SearchField("story"),
        index.SearchField("plain_language"),
        index.FilterField("live"),
    ]

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(picture=None) | ~Q(picture_description=""),
                name="%(class)s_picture_described",
                violation_error_message=UNDESCRIBED,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.picture_id and not self.picture_description:
            raise ValidationError({"picture_description": UNDESCRIBED})
