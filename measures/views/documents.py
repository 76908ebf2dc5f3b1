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
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from measures import access, documents
from measures.models import Measure
from measures.views.frame import measure_trail
from network import limits
from network.models import User
from network.views import group_documents
from network.views.frame import MemberRequest
from tregks.uploads import KINDS, download

ANCHOR = "#dokumente"


def documents_of(measure: Measure, user: User | AnonymousUser) -> dict[str, Any]:
    """What the page of a measure shows of its documents."""
    found = measure.documents.visible_to(user).with_hidden_reason()
    return {
        "list": list(found.select_related("author")),
        "may_add": access.may_add_document(measure, user),
        "may_manage": user.is_authenticated and measure.is_managed_by(user),
    }


@login_required
def document_create(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_read(request.user, slug)
    if not access.may_add_document(measure, request.user):
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
    document = access.document_read(request.user, slug, pk)
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
    document = access.document_delete(request.user, slug, pk)
    measure = document.measure
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
