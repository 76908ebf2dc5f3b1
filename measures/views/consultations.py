"""Consultations: the frozen draft, the comments on it, and opening and ending them."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
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
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import reswap, retarget

from measures import access, consultations, threads
from measures.forms import CommentForm, ConsultationForm, ReplyForm
from measures.models import Comment, Consultation, Measure
from measures.passages import Passage
from measures.states import State
from measures.views.drafts import keeps_answers
from measures.views.frame import measure_trail, trail
from network import limits
from network.models import User
from network.views.frame import MemberRequest, PortalRequest, Trail
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
    form = ConsultationForm(request.POST or None, initial=initial, measure=measure)
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


def gives_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Who may speak no longer, or not here, gets back what they wrote to copy it.

    The answer has the status it would have had, and tells of nothing but their words.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Http404, PermissionDenied) as refusal:
            words = [*filter(None, map(request.POST.get, ("text", "wording")))]
            if not words:
                raise
            context = {
                "title": _("Ihr Text ist nicht gespeichert"),
                "trail": trail(),
                "words": words,
            }
            status = 404 if isinstance(refusal, Http404) else 403
            return render(request, "measures/not_sent.html", context, status=status)

    return wrapper


@gives_back
@vary_on_headers("HX-Request")
def thread(request: PortalRequest, slug: str, passage: str) -> HttpResponse:
    """What people say to one passage, and a form to say something."""
    if request.method == "POST" and not request.user.is_authenticated:
        return login_and_send_again(request)
    consultation = access.newest_consultation(request.user, slug)
    measure = consultation.measure
    found = passage_named(measure, passage)
    form = _form_for(request, consultation, found)
    comment, status = None, 200
    if form and request.method == "POST":
        comment, status = _submit(request, form, consultation, found)
        if comment and not request.htmx:
            return redirect(deep_link(comment))
    page, comments = threads.thread_page(
        measure,
        found.id if found else "",
        request.user,
        request.GET.get("seite"),
        only=comment,
    )
    if comment:  # the form is empty again below what has just been said
        form = _form_for(request, consultation, found, fresh=True)
    is_more = request.htmx and "seite" in request.GET
    focus = comment or (is_more and comments and comments[0].comment)
    context = {
        "title": found.title if found else _("Zum ganzen Entwurf"),
        "trail": draft_trail(measure),
        "measure": measure,
        "consultation": consultation,
        "passage": found,
        "form": form,
        "page_obj": page,
        "comments": comments,
        "number": threads.number(measure, found.id if found else ""),
        "fresh": focus and focus.pk,
        "may_speak": is_open(consultation, found)
        and consultation.lets_speak(request.user),
        "may_decide": measure.is_managed_by(request.user),
        "here": passage,
        "elsewhere": _is_on_draft(request, measure),
    }
    part = ""
    if request.htmx and request.method == "POST":
        part = "#said" if comment else "#say"
    elif request.htmx:
        part = "#more" if is_more else "#place"
    return render(request, f"measures/thread.html{part}", context, status=status)


def _is_on_draft(request: PortalRequest, measure: Measure) -> bool:
    """Whether htmx asks from the page of the draft, where each passage has a link."""
    draft = reverse("measures:draft", args=[measure.slug])
    try:
        here = request.htmx.current_url_abs_path or ""
    except ValueError:  # no browser's address
        here = ""
    return here.partition("?")[0].partition("#")[0] == draft


def is_open(consultation: Consultation, passage: Passage | None) -> bool:
    """Whether people may say something to this passage now."""
    frozen = {each.id for each in consultation.passages}
    return consultation.is_running and (passage is None or passage.id in frozen)


def _form_for(
    request: HttpRequest,
    consultation: Consultation,
    passage: Passage | None,
    *,
    fresh: bool = False,
) -> CommentForm | None:
    """What was sent, whatever became of the consultation, or an empty form."""
    user = request.user
    sent = request.POST if request.method == "POST" and not fresh else None
    if not user.is_authenticated or not (
        sent or (is_open(consultation, passage) and consultation.lets_speak(user))
    ):
        return None
    frozen = {each.id: each for each in consultation.passages}
    return CommentForm(
        sent,
        author=user,
        # Of a passage that has gone meanwhile, a wording still comes back.
        passage=frozen.get(passage.id, passage) if passage else None,
        auto_id=f"s-{passage.id if passage else threads.WHOLE}-%s",
    )


def _submit(
    request: HttpRequest,
    form: CommentForm,
    consultation: Consultation,
    passage: Passage | None,
) -> tuple[Comment | None, int]:
    """What has been said now, or None; with the status of the answer."""
    form.instance.consultation = consultation
    form.instance.passage = passage.id if passage else ""
    if not form.is_valid():
        return None, 422
    if not _may_write_more(request, form):
        return None, 429
    try:
        comment = consultations.submit_comment(
            comment=form.instance, by=cast(User, request.user)
        )
    except consultations.TooLate:
        form.add_error(None, OVER)
        return None, 409
    except ValidationError as error:
        form.add_error(None, error)
        return None, 409
    messages.success(request, _("Ihre Stellungnahme ist gespeichert."))
    return comment, 200


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


@gives_back
@vary_on_headers("HX-Request")
@keeps_answers
def comment_reply(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    parent = access.comment_read(request.user, slug, pk)
    if parent.parent_id or parent.withdrawn_at or not _may_read(request.user, parent):
        raise PermissionDenied
    form = ReplyForm(request.POST or None, auto_id=f"a-{pk}-%s")
    status = 200
    if request.method == "POST" and (status := _reply(request, form, parent)) == 200:
        reply = cast(Comment, parent.replies.filter(author=request.user).last())
        return _done(request, parent, _("Ihre Antwort ist gespeichert."), reply)
    return _comment_form(
        request,
        parent,
        form,
        _("Antworten"),
        _("Antwort senden"),
        status,
        is_writing=True,
    )


def _reply(request: MemberRequest, form: ReplyForm, parent: Comment) -> int:
    if not form.is_valid():
        return 422
    if not _may_write_more(request, form):
        return 429
    reply = Comment(
        consultation=parent.consultation, parent=parent, text=form.cleaned_data["text"]
    )
    return _try(
        form, lambda: consultations.submit_comment(comment=reply, by=request.user)
    )


def _may_read(user: User, comment: Comment) -> bool:
    """Whether the moderation leaves the text to this person; deciders read all."""
    measure = comment.consultation.measure
    seen = Comment.objects.visible_to(user).filter(pk=comment.pk)
    return measure.is_managed_by(user) or seen.exists()


@gives_back
@vary_on_headers("HX-Request")
@keeps_answers
def comment_edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    comment = access.own_comment(request.user, slug, pk)
    if request.method != "POST" and not consultations.may_be_edited(comment):
        raise PermissionDenied
    form = _edit_form(request, comment)
    status = 200
    if request.method == "POST":
        status = _edit(request, form, comment)
        if status == 200:
            message = _("Ihre Änderungen sind gespeichert.")
            return _done(request, comment, message, comment)
    stored = Comment.objects.get(pk=pk)
    if status == 409:
        # What stands there now is shown beside what comes back, and may be replaced.
        form.sees(stored.stamp)
    return _comment_form(
        request,
        stored,
        form,
        _("Stellungnahme bearbeiten"),
        _("Änderungen speichern"),
        status,
        is_writing=True,
        conflict=stored if status == 409 else None,
    )


def _edit_form(request: MemberRequest, comment: Comment) -> ReplyForm | CommentForm:
    known = {passage.id: passage for passage in comment.consultation.passages}
    data, auto_id = request.POST or None, f"b-{comment.pk}-%s"
    seen = {"seen": comment.stamp}
    if comment.parent_id:
        return ReplyForm(data, initial={"text": comment.text} | seen, auto_id=auto_id)
    return CommentForm(
        data,
        instance=comment,
        initial=seen,
        author=request.user,
        passage=known.get(comment.passage),
        auto_id=auto_id,
    )


def _edit(
    request: MemberRequest, form: ReplyForm | CommentForm, comment: Comment
) -> int:
    if not form.is_valid():
        return 422
    if comment.parent_id:
        comment.text = form.cleaned_data["text"]
    return _try(
        form,
        lambda: consultations.edit_comment(
            comment=comment, seen=form.cleaned_data["seen"], by=request.user
        ),
    )


def _try(form: forms.BaseForm, act: Callable[[], object]) -> int:
    """The status of the answer: 200 when it is done."""
    try:
        act()
    except consultations.TooLate:
        form.add_error(None, OVER)
    except ValidationError as error:
        form.add_error(None, error)
    else:
        return 200
    return 409


def _comment_form(
    request: PortalRequest,
    comment: Comment,
    form: forms.BaseForm,
    title: Any,
    button: Any,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    measure = comment.consultation.measure
    context |= {
        "title": title,
        "trail": draft_trail(measure),
        "comment": comment,
        "form": form,
        "button": button,
        "back": deep_link(comment),
    }
    part = "#place" if request.htmx else ""
    return render(request, f"measures/comment_form.html{part}", context, status=status)


def _done(
    request: MemberRequest, comment: Comment, message: Any, fresh: Comment | None = None
) -> HttpResponse:
    """Back to where the comment stands; in place it is shown as it is now."""
    if message:
        messages.success(request, message)
    if not request.htmx:
        return redirect(deep_link(comment))
    consultation = comment.consultation
    measure = consultation.measure
    item = threads.one(comment, request.user)
    passage = item.comment.passage
    titles = {each.id: each.title for each in consultation.passages}
    context = {
        "here": passage or threads.WHOLE,
        "title": titles.get(passage, _("ganzer Entwurf")),
        "number": threads.number(measure, passage),
        "elsewhere": _is_on_draft(request, measure),
        "item": item,
        "measure": measure,
        "fresh": fresh and fresh.pk,
        "may_speak": consultation.is_running and consultation.lets_speak(request.user),
        "may_decide": measure.is_managed_by(request.user),
    }
    response = render(request, "measures/comment_form.html#done", context)
    return reswap(retarget(response, f"#k{item.comment.pk}"), "outerHTML")


@vary_on_headers("HX-Request")
@login_required
def comment_withdraw(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    comment = access.own_comment(request.user, slug, pk)
    if comment.is_decided:
        raise PermissionDenied
    if request.method == "POST":
        consultations.withdraw_comment(comment=comment, by=request.user)
        message = _("Ihre Stellungnahme ist zurückgezogen.")
        return _done(request, comment, message, comment)
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
        return _done(request, comment, "")
    if request.htmx:
        words = (
            _("Sie unterstützen diese Stellungnahme.")
            if wanted
            else _("Sie unterstützen diese Stellungnahme nicht mehr.")
        )
        return _done(request, comment, words)
    return redirect(deep_link(comment))
