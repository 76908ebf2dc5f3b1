"""Documents of a working group. This is the only way to them (S-32)."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network import access, group_documents, limits
from network.models import GroupDocument, WorkingGroup
from network.views.frame import MemberRequest
from network.views.group_frame import PER_PAGE, group_trail, show_inside
from tregks.uploads import KINDS, clean_upload, download

DOCUMENTS_PER_DAY = 50  # of one person; each takes up to 10 MB
TOO_MANY = _("Sie haben heute schon viele Dateien hochgeladen. Morgen geht es weiter.")


def documents_url(group: WorkingGroup) -> str:
    return reverse("groups:document_list", args=[group.slug])


@login_required
@require_safe
def document_list(request: MemberRequest, slug: str) -> HttpResponse:
    group = access.group_member(request.user, slug)
    documents = group.groupdocuments.select_related("author")
    page = Paginator(documents, PER_PAGE).get_page(request.GET.get("seite"))
    context = {"title": _("Dokumente"), "page_obj": page}
    return show_inside(request, group, "network/group_documents.html", context)


class DocumentForm(forms.ModelForm):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_(
            "PDF, Word, Excel, PowerPoint, ODT, ODS, ODP, CSV, JPG, PNG oder WebP, "
            "höchstens 10 MB"
        ),
        widget=forms.FileInput(
            attrs={"accept": ",".join(f".{extension}" for extension in KINDS)}
        ),
        error_messages={
            "required": _("Bitte wählen Sie eine Datei."),
            "empty": _("Die Datei ist leer."),
        },
    )

    class Meta:
        model = GroupDocument
        fields = ("title",)
        error_messages = {
            "title": {"required": _("Bitte geben Sie dem Dokument einen Titel.")}
        }

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        return clean_upload(file)


@login_required
def document_create(request: MemberRequest, slug: str) -> HttpResponse:
    group = access.group_at_work(request.user, slug)
    form = DocumentForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        day, who = timedelta(days=1), str(request.user.pk)
        if limits.allowed("document", who, amount=DOCUMENTS_PER_DAY, per=day):
            group_documents.store_document(
                group=group, by=request.user, **form.cleaned_data
            )
            messages.success(request, _("Das Dokument steht in der Gruppe."))
            return redirect(documents_url(group))
        status = 429
        form.add_error(None, TOO_MANY)
    context = {
        "title": _("Dokument hochladen"),
        "trail": group_trail(group, (_("Dokumente"), documents_url(group))),
        "intro": _("Nur Mitglieder der Gruppe können es herunterladen."),
        "form": form,
        "button": _("Hochladen"),
        "back": documents_url(group),
    }
    return render(request, "network/form.html", context, status=status)


@login_required
@require_safe
def document_serve(request: MemberRequest, slug: str, key: UUID) -> HttpResponseBase:
    group = access.group_member(request.user, slug)
    document = access.group_content(request.user, GroupDocument, group, key)
    try:
        return download(
            document.file,
            name=document.download_name,
            content_type=document.content_type,
        )
    except FileNotFoundError as error:
        raise Http404 from error


@login_required
def document_delete(request: MemberRequest, slug: str, key: UUID) -> HttpResponse:
    """Whoever has uploaded it, or runs the group, takes it away for good."""
    group = access.group_member(request.user, slug)
    document = access.group_content(request.user, GroupDocument, group, key)
    if document.author_id != request.user.pk and not group.is_run_by(request.user):
        raise PermissionDenied
    if request.method == "POST":
        group_documents.delete_document(document=document)
        messages.success(request, _("Das Dokument ist gelöscht."))
        return redirect(documents_url(group))
    context = {
        "title": _("Dokument löschen"),
        "trail": group_trail(group, (_("Dokumente"), documents_url(group))),
        "intro": _("„%(title)s“ ist dann für alle weg und kommt nicht zurück.")
        % {"title": document.title},
        "form": forms.Form(),
        "button": _("Dokument löschen"),
        "is_danger": True,
        "back": documents_url(group),
    }
    return render(request, "network/form.html", context)
