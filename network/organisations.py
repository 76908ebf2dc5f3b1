"""What can be done with organisations and with who belongs to them."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from network import limits
from network.models import Affiliation, Notice, Organisation, Profile, Topic, User
from network.outbox import queue_mail

State = Organisation.State
# What apps that come later hold about organisations moves along when two become one:
# they append a function to MERGES in `AppConfig.ready`. It runs inside the transaction.
MERGES: list[Callable[[Organisation, Organisation], None]] = []
NEWS_PER_DAY = 20  # how many entries hear of one person


@transaction.atomic
def propose_organisation(
    *, organisation: Organisation, topics: Iterable[Topic], position: str, by: User
) -> Organisation:
    """Put a new organisation up for review; who proposes it will look after it."""
    organisation.state = State.PROPOSED
    organisation.proposed_by = by
    organisation.save()
    organisation.topics.set(topics)
    Affiliation.objects.create(
        organisation=organisation, person=by, position=position, is_contact=True
    )
    settle_named(by=by)
    log(organisation, "organisation.propose", user=by)
    for manager in User.objects.permitted("change_organisation"):
        _tell(manager, "organisation_proposed", organisation=organisation)
    return organisation


@transaction.atomic
def edit_organisation(
    *,
    organisation: Organisation,
    changed: Iterable[str],
    topics: Iterable[Topic],
    by: User,
) -> None:
    """Save these fields of an entry and no others, which somebody else may edit."""
    fields = set(changed)
    if not fields:
        return
    if "topics" in fields:
        organisation.topics.set(topics)
    organisation.save(update_fields=fields - {"topics"})
    log(organisation, "wagtail.edit", user=by, data={"fields": sorted(fields)})


@transaction.atomic
def publish_organisation(*, organisation: Organisation, by: User) -> None:
    """Show an entry in the directory and tell its contacts."""
    organisation = _locked(organisation)
    if organisation.state == State.PUBLISHED:
        return
    if organisation.merged_into_id:
        raise ValidationError(
            _("Dieser Eintrag wurde mit einem anderen zusammengeführt.")
        )
    organisation.state = State.PUBLISHED
    organisation.save(update_fields=["state"])
    log(organisation, "organisation.publish", user=by)
    if organisation.proposed_by:
        trust(organisation.proposed_by)
    for contact in organisation.contacts():
        _tell(contact, "organisation_published", organisation=organisation)


def trust(person: User) -> None:
    """Somebody has read a first text of this person, and it was no spam."""
    Profile.objects.get_or_create(user=person)
    Profile.objects.filter(user=person, trusted_at=None).update(
        trusted_at=timezone.now()
    )


@transaction.atomic
def archive_organisation(*, organisation: Organisation, by: User) -> None:
    """Take an entry out of the directory, or refuse a proposal. It can come back."""
    organisation = _locked(organisation)
    if organisation.state == State.ARCHIVED:
        return
    organisation.state = State.ARCHIVED
    organisation.save(update_fields=["state"])
    log(organisation, "organisation.archive", user=by)


@transaction.atomic
def merge_organisations(
    *, duplicate: Organisation, into: Organisation, by: User
) -> None:
    """Make two entries one. Nobody loses a place or a right, no address goes dead.

    Who belongs to both keeps the earlier date, every right and the position noted at
    the entry that remains.
    """
    if duplicate == into:
        raise ValidationError(_("Bitte wählen Sie zwei verschiedene Einträge."))
    # Always in the same order, so that two merges cannot wait for each other.
    locked = Organisation.objects.select_for_update(no_key=True).order_by("pk")
    both = {item.pk: item for item in locked.filter(pk__in=[duplicate.pk, into.pk])}
    duplicate, into = both[duplicate.pk], both[into.pk]
    if into.state == State.ARCHIVED:
        raise ValidationError(_("Der Eintrag, der bleiben soll, liegt im Archiv."))
    kept = {item.person_id: item for item in into.affiliations.all()}
    for moving in duplicate.affiliations.all():
        if twin := kept.get(moving.person_id):
            _unite(twin, moving)
            moving.delete()
        else:
            moving.organisation = into
            moving.save(update_fields=["organisation"])
    into.topics.add(*duplicate.topics.all())
    duplicate.notices.update(organisation=into)
    for move in MERGES:
        move(duplicate, into)
    Organisation.objects.filter(merged_into=duplicate).update(merged_into=into)
    duplicate.state = State.ARCHIVED
    duplicate.merged_into = into
    duplicate.save(update_fields=["state", "merged_into"])
    log(duplicate, "organisation.merge", user=by, data={"into": into.pk})
    log(into, "organisation.absorb", user=by, data={"duplicate": duplicate.pk})


def _unite(kept: Affiliation, other: Affiliation) -> None:
    kept.position = kept.position or other.position
    kept.since = min(filter(None, [kept.since, other.since]), default=None)
    kept.is_contact |= other.is_contact
    if other.may_speak and not kept.may_speak:
        kept.may_speak = True
        kept.granted_at, kept.granted_by = other.granted_at, other.granted_by
    kept.save()


# --- Who belongs to it, and who may speak for it ----------------------------------------


@transaction.atomic
def join_organisation(
    *, organisation: Organisation, position: str, since: date | None, by: User
) -> Affiliation:
    """Say that one belongs to an organisation. Its contacts hear of it."""
    affiliation, is_new = Affiliation.objects.get_or_create(
        organisation=organisation,
        person=by,
        defaults={"position": position, "since": since},
    )
    settle_named(by=by)
    if is_new and _is_news(affiliation):
        for contact in organisation.contacts():
            _tell(contact, "affiliation_new", affiliation=affiliation)
    return affiliation


@transaction.atomic
def join_named(*, by: User) -> None:
    """Join the organisation named with the account, if the directory knows just one."""
    name = _named_by(by)
    if not name:
        return
    found = list(Organisation.objects.published().named(name)[:2])
    if len(found) == 1:
        join_organisation(organisation=found[0], position="", since=None, by=by)


def settle_named(*, by: User) -> None:
    """Ask no more for the organisation that was named with the account."""
    Profile.objects.filter(user=by).exclude(named_organisation="").update(
        named_organisation=""
    )


def _named_by(person: User) -> str:
    names = Profile.objects.filter(user=person).values_list("named_organisation")
    return next((name for (name,) in names), "")


def _is_news(affiliation: Affiliation) -> bool:
    """Leaving and coming back tells nobody anew, or mail would have no end (S-19)."""
    person, day = affiliation.person_id, timedelta(days=1)
    pair = f"{person}:{affiliation.organisation_id}"
    return limits.allowed("affiliation-to", pair, amount=1, per=day) and limits.allowed(
        "affiliation", str(person), amount=NEWS_PER_DAY, per=day
    )


@transaction.atomic
def end_affiliation(*, affiliation: Affiliation, by: User) -> None:
    """Leave an organisation, or correct somebody's wrong statement."""
    log(
        affiliation.organisation,
        "affiliation.end",
        user=by,
        data={"person": affiliation.person_id},
    )
    if affiliation.person != by:
        _tell(affiliation.person, "affiliation_ended", affiliation=affiliation)
    _take_name_off_notices(affiliation)
    affiliation.delete()


@transaction.atomic
def grant_speaking(*, affiliation: Affiliation, by: User) -> None:
    """Let somebody speak for the organisation, for example in consultations."""
    affiliation = _locked_affiliation(affiliation)
    if affiliation.may_speak:
        return
    if not affiliation.organisation.is_published:
        raise ValidationError(_("Dieser Eintrag ist noch nicht veröffentlicht."))
    affiliation.may_speak = True
    affiliation.granted_by, affiliation.granted_at = by, timezone.now()
    affiliation.save(update_fields=["may_speak", "granted_by", "granted_at"])
    _note_and_tell(affiliation, "affiliation.grant", by)


@transaction.atomic
def withdraw_speaking(*, affiliation: Affiliation, by: User) -> None:
    affiliation = _locked_affiliation(affiliation)
    if not affiliation.may_speak:
        return
    affiliation.may_speak = False
    affiliation.granted_by = affiliation.granted_at = None
    affiliation.save(update_fields=["may_speak", "granted_by", "granted_at"])
    if not affiliation.is_contact:
        _take_name_off_notices(affiliation)
    _note_and_tell(affiliation, "affiliation.withdraw", by)


@transaction.atomic
def make_contact(*, affiliation: Affiliation, by: User) -> None:
    """Let somebody look after the entry and grant rights."""
    affiliation = _locked_affiliation(affiliation)
    if affiliation.is_contact:
        return
    affiliation.is_contact = True
    affiliation.save(update_fields=["is_contact"])
    _note_and_tell(affiliation, "affiliation.contact", by)


@transaction.atomic
def release_contact(*, affiliation: Affiliation, by: User) -> None:
    affiliation = _locked_affiliation(affiliation)
    if not affiliation.is_contact:
        return
    affiliation.is_contact = False
    affiliation.save(update_fields=["is_contact"])
    if not affiliation.may_speak:
        _take_name_off_notices(affiliation)
    _note_and_tell(affiliation, "affiliation.release", by)


def _take_name_off_notices(affiliation: Affiliation) -> None:
    """Whoever has no part in an organisation any more writes for themselves only."""
    Notice.objects.filter(
        author=affiliation.person, organisation=affiliation.organisation
    ).update(organisation=None)


def _note_and_tell(affiliation: Affiliation, action: str, by: User) -> None:
    data = {"person": affiliation.person_id}
    log(affiliation.organisation, action, user=by, data=data)
    if affiliation.person != by:
        _tell(affiliation.person, "affiliation_changed", affiliation=affiliation)


def _locked(organisation: Organisation) -> Organisation:
    """The row as it is now; nobody else changes it until the transaction ends."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _locked_affiliation(affiliation: Affiliation) -> Affiliation:
    rows = Affiliation.objects.select_related("organisation", "person")
    return rows.select_for_update(of=["self"], no_key=True).get(pk=affiliation.pk)


def _tell(person: User, template: str, **context: object) -> None:
    queue_mail(
        to=person.email,
        template=template,
        context={"person": person} | context,
        language=settings.LANGUAGE_CODE,
    )
