"""Workshops: when, where, for whom, with what."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable
from wagtail.search import index

from network.models import Topic, User, WorkingGroup
from tregks.slugs import free_slug

# Addresses below /workshops/ that are no workshops.
RESERVED_SLUGS = {"anmeldung", "auswertung"}
# Whoever cancels later than this before the beginning hardly leaves time to move up.
LATE = timedelta(days=2)

web_address = URLValidator(schemes=["http", "https"])


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def shown(self) -> "WorkshopQuerySet":
        """What has ever been announced; called-off ones say so."""
        return self.exclude(state=Workshop.State.DRAFT)

    def visible_to(self, user: User | AnonymousUser) -> "WorkshopQuerySet":
        """Everybody sees what is open to everybody or to all members. Workshops of
        a group or by invitation are seen by those whom they concern."""
        if user.has_perm("workshops.change_workshop"):
            return self
        open_ones = Q(restriction__in=Workshop.OPEN_RESTRICTIONS)
        if not user.is_authenticated:
            return self.shown().filter(open_ones)
        groups = WorkingGroup.objects.of_member(user)
        spoken_for = WorkingGroup.objects.filter(
            memberships__person=user,
            memberships__is_speaker=True,
            memberships__state="active",
        )
        mine = Q(restriction="group", group__in=groups) | Q(
            pk__in=user.registrations.active().values("workshop")
        )
        return self.filter(
            Q(group__in=spoken_for) | (~Q(state="draft") & (open_ones | mine))
        )

    def coming(self) -> "WorkshopQuerySet":
        return self.filter(end__gte=timezone.now()).order_by("start", "pk")

    def past(self) -> "WorkshopQuerySet":
        return self.filter(end__lt=timezone.now()).order_by("-start", "-pk")

    def with_numbers(self) -> "WorkshopQuerySet":
        """With `taken` seats and the length of the `queue`."""
        return self.annotate(
            taken=Count("registrations", filter=Q(registrations__seat__isnull=False)),
            queue=Count("registrations", filter=Q(registrations__state="waiting")),
        )


class Workshop(index.Indexed, ClusterableModel):
    """A workshop. `workshops.actions` changes it, `workshops.registration` fills it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in Vorbereitung")
        PUBLISHED = "published", _("veröffentlicht")
        CANCELLED = "cancelled", _("abgesagt")

    class Form(models.TextChoices):
        PLACE = "place", _("vor Ort")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("vor Ort und online")

    class Restriction(models.TextChoices):
        NONE = "none", _("für alle")
        MEMBERS = "members", _("für Mitglieder des Netzwerks")
        GROUP = "group", _("für die Arbeitsgruppe")
        INVITATION = "invitation", _("nur mit Einladung")

    OPEN_RESTRICTIONS = ("none", "members")

    title = models.CharField(_("Titel"), max_length=150)
    slug = models.SlugField(
        _("Kürzel"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Letzter Teil der Adresse. Leer: entsteht aus dem Titel."),
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    lead = models.TextField(
        _("Kurz gesagt"),
        max_length=400,
        help_text=_("Ein bis drei Sätze: Worum geht es, was kommt heraus?"),
    )
    description = models.TextField(
        _("Beschreibung"),
        max_length=8000,
        blank=True,
        help_text=_(
            "Absätze durch Leerzeilen trennen; Zeilen mit „- “ werden zur Liste."
        ),
    )
    audience = models.CharField(
        _("Für wen"),
        max_length=300,
        blank=True,
        help_text=_("Wer soll kommen, und was sollte man mitbringen oder wissen?"),
    )
    start = models.DateTimeField(_("Beginn"))
    end = models.DateTimeField(_("Ende"))
    form = models.CharField(_("Form"), max_length=10, choices=Form, default=Form.PLACE)
    place = models.CharField(
        _("Ort"),
        max_length=150,
        blank=True,
        help_text=_("Name des Hauses und des Raums"),
    )
    address = models.CharField(_("Anschrift"), max_length=200, blank=True)
    directions = models.TextField(_("Anfahrt"), max_length=1500, blank=True)
    barriers = models.TextField(
        _("Barrierefreiheit"),
        max_length=2000,
        help_text=_(
            "Pflicht: Zugang ohne Stufen, Aufzug, Toilette, Höranlage, Parkplatz, "
            "Licht; bei Online-Terminen: Programm, Bedienung mit Tastatur, Einwahl per "
            "Telefon. Nennen Sie auch, was nicht geht."
        ),
    )
    online_url = models.CharField(
        _("Zugang online"),
        max_length=500,
        blank=True,
        validators=[web_address],
        help_text=_("Nur Angemeldete sehen ihn, und erst kurz vorher."),
    )
    online_hours = models.PositiveSmallIntegerField(
        _("Zugang zeigen ab (Stunden vorher)"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 14)],
    )
    language = models.CharField(_("Sprache"), max_length=100, default="Deutsch")
    interpreting = models.CharField(
        _("Dolmetschen"),
        max_length=300,
        blank=True,
        help_text=_("Gebärdensprache oder andere Sprachen; was auf Anfrage geht"),
    )
    captions = models.CharField(
        _("Untertitel und Mitschrift"), max_length=300, blank=True
    )
    contact_name = models.CharField(_("Ansprechperson"), max_length=150)
    contact_email = models.EmailField(_("E-Mail der Ansprechperson"))
    group = models.ForeignKey(
        WorkingGroup,
        verbose_name=_("Arbeitsgruppe"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="workshops",
        help_text=_("Ihre Sprecher:innen leiten den Workshop mit."),
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("Handlungsfeld"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="workshops",
    )
    capacity = models.PositiveSmallIntegerField(
        _("Plätze"),
        validators=[MinValueValidator(1), MaxValueValidator(5000)],
        help_text=_(
            "Begleitung und Assistenz zählen nicht mit. Weniger Plätze als Angemeldete "
            "nehmen niemandem den Platz: Es rückt nur niemand nach."
        ),
    )
    opens_at = models.DateTimeField(
        _("Anmeldung ab"), null=True, blank=True, help_text=_("Leer: sofort")
    )
    closes_at = models.DateTimeField(
        _("Anmeldung bis"), null=True, blank=True, help_text=_("Leer: bis zum Beginn")
    )
    restriction = models.CharField(
        _("Wer sich anmelden kann"),
        max_length=10,
        choices=Restriction,
        default=Restriction.NONE,
    )
    minutes = models.TextField(_("Protokoll"), max_length=20_000, blank=True)
    # What was mailed: the number of announced changes, which calendars follow.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    # The number given last on the waiting list; none is given twice.
    last_queue_number = models.PositiveIntegerField(default=0, editable=False)
    cancel_reason = models.CharField(
        _("Grund der Absage"), max_length=500, blank=True, editable=False
    )
    created_at = models.DateTimeField(
        _("angelegt am"), default=timezone.now, editable=False
    )

    objects = WorkshopQuerySet.as_manager()

    # What the page of a workshop shows to everybody who may see it.
    search_fields: ClassVar = [
        index.SearchField("title", boost=3),
        index.SearchField("lead"),
        index.SearchField("description"),
        index.SearchField("audience"),
        index.SearchField("place"),
        index.SearchField("minutes"),
    ]

    class Meta:
        verbose_name = _("Workshop")
        verbose_name_plural = _("Workshops")
        ordering: ClassVar[list[str]] = ["start", "pk"]
        indexes = [
            models.Index(fields=["start"], name="workshop_start"),
            models.Index(fields=["end"], name="workshop_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="workshop_ends_after_start",
                violation_error_message=_("Das Ende liegt nicht nach dem Beginn."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="workshop_has_seats"
            ),
            models.CheckConstraint(
                condition=~Q(barriers=""), name="workshop_tells_barriers"
            ),
            models.CheckConstraint(
                condition=~Q(restriction="group") | Q(group__isnull=False),
                name="workshop_of_a_group",
                violation_error_message=_("Bitte wählen Sie die Arbeitsgruppe."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="workshop_window",
                violation_error_message=_(
                    "Die Anmeldung endet nicht, bevor sie beginnt."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        problems = {}
        if self.form != self.Form.ONLINE and not self.place:
            problems["place"] = gettext("Bitte nennen Sie den Ort.")
        if self.slug in RESERVED_SLUGS:
            problems["slug"] = gettext("Diese Adresse ist vergeben.")
        if problems:
            raise ValidationError(problems)

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            self.slug = free_slug(
                self.title,
                others=Workshop.objects.exclude(pk=self.pk),
                otherwise="workshop",
                reserved=RESERVED_SLUGS,
            )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("workshops:detail", args=[self.slug])

    # --- Who runs it ----------------------------------------------------------------

    def may_be_run_by(self, user: User | AnonymousUser) -> bool:
        return user.has_perm("workshops.change_workshop") or (
            self.group is not None and self.group.has_speaker(user)
        )

    # --- When -----------------------------------------------------------------------

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_past(self) -> bool:
        return self.end < timezone.now()

    @property
    def last_call(self) -> datetime:
        """When the registration closes; from this moment on it is too late."""
        return min(self.closes_at or self.start, self.start)

    def window(self, now: datetime) -> str:
        """Whether one can register: "early", "open" or "closed"."""
        if self.opens_at and now < self.opens_at:
            return "early"
        return "open" if now < self.last_call else "closed"

    @property
    def window_now(self) -> str:
        """For pages; the database's clock decides when somebody registers."""
        return self.window(timezone.now())

    @property
    def shows_access(self) -> bool:
        """Whether those who are registered see the way in already."""
        soon = self.start - timedelta(hours=self.online_hours)
        return bool(self.online_url) and soon <= timezone.now() <= self.end

    @property
    def access_from(self) -> datetime:
        return self.start - timedelta(hours=self.online_hours)

    @property
    def duration_words(self) -> str:
        """'3 Stunden', '2 Stunden 30 Minuten', '2 Tage'."""
        days = (
            timezone.localtime(self.end).date() - timezone.localtime(self.start).date()
        ).days
        if days:
            return ngettext("%(n)d Tag", "%(n)d Tage", days + 1) % {"n": days + 1}
        hours, minutes = divmod((self.end - self.start) // timedelta(minutes=1), 60)
        words = []
        if hours:
            words.append(
                ngettext("%(n)d Stunde", "%(n)d Stunden", hours) % {"n": hours}
            )
        if minutes:
            words.append(
                ngettext("%(n)d Minute", "%(n)d Minuten", minutes) % {"n": minutes}
            )
        return " ".join(words)

    @property
    def where(self) -> str:
        """One line for lists, mails and calendars."""
        if self.form == self.Form.ONLINE:
            return gettext("online")
        where = ", ".join(filter(None, [self.place, self.address]))
        if self.form == self.Form.HYBRID:
            return gettext("%(place)s und online") % {"place": where}
        return where

    # --- Seats. Lists count with the query (`with_numbers`) ---------------------------

    @cached_property
    def taken(self) -> int:
        return self.registrations.seated().count()

    @cached_property
    def queue(self) -> int:
        return self.registrations.waiting().count()

    @property
    def free(self) -> int:
        return 0 if self.queue else max(0, self.capacity - self.taken)

    @property
    def seats_words(self) -> str:
        """How full it is, in words."""
        if self.is_cancelled:
            return gettext("abgesagt")
        if self.is_past:
            return gettext("vorbei")
        if self.free:
            return ngettext("%(n)d Platz frei", "%(n)d Plätze frei", self.free) % {
                "n": self.free
            }
        return gettext("ausgebucht, %(n)d auf der Warteliste") % {"n": self.queue}

    @property
    def seats_tone(self) -> str:
        if self.is_cancelled:
            return "error"
        return "" if self.is_past else "success" if self.free else "warning"

    @property
    def seats_icon(self) -> str:
        if self.is_cancelled:
            return "rejected"
        return "completed" if self.is_past else "seat"


# --- What belongs to it ---------------------------------------------------------------


class AgendaItem(Orderable):
    workshop = ParentalKey(Workshop, on_delete=models.CASCADE, related_name="agenda")
    time = models.CharField(
        _("Uhrzeit"), max_length=30, blank=True, help_text=_("zum Beispiel 9:30 Uhr")
    )
    title = models.CharField(_("Was"), max_length=150)
    method = models.CharField(
        _("Methode"),
        max_length=200,
        blank=True,
        help_text=_("zum Beispiel Kleingruppen, Cross-Impact-Bögen, Vortrag"),
    )
    roles = models.CharField(
        _("Rollen"),
        max_length=200,
        blank=True,
        help_text=_("Wer leitet an, wer berichtet?"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("Programmpunkt")
        verbose_name_plural = _("Programm")

    def __str__(self) -> str:
        return self.title


class Question(Orderable):
    """Something to ask of those who register."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("Auswahl")
        YES_NO = "yes_no", _("ja oder nein")

    workshop = ParentalKey(Workshop, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("Frage"), max_length=200)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.TEXT)
    choices = models.TextField(
        _("Auswahl"), max_length=1000, blank=True, help_text=_("Eine Antwort je Zeile")
    )
    required = models.BooleanField(_("Pflicht"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("Frage bei der Anmeldung")
        verbose_name_plural = _("Fragen bei der Anmeldung")

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.kind == self.Kind.CHOICE and len(self.options) < 2:
            raise ValidationError(
                {"choices": gettext("Bitte nennen Sie mindestens zwei Antworten.")}
            )

    @property
    def options(self) -> list[str]:
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class Material(Orderable):
    workshop = ParentalKey(Workshop, on_delete=models.CASCADE, related_name="material")
    title = models.CharField(_("Titel"), max_length=150)
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        verbose_name=_("Datei"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    url = models.CharField(
        _("oder Adresse"), max_length=500, blank=True, validators=[web_address]
    )

    class Meta(Orderable.Meta):
        verbose_name = _("Material")
        verbose_name_plural = _("Material")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False) | ~Q(url=""),
                name="material_leads_somewhere",
                violation_error_message=_("Bitte wählen Sie Datei oder Adresse."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Photo(Orderable):
    workshop = ParentalKey(Workshop, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("Bild"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    caption = models.CharField(_("Bildunterschrift"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("Foto")
        verbose_name_plural = _("Fotos")

    def __str__(self) -> str:
        return self.caption or str(self.image)
