"""Gives what the demo publishes a past."""

from datetime import datetime

from wagtail.models import ModelLogEntry, Revision

from strategy.models.released import PublishedVersion, Released


def publish_at(thing: Released, at: datetime) -> PublishedVersion:
    """Publish what the thing says now as a version of that day."""
    thing.save_revision().publish(skip_permission_checks=True)
    return date_publication(thing, at)


def date_publication(thing: Released, at: datetime) -> PublishedVersion:
    """Say that what is published now has been so since that day."""
    thing.refresh_from_db()
    published = ModelLogEntry.objects.for_instance(thing).filter(
        action="wagtail.publish", revision_id=thing.live_revision_id
    )
    published.update(timestamp=at)
    Revision.objects.filter(pk=thing.live_revision_id).update(created_at=at)
    first = min(at, thing.first_published_at or at)
    type(thing)._default_manager.filter(pk=thing.pk).update(
        first_published_at=first, last_published_at=at
    )
    return thing.published_versions()[0]
