"""Taking progress along as a table, and reading it back in after a look at it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from measures import progress_table
from measures.progress_table import Change, Problem, Reading
from measures.views.frame import trail
from network.views.frame import MemberRequest
from tregks.spreadsheets import XLSX

KEPT_FOR = 60 * 60  # seconds between looking and agreeing
MOST_SHOWN = 200


def managers_only(request: MemberRequest) -> None:
    if not request.user.has_perm("measures.change_measure"):
        raise PermissionDenied


@login_required
@require_safe
def progress_export(request: MemberRequest) -> HttpResponse:
    managers_only(request)
    return HttpResponse(
        progress_table.as_file(),
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="fortschritt.xlsx"'},
    )


class TableForm(forms.Form):
    file = forms.FileField(
        label=_("Tabelle"),
        help_text=_("Die heruntergeladene XLSX-Datei mit Ihren Änderungen."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Bitte wählen Sie eine Datei."),
            "empty": _("Die Datei ist leer."),
        },
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        file = self.cleaned_data.get("file")
        if file:
            try:
                self.reading = progress_table.read(file.file, file.size)
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned


def cache_key(request: MemberRequest, key: str) -> str:
    """What one person looked at is theirs alone."""
    return f"progress-table:{request.user.pk}:{key[:36]}"


@login_required
def progress_import(request: MemberRequest) -> HttpResponse:
    """Upload, look at what would change, agree. Nothing happens before that."""
    managers_only(request)
    if request.method == "POST" and "key" in request.POST:
        return _agree(request)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _look(request, form.reading)
    return _show(request, form=form)


def _look(request: MemberRequest, reading: Reading) -> HttpResponse:
    key = ""
    if reading.changes and not reading.problems:
        key = str(uuid4())
        changes = [change.as_json() for change in reading.changes]
        cache.set(cache_key(request, key), changes, KEPT_FOR)
    return _show(request, form=TableForm(), reading=reading, key=key)


def _agree(request: MemberRequest) -> HttpResponse:
    name = cache_key(request, request.POST["key"])
    kept = cache.get(name)
    if kept is None:
        messages.error(
            request,
            _(
                "Die Tabelle ist schon eingelesen, oder Ihr Hochladen ist zu lange "
                "her. Bitte laden Sie sie noch einmal hoch."
            ),
        )
        return redirect("measures:progress_import")
    changes = [Change(**each) for each in kept]
    try:
        number = progress_table.apply(changes=changes, by=request.user)
    except progress_table.Refused as error:
        reading = Reading(problems=error.problems, number=len(changes))
        return _show(request, form=TableForm(), reading=reading, key="")
    cache.delete(name)
    messages.success(
        request,
        ngettext(
            "Eine Zeile ist übernommen.", "%(number)d Zeilen sind übernommen.", number
        )
        % {"number": number},
    )
    return redirect("measures:implementation_list")


def _show(
    request: MemberRequest,
    *,
    form: TableForm,
    reading: Reading | None = None,
    key: str = "",
) -> HttpResponse:
    problems: list[Problem] = reading.problems if reading else []
    context = {
        "title": _("Fortschritt einlesen"),
        "trail": trail((_("Stand der Umsetzung"), "../")),
        "form": form,
        "reading": reading,
        "problems": problems[:MOST_SHOWN],
        "changes": reading.changes[:MOST_SHOWN] if reading else [],
        "key": key,
        "has_errors": bool(form.errors or problems),
    }
    return render(request, "measures/progress_import.html", context)
