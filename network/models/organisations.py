"""Organisations of the network, and who belongs to them."""

import re
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import (
    SearchQuery,
    SearchVector,
    SearchVectorField,
)
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from network.models.moderation import Moderated, reportable
from network.models.sorting import GermanSortKey
from network.models.topics import Topic
from network.models.users import User
from tregks.slugs import free_slug

# Addresses below /netzwerk/ that are no organisations.
RESERVED_SLUGS = {
    "biete-suche",
    "melden",
    "meldungen",
    "nachrichten",
    "personen",
    "profil",
    "vorschlagen",
    "zugehoerigkeiten",
}


class StakeholderGroup(models.TextChoices):
    """The eight groups whose balance the network watches; their number is fixed."""

    COMPANIES = "unternehmen", _("Unternehmen")
    ADMINISTRATION = "verwaltung", _("Öffentliche Verwaltung")
    EMPLOYEES = "arbeitnehmer", _("Arbeitnehmervertretung")
    EMPLOYERS = "arbeitgeber", _("Arbeitgebervertretung")
    TRAINING = "berufsbildung", _("Berufsbildung")
    RESEARCH = "forschung", _("Hochschule und Forschung")
    CHAMBERS = "kammern", _("Kammern und Verbände")
    CIVIL_SOCIETY = "zivilgesellschaft", _("Zivilgesellschaft")


def search_query(words: str) -> SearchQuery:
    """German word forms as on a search engine, or beginnings of all the words."""
    query = SearchQuery(words, config="german", search_type="websearch")
    if beginnings := re.findall(r"\w+", words):
        raw = " & ".join(f"{word}:*" for word in beginnings)
        query |= SearchQuery(raw, config="simple", search_type="raw")
    return query


class OrganisationQuerySet(Moderated, models.QuerySet["Organisation"]):
    def published(self) -> "OrganisationQuerySet":
        """What everybody sees: published, and not hidden by the moderation."""
        return self.not_hidden().filter(state=Organisation.State.PUBLISHED)

    def proposed(self) -> "OrganisationQuerySet":
        return self.filter(state=Organisation.State.PROPOSED)

    def visible_to(self, user: User | AnonymousUser) -> "OrganisationQuerySet":
        """Everybody sees what is published, contacts also what waits or is hidden."""
        if user.has_perm("network.change_organisation"):
            return self
        if not user.is_authenticated:
            return self.published()
        own = Affiliation.objects.contacts().filter(person=user)
        return self.published() | self.filter(
            state__in=[Organisation.State.PROPOSED, Organisation.State.PUBLISHED],
            pk__in=own.values("organisation"),
        )

    def search(self, words: str) -> "OrganisationQuerySet":
        return self.filter(search_vector=search_query(words))

    def with_initial(self, letter: str) -> "OrganisationQuerySet":
        """Names that begin with this letter; "0" stands for whatever is no letter."""
        if letter == "0":
            return self.exclude(sort_key__regex="^[a-z]")
        return self.filter(sort_key__startswith=letter)

    def named(self, name: str) -> "OrganisationQuerySet":
        """The same name, whatever its case, umlauts and punctuation."""
        return self.filter(sort_key=GermanSortKey(models.Value(name)))


@reportable(
    "organisation",
    texts=["name", "description", "website"],
    author="",
    lookup="slug",
)
class Organisation(index.Indexed, models.Model):
    """A company, authority, union, school, association … in the directory.

    `network.organisations` proposes, publishes, archives and merges.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("vorgeschlagen")
        PUBLISHED = "published", _("veröffentlicht")
        ARCHIVED = "archived", _("archiviert")

    name = models.CharField(_("Name"), max_length=150)
    slug = models.SlugField(
        _("Kürzel"),
        max_length=80,
        unique=True,
        help_text=_("Letzter Teil der Adresse des Eintrags."),
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.PROPOSED
    )
    stakeholder_group = models.CharField(
        _("Akteursgruppe"), max_length=20, choices=StakeholderGroup
    )
    municipality = models.CharField(
        _("Ort"), max_length=80, help_text=_("Stadt oder Gemeinde, zum Beispiel Kassel")
    )
    topics = models.ManyToManyField(
        Topic,
        verbose_name=_("Handlungsfelder"),
        blank=True,
        related_name="organisations",
    )
    description = models.TextField(
        _("Beschreibung"),
        max_length=3000,
        blank=True,
        help_text=_(
            "Was tut Ihre Organisation, und was bringt sie ins Netzwerk ein? "
            "Der Anfang steht auch in der Liste."
        ),
    )
    website = models.URLField(
        _("Website"),
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("zum Beispiel https://www.firma.de"),
    )
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("Logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("vorgeschlagen von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(
        _("angelegt am"), default=timezone.now, editable=False
    )
    # Where the address of a merged duplicate leads.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("zusammengeführt mit"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="merged_from",
        editable=False,
    )
    sort_key = models.GeneratedField(
        expression=GermanSortKey("name"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    search_vector = models.GeneratedField(
        expression=SearchVector("name", weight="A", config="simple")
        + SearchVector("name", weight="A", config="german")
        + SearchVector("municipality", weight="B", config="simple")
        + SearchVector("description", weight="C", config="german"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = OrganisationQuerySet.as_manager()

    # For the search over the whole portal; the directory has its own column.
    search_fields: ClassVar = [
        index.SearchField("name", boost=3),
        index.SearchField("municipality"),
        index.SearchField("description"),
    ]

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering: ClassVar[list[str]] = ["sort_key", "pk"]
        indexes = [
            # Holds all that filters count, so that counting reads no texts.
            models.Index(
                fields=["state", "sort_key"],
                include=["id", "stakeholder_group", "municipality"],
                name="organisation_list",
            ),
            GinIndex(fields=["search_vector"], name="organisation_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stakeholder_group__in=StakeholderGroup.values),
                name="organisation_stakeholder_group",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state="archived"),
                name="organisation_merged_is_archived",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=models.F("pk")),
                name="organisation_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = free_slug(
                self.name,
                others=Organisation.objects.exclude(pk=self.pk),
                otherwise="organisation",
                reserved=RESERVED_SLUGS,
            )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("network:organisation_detail", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": _("Unter dieser Adresse steht schon eine Seite des Portals.")}
            )

    @property
    def teaser(self) -> str:
        """The beginning of the description, for lists."""
        return Truncator(self.description.partition("\n")[0]).words(24, truncate=" …")

    @property
    def website_label(self) -> str:
        """The address as people say it: firma.de instead of https://www.firma.de/"""
        return re.sub(r"^https?://(www\.)?", "", self.website).rstrip("/")

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    def contacts(self) -> models.QuerySet[User]:
        """Who looks after the entry and gets what is written to the organisation."""
        return User.objects.filter(
            affiliations__organisation=self,
            affiliations__is_contact=True,
            is_active=True,
        )

    def may_be_edited_by(self, user: User | AnonymousUser) -> bool:
        """Managers always; contacts unless the entry is in the archive."""
        if user.has_perm("network.change_organisation"):
            return True
        if not user.is_authenticated or self.state == self.State.ARCHIVED:
            return False
        return self.affiliations.contacts().filter(person=user).exists()


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def contacts(self) -> "AffiliationQuerySet":
        return self.filter(is_contact=True)

    def speakers(self) -> "AffiliationQuerySet":
        """Who may speak for an organisation that is in the directory."""
        return self.filter(
            may_speak=True, organisation__state=Organisation.State.PUBLISHED
        )

    def vouched_for(self) -> "AffiliationQuerySet":
        """Not only the person says so: the organisation has given them a part."""
        return self.filter(Q(is_contact=True) | Q(may_speak=True))


class Affiliation(models.Model):
    """A person belongs to an organisation. Their own statement, until it gives rights."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Person"),
        on_delete=models.CASCADE,
        related_name="affiliations",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        on_delete=models.CASCADE,
        related_name="affiliations",
    )
    position = models.CharField(
        _("Funktion"),
        max_length=120,
        blank=True,
        help_text=_("zum Beispiel Betriebsrätin oder Leiter Personal"),
    )
    since = models.DateField(_("seit"), null=True, blank=True)
    is_contact = models.BooleanField(
        _("Ansprechperson"),
        default=False,
        help_text=_("Pflegt den Eintrag und erteilt Rederechte."),
    )
    may_speak = models.BooleanField(_("darf für sie sprechen"), default=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Rederecht erteilt von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    granted_at = models.DateTimeField(
        _("Rederecht erteilt am"), null=True, blank=True, editable=False
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zugehörigkeit")
        verbose_name_plural = _("Zugehörigkeiten")
        ordering: ClassVar[list[str]] = ["organisation__sort_key", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], name="affiliation_once"
            ),
            models.CheckConstraint(
                condition=Q(may_speak=True, granted_at__isnull=False)
                | Q(may_speak=False, granted_at__isnull=True, granted_by__isnull=True),
                name="affiliation_speaking_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"
