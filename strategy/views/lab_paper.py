"""Judging without a screen: sheets to print, and where they are entered."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from network.models import StakeholderGroup, User
from network.views.frame import MemberRequest
from strategy import access, judging
from strategy.analysis.matrix import Layout
from strategy.models import ScenarioField
from strategy.views.lab_frame import form_page
from tregks.pdf import kept_pdf


@login_required
@require_safe
def paper(request: MemberRequest, slug: str) -> HttpResponse:
    """Sheets for judging without a screen, as an accessible PDF."""
    field = access.field_member(request.user, slug)
    layout = Layout(field)
    if not layout.pairs():
        raise Http404
    data = {
        "title": gettext("Bogen zum Einschätzen: %(name)s") % {"name": field.name},
        "intro": gettext(
            "Tragen Sie in jedes Feld ein, wie die Zeile auf die Spalte wirkt: von −3 "
            "(hemmt stark) über 0 (kein Einfluss) bis +3 (fördert stark). Nur direkte "
            "Wirkungen zählen. Wenn ein Faktor gar nicht wirkt, kreuzen Sie „kein "
            "Einfluss“ an. Was Sie nicht beurteilen können, lassen Sie frei."
        ),
        "who": gettext("Name oder Kürzel"),
        "group": gettext("Akteursgruppe"),
        "none": gettext("kein Einfluss"),
        "reason": gettext("Begründung (freiwillig)"),
        "factors": [
            {
                "letter": part.letter,
                "name": part.factor.name,
                "projections": [[code, each.name] for code, each in part.codes],
            }
            for part in layout.parts
        ],
        "pairs": [
            [layout.parts.index(source), layout.parts.index(target)]
            for source, target in layout.pairs()
        ],
        "question": gettext("Wie wirkt {0} auf {1}?"),
    }
    return HttpResponse(
        kept_pdf("judging", data),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="bogen-{field.slug}.pdf"'},
    )


class PaperForm(forms.Form):
    """Whose sheet it is: somebody of the group, or a name without an account."""

    person = forms.ModelChoiceField(
        label=_("Mitglied der Arbeitsgruppe"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("jemand ohne Konto"),
    )
    name = forms.CharField(
        label=_("Name oder Kürzel auf dem Bogen"),
        required=False,
        max_length=100,
        help_text=_("Nur für Menschen ohne Konto."),
    )
    stakeholder_group = forms.ChoiceField(
        label=_("Akteursgruppe"),
        required=False,
        choices=[("", _("keine Angabe")), *StakeholderGroup.choices],
        help_text=_("Nur für Menschen ohne Konto."),
    )

    def __init__(self, *args: Any, field: ScenarioField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = field.group.memberships.active().values("person")
        self.fields["person"].queryset = User.objects.filter(  # type: ignore[attr-defined]  # a ModelChoiceField
            pk__in=members
        ).order_by("sort_key")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not cleaned.get("person") and not cleaned.get("name"):
            self.add_error(
                "name", _("Bitte wählen Sie ein Mitglied, oder nennen Sie einen Namen.")
            )
        return cleaned


@login_required
def paper_enter(request: MemberRequest, slug: str) -> HttpResponse:
    """Begin to enter a sheet of paper for a participant."""
    field = access.field_run(request.user, slug)
    form = PaperForm(request.POST or None, field=field)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        if person:
            part = judging.join(field=field, person=person)
        else:
            part = judging.join_on_paper(
                field=field,
                name=form.cleaned_data["name"],
                stakeholder_group=form.cleaned_data["stakeholder_group"],
            )
        url = reverse("strategy:judge_list", args=[field.slug])
        return redirect(f"{url}?fuer={part.pk}")
    on_paper = field.participants.filter(person=None).exclude(label="")
    context = form_page(
        field,
        title=_("Papierbogen übertragen"),
        intro=_(
            "Wer nicht am Bildschirm urteilen kann oder möchte, füllt den gedruckten "
            "Bogen aus. Hier tragen Sie ihn ein; das Portal hält fest, dass Sie es waren."
        ),
        form=form,
        button=_("Bogen eintragen"),
        sheets=on_paper,
    )
    return render(request, "strategy/form.html", context)
