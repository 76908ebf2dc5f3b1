"""Visions: the list, one with its origin, comments and support."""

from itertools import groupby
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from network import limits
from network.models import Organisation, StakeholderGroup
from network.models.sorting import GermanSortKey
from network.relay import DAY
from network.views.filters import TopicFilter
from network.views.frame import MemberRequest
from strategy import access, chain, visions
from strategy.feedback import feedback_about
from strategy.models import Vision
from strategy.views.lab_frame import strategy_trail

PER_PAGE = 20
COMMENTS_PER_DAY = 30  # of one person


def visions_trail() -> list[dict[str, str]]:
    return strategy_trail((_("Zukunftsbilder"), reverse("strategy:vision_list")))


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Ihr Kommentar"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Eine Leerzeile trennt Absätze, Zeilen mit „- “ am Anfang werden zur Liste."
        ),
        error_messages={"required": _("Bitte schreiben Sie etwas.")},
    )


@require_safe
def vision_list(request: HttpRequest) -> HttpResponse:
    filters = TopicFilter(request.GET)
    found = Vision.objects.live().select_related("picture")
    if "handlungsfeld" in filters.chosen:
        found = found.filter(topics__slug=filters.chosen["handlungsfeld"])
    found = found.order_by(GermanSortKey("name"), "pk")
    found = found.prefetch_related("topics", "picture__renditions")
    context = {
        "title": _("Zukunftsbilder"),
        "trail": strategy_trail(),
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("seite")),
        "filters": filters,
    }
    return render(request, "strategy/vision_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def vision_detail(request: HttpRequest, slug: str) -> HttpResponse:
    vision = access.vision_read(request.user, slug)
    if request.method == "POST":
        return write_comment(cast(MemberRequest, request), vision)
    context = vision_context(request, vision)
    return render(request, "strategy/vision_detail.html", context)


@login_required
def write_comment(request: MemberRequest, vision: Vision) -> HttpResponse:
    form = CommentForm(request.POST)
    if form.is_valid():
        who = str(request.user.pk)
        if limits.allowed("vision-comment", who, amount=COMMENTS_PER_DAY, per=DAY):
            comment = visions.comment_on_vision(
                vision=vision, text=form.cleaned_data["text"], by=request.user
            )
            messages.success(request, _("Ihr Kommentar ist veröffentlicht."))
            return redirect(comment)
        form.add_error(
            None,
            _("Das sind sehr viele Kommentare für einen Tag. Bitte warten Sie etwas."),
        )
    context = vision_context(request, vision, form)
    return render(request, "strategy/vision_detail.html", context)


def vision_context(
    request: HttpRequest, vision: Vision, form: forms.Form | None = None
) -> dict[str, Any]:
    """What the page and its preview show."""
    user = request.user
    context: dict[str, Any] = {
        "title": vision.name,
        "trail": visions_trail(),
        "vision": vision,
        "form": form or CommentForm(),
    }
    if not vision.pk:  # a preview of what has never been saved
        return context
    before, after = chain.origins(vision, user), chain.results(vision, user)
    comments = (
        vision.comments.visible_to(user).with_hidden_reason().select_related("author")
    )
    endorsements = vision.endorsements.filter(
        organisation__state=Organisation.State.PUBLISHED
    ).select_related("organisation")
    mine = []
    if user.is_authenticated:
        standing = {each.organisation_id for each in endorsements}
        spoken_for = user.affiliations.speakers().select_related("organisation")
        mine = [
            {
                "organisation": each.organisation,
                "endorses": each.organisation_id in standing,
            }
            for each in spoken_for
        ]
    supporters = {
        label: [each.organisation for each in group]
        for label, group in groupby(
            endorsements,
            lambda each: each.organisation.get_stakeholder_group_display(),
        )
    }
    return context | {
        "topics": vision.topics.all(),
        "band": chain.band(vision, [*before, *after]),
        "origins": before,
        "results": after,
        "feedback": feedback_about(vision, user),
        "page_obj": Paginator(comments, PER_PAGE).get_page(request.GET.get("seite")),
        "supporters": supporters.items(),
        "silent": [
            label for label in StakeholderGroup.labels if label not in supporters
        ],
        "mine": mine,
        "versions": vision.published_versions(),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment_withdraw(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    """Ask first, then take a comment back."""
    comment = access.own_vision_comment(request.user, slug, key)
    if request.method == "POST":
        visions.withdraw_comment(comment=comment, by=request.user)
        messages.success(request, _("Ihr Kommentar ist zurückgenommen."))
        return redirect(comment.vision)
    context = {
        "title": _("Kommentar zurücknehmen"),
        "trail": visions_trail(),
        "comment": comment,
        "back": comment.get_absolute_url(),
    }
    return render(request, "strategy/vision_comment_withdraw.html", context)


@login_required
@require_POST
def vision_endorse(request: MemberRequest, slug: str) -> HttpResponse:
    """Say that an organisation stands behind a vision, or no longer does."""
    vision = access.vision_read(request.user, slug)
    organisation = get_object_or_404(
        Organisation.objects.visible_to(request.user),
        slug=request.POST.get("organisation", ""),
    )
    if request.POST.get("action") == "withdraw":
        visions.withdraw_endorsement(
            vision=vision, organisation=organisation, by=request.user
        )
        sentence = gettext("%(name)s steht nicht mehr hinter diesem Zukunftsbild.")
    else:
        visions.endorse(vision=vision, organisation=organisation, by=request.user)
        sentence = gettext("%(name)s steht jetzt hinter diesem Zukunftsbild.")
    messages.success(request, sentence % {"name": organisation.name})
    return redirect(vision)
