"""What an organisation does in measures follows it when two entries become one."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Func, Value
from django.db.models.fields.json import JSONField
from wagtail.models import Revision

from measures.models import Comment, Commitment, Measure, Position
from network.models import Organisation


def move_to(duplicate: Organisation, into: Organisation) -> None:
    """Of two positions on one measure the later one is valid; the other is history."""
    _end_earlier_positions(duplicate, into)
    for model in (Position, Commitment, Comment):
        model._default_manager.filter(organisation=duplicate).update(organisation=into)
    # The texts that are valid and that are written now, without a version of their own:
    # it is the same organisation.
    Measure.objects.filter(responsible=duplicate).update(responsible=into)
    revisions = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(Measure),
        content__responsible=duplicate.pk,
    )
    revisions.update(
        content=Func(
            F("content"),
            Value("{responsible}"),
            Value(into.pk, output_field=JSONField()),
            function="jsonb_set",
            output_field=JSONField(),
        )
    )


def _end_earlier_positions(duplicate: Organisation, into: Organisation) -> None:
    current = Position.objects.current()
    kept = {each.measure_id: each for each in current.filter(organisation=into)}
    for moving in current.filter(organisation=duplicate, measure__in=kept):
        twin = kept[moving.measure_id]
        earlier, later = sorted([twin, moving], key=lambda each: each.taken_at)
        earlier.ended_at = later.taken_at
        earlier.save(update_fields=["ended_at"])
