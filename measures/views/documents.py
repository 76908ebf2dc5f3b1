"""Documents of a measure. This is the only way to them (S-32)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from measures import access, documents
from measures.models import Measure, MeasureDocument
from measures.states import State
from measures.views.frame import measure_trail
from network import limits
from network.models import User
from network.views import group_documents
from network.views.frame import MemberRequest
from tregks.uploads import KINDS, download

ANCHOR = "#dokumente"


def documents_of(measure: Measure, user: User | AnonymousUser) -> dict[str, Any]:
    """What the page of a measure shows of its documents."""
    found = measure.documents.with_hidden_reason().select_related("author")
    shown = []
    for document in found:
        document.measure = measure
        if document.hidden_reason is None or document.author == user:
            shown.append(document)
    return {
        "list": shown,
        "may_add": may_add(measure, user),
        "may_manage": user.is_authenticated and measure.is_managed_by(user),
    }


def may_add(measure: Measure, user: User | AnonymousUser) -> bool:
    """Whoever writes the measure or carries it out."""
    return measure.state != State.REJECTED and (
        measure.is_drafted_by(user) or access.may_implement(measure, user)
    )


@login_required
def document_create(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_read(request.user, slug)
    if not may_add(measure, request.user):
        raise PermissionDenied
    form = group_documents.DocumentForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        day, who = timedelta(days=1), str(request.user.pk)
        most = group_documents.DOCUMENTS_PER_DAY
        if limits.allowed("document", who, amount=most, per=day):
            documents.store_document(
                measure=measure, by=request.user, **form.cleaned_data
            )
            messages.success(request, _("Das Dokument steht bei der Maßnahme."))
            return redirect(measure.get_absolute_url() + ANCHOR)
        status = 429
        form.add_error(None, group_documents.TOO_MANY)
    context = {
        "title": _("Dokument hochladen"),
        "trail": measure_trail(measure),
        "intro": _("Wer die Maßnahme sehen darf, kann es herunterladen."),
        "form": form,
        "button": _("Hochladen"),
        "back": measure.get_absolute_url() + ANCHOR,
    }
    return render(request, "network/form.html", context, status=status)


@require_safe
def document_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    documents = MeasureDocument.objects.visible_to(request.user)
    document = get_object_or_404(documents, measure__slug=slug, pk=pk)
    try:
        return download(
            document.file,
            name=document.download_name,
            content_type=KINDS[document.extension].content_type,
        )
    except FileNotFoundError as error:
        raise Http404 from error


@login_required
def document_delete(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Whoever has uploaded it, or decides on the measure, takes it away for good."""
    measure = access.measure_read(request.user, slug)
    document = get_object_or_404(measure.documents, pk=pk)
    if document.author != request.user and not measure.is_managed_by(request.user):
        raise PermissionDenied
    if request.method == "POST":
        documents.delete_document(document=document, by=request.user)
        messages.success(request, _("Das Dokument ist gelöscht."))
        return redirect(measure.get_absolute_url() + ANCHOR)
    context = {
        "title": _("Dokument löschen"),
        "trail": measure_trail(measure),
        "intro": _("„%(title)s“ ist dann für alle weg und kommt nicht zurück.")
        % {"title": document.title},
        "form": forms.Form(),
        "button": _("Dokument löschen"),
        "is_danger": True,
        "back": measure.get_absolute_url() + ANCHOR,
    }
    return render(request, "network/form.html", context)
