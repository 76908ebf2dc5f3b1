"""What entries of the directory did that were merged before this moved along."""

from django.db import migrations


def move_along(apps, schema_editor):
    """Positions, contributions, comments, responsibility and support of visions."""
    organisations = apps.get_model("network", "Organisation").objects
    for duplicate in organisations.filter(merged_into__isnull=False):
        into = duplicate.merged_into_id
        _end_earlier_positions(apps, duplicate.pk, into)
        for label in ("Position", "Commitment", "Comment"):
            model = apps.get_model("measures", label)
            model.objects.filter(organisation=duplicate).update(organisation=into)
        measures = apps.get_model("measures", "Measure").objects
        measures.filter(responsible=duplicate).update(responsible=into)
        revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
            content_type__app_label="measures",
            content_type__model="measure",
            content__responsible=duplicate.pk,
        )
        for revision in revisions:
            revision.content["responsible"] = into
            revision.save(update_fields=["content"])
        _move_endorsements(apps, duplicate.pk, into)


def _end_earlier_positions(apps, duplicate, into):
    """Of two that are valid on one measure the later one stays so."""
    current = apps.get_model("measures", "Position").objects.filter(ended_at=None)
    for moving in current.filter(organisation=duplicate):
        twin = current.filter(organisation=into, measure=moving.measure_id).first()
        if twin:
            earlier, later = sorted([twin, moving], key=lambda each: each.taken_at)
            earlier.ended_at = later.taken_at
            earlier.save(update_fields=["ended_at"])


def _move_endorsements(apps, duplicate, into):
    """Of two for one vision the first one stays."""
    endorsements = apps.get_model("strategy", "Endorsement").objects
    for moving in endorsements.filter(organisation=duplicate):
        twin = endorsements.filter(organisation=into, vision=moving.vision_id).first()
        if twin:
            earlier, later = sorted([twin, moving], key=lambda each: each.given_at)
            later.delete()
            moving = earlier
        moving.organisation_id = into
        moving.save(update_fields=["organisation"])


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0006_documents"),
        ("network", "0033_named_organisation"),
        ("strategy", "0007_imported_files"),
    ]

    operations = [migrations.RunPython(move_along, migrations.RunPython.noop)]
