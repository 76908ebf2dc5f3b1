"""Weighing comments, and the steps that follow: versions, adoption, the Synopse."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from measures import access, dispositions, synopsis, threads
from measures.forms import AdoptForm, DecisionForm, QueueFilter
from measures.models import Comment, Measure
from measures.models.consultations import CommentQuerySet
from measures.states import State
from measures.views.drafts import keeps_answers
from measures.views.frame import measure_trail
from network.downloads import PDF, start_download
from network.views.frame import MemberRequest
from network.views.limited import export
from tregks.spreadsheets import XLSX

PER_PAGE = 20


def titles(measure: Measure) -> dict[str, str]:
    """Every passage that ever was in a consultation or is valid now."""
    found = threads.all_passages(measure, threads.consultations_of(measure))
    titles = {number: passage.title for number, passage in found.items()}
    return {"": str(_("ganzer Entwurf"))} | titles


def queue_of(measure: Measure, chosen: dict[str, Any]) -> CommentQuerySet:
    comments = dispositions.statements(measure)
    if chosen.get("ergebnis") == "entschieden":
        comments = comments.decided()
    elif chosen.get("ergebnis") != "alle":
        comments = comments.undecided()
    if "abschnitt" in chosen:
        wanted = chosen["abschnitt"]
        comments = comments.filter(passage="" if wanted == threads.WHOLE else wanted)
    if "art" in chosen:
        comments = comments.filter(kind=chosen["art"])
    return comments.select_related("author", "organisation").defer(
        "organisation__search_vector", "organisation__description"
    )


@keeps_answers
def queue(request: MemberRequest, slug: str) -> HttpResponse:
    """What waits for a decision; several can be decided at once."""
    measure = access.measure_manage(request.user, slug)
    names = titles(measure)
    filters = QueueFilter(request.GET, passages=names)
    form = DecisionForm(
        request.POST or None, reasons=dispositions.earlier_reasons(measure)
    )
    numbers = {
        int(each)
        for each in request.POST.getlist("comment")
        if each.isascii() and each.isdigit() and len(each) < 18
    }
    if request.method == "POST":
        if not numbers:
            form.add_error(None, _("Bitte kreuzen Sie mindestens eine an."))
        elif form.is_valid() and _decide(form, measure, numbers, request):
            return redirect(request.get_full_path())
    page = Paginator(queue_of(measure, filters.chosen), PER_PAGE).get_page(
        request.GET.get("seite")
    )
    seen = max((comment.stamp for comment in page), default="")
    if form.is_bound:
        form.sees(seen)
    else:
        form.initial["seen"] = seen
    context = {
        "title": _("Abwägung"),
        "trail": measure_trail(measure),
        "measure": measure,
        "filters": filters,
        "form": form,
        "ticked": numbers,
        "page_obj": page,
        "comments": [
            {
                "comment": comment,
                "passage": names.get(comment.passage, ""),
                "excerpt": Truncator(comment.text or comment.wording).words(40),
            }
            for comment in page
        ],
        "query": request.GET.urlencode(),
    }
    return render(request, "measures/queue.html", context)


def _decide(
    form: DecisionForm, measure: Measure, numbers: set[int], request: MemberRequest
) -> bool:
    try:
        count = dispositions.decide(
            measure=measure,
            comments=numbers,
            outcome=form.cleaned_data["outcome"],
            reason=form.cleaned_data["reason"],
            apply=form.cleaned_data.get("apply", False),
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(
        request,
        ngettext(
            "%(number)s Stellungnahme ist entschieden.",
            "%(number)s Stellungnahmen sind entschieden.",
            count,
        )
        % {"number": count},
    )
    return True


@keeps_answers
def decide(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One comment in full; the next one follows at once."""
    measure = access.measure_manage(request.user, slug)
    comment = access.comment_read(request.user, slug, pk)
    if comment.parent_id or comment.withdrawn_at:
        raise PermissionDenied
    filters = QueueFilter(request.GET, passages=titles(measure))
    form = DecisionForm(
        request.POST or None,
        reasons=dispositions.earlier_reasons(measure),
        comment=comment,
        applicable=bool(comment.wording) and measure.is_being_written,
        initial={"seen": comment.stamp},
    )
    if request.method == "POST" and form.is_valid():
        if _decide(form, measure, {comment.pk}, request):
            queue_url = f"{reverse('measures:queue', args=[slug])}{_query(request)}"
            return redirect(_next(measure, comment, filters, request) or queue_url)
        comment = access.comment_read(request.user, slug, pk)  # as it is by now
        form.sees(comment.stamp)
    (shown,) = threads.shown(
        [comment], threads.consultations_of(measure), measure.passages
    )
    context = {
        "title": _("Stellungnahme %(number)s abwägen") % {"number": comment.pk},
        "trail": measure_trail(
            measure, (_("Abwägung"), reverse("measures:queue", args=[measure.slug]))
        ),
        "measure": measure,
        "item": shown,
        "comment": comment,
        "passage": next(
            (
                each
                for each in comment.consultation.passages
                if each.id == comment.passage
            ),
            None,
        ),
        "left": queue_of(measure, {}).count(),
        "skip": _next(measure, comment, filters, request),
        "form": form,
        "query": request.GET.urlencode(),
    }
    return render(request, "measures/decide.html", context)


def _next(
    measure: Measure, comment: Comment, filters: QueueFilter, request: MemberRequest
) -> str | None:
    """Where the next comment of the queue with the same filters is decided."""
    waiting = queue_of(measure, filters.chosen).undecided().exclude(pk=comment.pk)
    following = waiting.filter(pk__gt=comment.pk).first() or waiting.first()
    if following is None:
        return None
    url = reverse("measures:decide", args=[measure.slug, following.pk])
    return f"{url}{_query(request)}"


def _query(request: MemberRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


# --- What follows -------------------------------------------------------------------------


@login_required
def version_publish(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_manage(request.user, slug)
    if measure.state != State.REVISION:
        raise PermissionDenied
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            dispositions.publish_version(measure=measure, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die neue Fassung ist veröffentlicht."))
            return redirect("measures:synopsis", slug=measure.slug)
    context = {
        "title": _("Neue Fassung veröffentlichen"),
        "trail": measure_trail(measure),
        "intro": _(
            "Der Entwurf wird zum gültigen Text. Wer Stellung genommen hat, erfährt "
            "jetzt, was daraus wurde. Noch nicht abgewogen: %(number)s."
        )
        % {"number": dispositions.statements(measure).undecided().count()},
        "form": form,
        "button": _("Fassung veröffentlichen"),
        "back": measure.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


@keeps_answers
def measure_adopt(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_manage(request.user, slug)
    if measure.state != State.REVISION:
        raise PermissionDenied
    undecided = dispositions.statements(measure).undecided().count()
    may_override = request.user.has_perm("measures.change_measure")
    form = AdoptForm(
        request.POST if request.method == "POST" else None,
        override=bool(undecided) and may_override,
    )
    if request.method == "POST" and form.is_valid():
        try:
            dispositions.adopt(measure=measure, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Maßnahme ist beschlossen."))
            return redirect(measure)
    context = {
        "title": _("Maßnahme beschließen"),
        "trail": measure_trail(measure),
        "intro": ngettext(
            "%(number)s Stellungnahme ist noch nicht abgewogen.",
            "%(number)s Stellungnahmen sind noch nicht abgewogen.",
            undecided,
        )
        % {"number": undecided}
        if undecided
        else _("Alle Stellungnahmen sind abgewogen."),
        "form": form,
        "button": _("Maßnahme beschließen"),
        "back": measure.get_absolute_url(),
    }
    return render(request, "network/form.html", context)


# --- The Synopse --------------------------------------------------------------------------


@require_safe
def synopsis_page(request: HttpRequest, slug: str) -> HttpResponse:
    measure = access.newest_consultation(request.user, slug).measure
    numbers = synopsis.ordered(measure)
    page = Paginator(numbers, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "title": _("Synopse"),
        "trail": measure_trail(measure),
        "measure": measure,
        "page_obj": page,
        "rows": synopsis.rows(measure, list(page.object_list)),
        "undecided": dispositions.statements(measure).undecided().count(),
        "versions": measure.versions.select_related("made_by"),
        "prepared": len(numbers) > synopsis.AT_ONCE,
    }
    return render(request, "measures/synopsis.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@export
def synopsis_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """Small files at once; large ones are prepared for whoever is logged in and asks.

    Following a link starts no work: large files wait for a button.
    """
    measure = access.newest_consultation(request.user, slug).measure
    if kind not in {"pdf", "xlsx"}:
        raise Http404
    if dispositions.statements(measure).count() > synopsis.AT_ONCE:
        page = reverse("measures:synopsis", args=[slug])
        if not request.user.is_authenticated:
            return redirect_to_login(page)
        if request.method != "POST":
            return redirect(page)
        download = start_download(
            by=request.user,
            title=f"{_('Synopse')} {measure.reference} ({kind.upper()})",
            task=synopsis.prepare_synopsis,
            measure=measure.pk,
            kind=kind,
        )
        return redirect(download)
    name = f"synopse-{measure.reference.lower()}.{kind}"
    content = (
        synopsis.document(measure) if kind == "pdf" else synopsis.spreadsheet(measure)
    )
    return HttpResponse(
        content,
        content_type=PDF if kind == "pdf" else XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
