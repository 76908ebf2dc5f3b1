"""Consultations: the frozen draft, the comments on it, and opening and ending them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from measures import access, consultations, threads
from measures.forms import CommentForm, ConsultationForm, ReplyForm
from measures.models import Comment, Consultation, Measure
from measures.passages import Passage
from measures.states import State
from measures.views.drafts import keeps_answers
from measures.views.frame import measure_trail
from network import limits
from network.models import User
from network.views.frame import MemberRequest, Trail
from tregks.views import login_and_send_again

PER_HOUR = 60  # comments of one person
USUAL = timedelta(days=28)
OVER = _(
    "Die Konsultation ist beendet. Ihr Text ist noch da, aber nicht mehr gespeichert. "
    "Schreiben Sie der Arbeitsgruppe, wenn er wichtig ist."
)


def draft_trail(measure: Measure, *above: tuple[Any, str]) -> Trail:
    url = reverse("measures:draft", args=[measure.slug])
    return measure_trail(measure, (_("Konsultation"), url), *above)


# --- Opening and ending -------------------------------------------------------------------


@keeps_answers
def consultation_open(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_manage(request.user, slug)
    if measure.state not in {State.DRAFT, State.REVISION}:
        raise PermissionDenied
    end = timezone.localtime() + USUAL
    initial = {"closes_at": end.replace(hour=18, minute=0, second=0, microsecond=0)}
    form = ConsultationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            consultation = consultations.open_consultation(
                measure=measure, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Konsultation hat begonnen."))
            return redirect(consultation)
    context = {
        "title": _("Konsultation eröffnen"),
        "trail": measure_trail(measure),
        "intro": _(
            "Der Text bleibt bis zum Ende, wie er jetzt ist. Danach entscheiden Sie "
            "über jede Stellungnahme."
        ),
        "form": form,
        "button": _("Konsultation eröffnen"),
        "back": measure.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


@login_required
def consultation_close(request: MemberRequest, slug: str) -> HttpResponse:
    """End a consultation before its time, after a look at what that means."""
    measure = access.measure_manage(request.user, slug)
    consultation = measure.consultations.unfinished().first()
    if consultation is None or measure.state != State.CONSULTATION:
        raise PermissionDenied
    if request.method == "POST":
        consultations.close_consultation(consultation=consultation, by=request.user)
        messages.success(request, _("Die Konsultation ist beendet."))
        return redirect("measures:queue", slug=measure.slug)
    context = {
        "title": _("Konsultation beenden"),
        "trail": draft_trail(measure),
        "intro": _("Danach kann niemand mehr Stellung nehmen."),
        "form": forms.Form(),
        "button": _("Jetzt beenden"),
        "back": consultation.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


# --- Reading ------------------------------------------------------------------------------


@require_safe
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The text, passage by passage, with the number of comments on each."""
    consultation = access.newest_consultation(request.user, slug)
    measure = consultation.measure
    numbers = threads.counts(measure)
    current = measure.passages
    known = {passage.id for passage in current}
    # Comments stay where a passage has gone.
    everything = threads.all_passages(measure, threads.consultations_of(measure))
    gone = [
        {"passage": passage, "number": numbers[number]}
        for number, passage in everything.items()
        if number not in known and number in numbers
    ]
    context = {
        "title": _("Entwurf: %(title)s") % {"title": measure.title},
        "trail": measure_trail(measure),
        "measure": measure,
        "consultation": consultation,
        "may_speak": consultation.is_running and consultation.lets_speak(request.user),
        "passages": [
            {"passage": passage, "number": numbers.get(passage.id, 0)}
            for passage in current
        ],
        "gone": gone,
        "number_whole": numbers.get("", 0),
        "number": sum(numbers.values()),
        "whole": threads.WHOLE,
    }
    return render(request, "measures/draft.html", context)


def passage_named(measure: Measure, name: str) -> Passage | None:
    """A passage of this measure, now or in an earlier text; None: the whole draft."""
    if name == threads.WHOLE:
        return None
    found = threads.all_passages(measure, threads.consultations_of(measure))
    if name in found:
        return found[name]
    raise Http404


def thread(request: HttpRequest, slug: str, passage: str) -> HttpResponse:
    """What people say to one passage, and a form to say something."""
    consultation = access.newest_consultation(request.user, slug)
    measure = consultation.measure
    found = passage_named(measure, passage)
    frozen = {each.id: each for each in consultation.passages}
    form = None
    status = 200
    is_open = consultation.is_running and (found is None or found.id in frozen)
    if request.method == "POST" and not request.user.is_authenticated:
        return login_and_send_again(request)
    if request.user.is_authenticated and (
        request.method == "POST" or (is_open and consultation.lets_speak(request.user))
    ):
        form = CommentForm(
            request.POST if request.method == "POST" else None,
            author=request.user,
            passage=frozen.get(found.id) if found else None,
        )
        if request.method == "POST":
            answer = _submit(request, form, consultation, found)
            if isinstance(answer, HttpResponse):
                return answer
            status = answer
    page, comments = threads.thread_page(
        measure, found.id if found else "", request.user, request.GET.get("seite")
    )
    context = {
        "title": found.title if found else _("Zum ganzen Entwurf"),
        "trail": draft_trail(measure),
        "measure": measure,
        "consultation": consultation,
        "passage": found,
        "form": form,
        "page_obj": page,
        "comments": comments,
        "may_speak": is_open and consultation.lets_speak(request.user),
        "may_decide": measure.is_managed_by(request.user),
        "here": passage,
    }
    return render(request, "measures/thread.html", context, status=status)


def _submit(
    request: HttpRequest,
    form: CommentForm,
    consultation: Consultation,
    passage: Passage | None,
) -> HttpResponse | int:
    """Where a comment leads, or the status of the page that shows the problem."""
    form.instance.consultation = consultation
    form.instance.passage = passage.id if passage else ""
    if not form.is_valid():
        return 200
    if not _may_write_more(request, form):
        return 429
    try:
        comment = consultations.submit_comment(
            comment=form.instance, by=cast(User, request.user)
        )
    except consultations.TooLate:
        form.add_error(None, OVER)
        return 409
    except ValidationError as error:
        form.add_error(None, error)
        return 409
    messages.success(request, _("Ihre Stellungnahme ist gespeichert."))
    return redirect(deep_link(comment))


def _may_write_more(request: HttpRequest, form: forms.BaseForm) -> bool:
    """Statements and replies of one person count together."""
    who, hour = str(request.user.pk), timedelta(hours=1)
    if limits.allowed("measure-comment", who, amount=PER_HOUR, per=hour):
        return True
    form.add_error(
        None, _("Das ging sehr schnell. Bitte senden Sie es später noch einmal.")
    )
    return False


def deep_link(comment: Comment) -> str:
    """The page of the thread on which a comment stands, and its place there."""
    measure = comment.consultation.measure
    name = comment.passage or threads.WHOLE
    url = reverse("measures:thread", args=[measure.slug, name])
    page = threads.page_of(comment)
    query = f"?seite={page}" if page > 1 else ""
    return f"{url}{query}#k{comment.pk}"


@require_safe
def comment_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return redirect(deep_link(access.comment_read(request.user, slug, pk)))


# --- One comment --------------------------------------------------------------------------


@keeps_answers
def comment_reply(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    parent = access.comment_read(request.user, slug, pk)
    if parent.parent_id or parent.withdrawn_at or not _may_read(request.user, parent):
        raise PermissionDenied
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_write_more(request, form):
        reply = Comment(
            consultation=parent.consultation,
            parent=parent,
            text=form.cleaned_data["text"],
        )
        if _try(
            form, lambda: consultations.submit_comment(comment=reply, by=request.user)
        ):
            messages.success(request, _("Ihre Antwort ist gespeichert."))
            return redirect(deep_link(parent))
    return _comment_form(request, parent, form, _("Antworten"), _("Antwort senden"))


def _may_read(user: User, comment: Comment) -> bool:
    """Whether the moderation leaves the text to this person; deciders read all."""
    measure = comment.consultation.measure
    seen = Comment.objects.visible_to(user).filter(pk=comment.pk)
    return measure.is_managed_by(user) or seen.exists()


@keeps_answers
def comment_edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    comment = access.own_comment(request.user, slug, pk)
    if not consultations.may_be_edited(comment):
        raise PermissionDenied
    known = {passage.id: passage for passage in comment.consultation.passages}
    form: forms.Form | CommentForm
    if comment.parent_id:
        form = ReplyForm(request.POST or None, initial={"text": comment.text})
    else:
        form = CommentForm(
            request.POST or None,
            instance=comment,
            author=request.user,
            passage=known.get(comment.passage),
        )
    if request.method == "POST" and form.is_valid():
        if comment.parent_id:
            comment.text = form.cleaned_data["text"]
        if _try(
            form, lambda: consultations.edit_comment(comment=comment, by=request.user)
        ):
            messages.success(request, _("Ihre Änderungen sind gespeichert."))
            return redirect(deep_link(comment))
    return _comment_form(
        request, comment, form, _("Stellungnahme bearbeiten"), _("Änderungen speichern")
    )


def _try(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    try:
        act()
    except consultations.TooLate:
        form.add_error(None, OVER)
    except ValidationError as error:
        form.add_error(None, error)
    else:
        return True
    return False


def _comment_form(
    request: HttpRequest,
    comment: Comment,
    form: forms.BaseForm,
    title: Any,
    button: Any,
) -> HttpResponse:
    measure = comment.consultation.measure
    context = {
        "title": title,
        "trail": draft_trail(measure),
        "comment": comment,
        "form": form,
        "button": button,
        "back": deep_link(comment),
    }
    return render(request, "measures/comment_form.html", context)


@login_required
def comment_withdraw(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    comment = access.own_comment(request.user, slug, pk)
    if comment.is_decided:
        raise PermissionDenied
    if request.method == "POST":
        consultations.withdraw_comment(comment=comment, by=request.user)
        messages.success(request, _("Ihre Stellungnahme ist zurückgezogen."))
        return redirect(deep_link(comment))
    return _comment_form(
        request,
        comment,
        forms.Form(),
        _("Stellungnahme zurückziehen?"),
        _("Zurückziehen"),
    )


@login_required
@require_POST
def comment_support(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    comment = access.comment_read(request.user, slug, pk)
    wanted = request.POST.get("action") != "withdraw"
    try:
        consultations.support_comment(comment=comment, by=request.user, wanted=wanted)
    except consultations.TooLate:
        messages.error(request, _("Die Konsultation ist beendet."))
    return redirect(deep_link(comment))
