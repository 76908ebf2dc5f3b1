"""Loads phases, visions, chapters and the links of the chain. May be run again."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import Truncator

from measures.models import Measure
from measures.robustness import rate_effects
from measures.states import DECIDED
from network.models import Organisation, Topic, User
from strategy import chain
from strategy.models import (
    Chapter,
    Endorsement,
    Phase,
    Projection,
    Scenario,
    Vision,
    VisionComment,
    WarningSign,
    WarningValue,
)
from strategy.warning_signs import check_sign
from tregks.cms.models import PortalImage
from tregks.demo import content_visions as content
from tregks.demo.history import publish_at

FIRST_MONTH = 3  # the process runs from March to February


def load_visions() -> None:
    if Vision.objects.exists():
        return
    manager = User.objects.get(email="management@tregks.example")
    load_phases()
    visions = [load_vision(image, manager) for image in content.VISIONS]
    link_measures(visions, manager)
    load_chapters(manager)
    load_robustness(manager)
    load_warning_signs(manager)


def load_phases() -> None:
    """A year of phases with today inside."""
    today = timezone.localdate()
    year = today.year if today.month >= FIRST_MONTH else today.year - 1

    def day(month_day: tuple[int, int]) -> date:
        month, number = month_day
        return date(year if month >= FIRST_MONTH else year + 1, month, number)

    for span in content.PHASES:
        Phase.objects.get_or_create(
            name=span.name,
            defaults={
                "starts": day(span.starts),
                "ends": day(span.ends),
                "done": span.done,
                "description": span.description,
                "results": span.results,
                "invitation": span.invitation,
                "link": span.link,
            },
        )


def load_vision(image: content.Image, by: User) -> Vision:
    picture = PortalImage.objects.filter(title=image.picture).first()
    vision = Vision(
        name=image.name,
        lead=image.lead,
        story=image.story,
        plain_language=image.plain,
        picture=picture,
        picture_description=image.picture_description if picture else "",
        live=False,
    )
    vision.topics.set(Topic.objects.filter(slug__in=image.topics.split()))
    vision.save()
    publish_at(vision, timezone.now() - timedelta(days=image.days))
    if image.added:
        vision.story += image.added
        publish_at(vision, timezone.now() - timedelta(days=2))
    for name, reason in image.scenarios:
        for scenario in Scenario.objects.filter(name=name):
            chain.connect(source=scenario, target=vision, reason=reason, by=by)
    for organisation in Organisation.objects.filter(name__in=image.supporters):
        Endorsement.objects.create(
            vision=vision, organisation=organisation, given_by=by
        )
    for email, text in image.comments:
        author = User.objects.get(email=email)
        VisionComment.objects.create(vision=vision, author=author, text=text)
    return vision


def link_measures(visions: list[Vision], by: User) -> None:
    """Each public measure with the first vision of its topic; some stay orphans."""
    by_topic: dict[int, Vision] = {}
    for vision in visions:
        for topic in vision.topics.all():
            by_topic.setdefault(topic.pk, vision)
    for measure in Measure.objects.filter(live=True).order_by("number"):
        wanted = by_topic.get(measure.topic_id)
        if wanted and measure.state not in {"idea", "rejected"}:
            summary = Truncator(measure.summary).chars(200)
            reason = content.MEASURE_REASON.format(summary=summary)
            chain.connect(source=wanted, target=measure, reason=reason, by=by)


def load_chapters(by: User) -> None:
    for position, part in enumerate(content.CHAPTERS, start=1):
        chapter = Chapter(title=part.title, position=position, text=part.text)
        chapter.live = False
        chapter.save()
        chapter.save_revision(user=by).publish(skip_permission_checks=True)
        decided = Measure.objects.filter(
            live=True, state__in=DECIDED, topic__slug__in=part.topics.split()
        )
        for measure in decided:
            chain.connect(
                source=measure, target=chapter, reason=content.CHAPTER_REASON, by=by
            )


def load_robustness(by: User) -> None:
    """What some measures do in the published scenarios."""
    scenarios = {each.name: each for each in Scenario.objects.live()}
    for title, answers in content.ROBUSTNESS.items():
        for measure in Measure.objects.filter(live=True, title=title):
            effects = {
                scenarios[name]: (effect, reason)
                for name, (effect, reason) in answers.items()
                if name in scenarios
            }
            rate_effects(measure=measure, effects=effects, by=by)


def load_warning_signs(by: User) -> None:
    """Two numbers somebody watches; one has reached its threshold."""
    for wanted in content.WARNING_SIGNS:
        projection = Projection.objects.filter(
            factor__field__kind="technology",
            factor__taken_from=None,
            factor__name=wanted.factor,
            name=wanted.projection,
        ).first()
        if projection is None:
            continue
        sign = WarningSign.objects.create(
            projection=projection,
            name=wanted.name,
            unit=wanted.unit,
            threshold=wanted.threshold,
            direction=wanted.direction,
            source=wanted.source,
        )
        for year, value in wanted.values:
            WarningValue.objects.create(sign=sign, on=date(year, 12, 31), value=value)
        check_sign(sign=sign, by=by)
