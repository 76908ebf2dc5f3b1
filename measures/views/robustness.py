"""Saying for each published scenario whether a measure helps, matters little or hurts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import Measure, ScenarioEffect
from measures.robustness import Robustness, rate_effects, robustness
from measures.states import ENDS, State
from measures.views.frame import measure_trail
from network.views.frame import MemberRequest
from strategy.models import Scenario

OPEN = _("noch nicht eingeschätzt")


def is_open_for_effects(measure: Measure) -> bool:
    return measure.state != State.IDEA and measure.state not in ENDS


class EffectsForm(forms.Form):
    """Two questions for each scenario: what the measure does there, and why."""

    def __init__(self, *args: Any, known: Robustness, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scenarios = [scenario for scenario, _effect in known.rows]
        for scenario, effect in known.rows:
            words = {"name": scenario.name}
            self.fields[f"effect_{scenario.pk}"] = forms.ChoiceField(
                label=_("„%(name)s“: Was bewirkt die Maßnahme dann?") % words,
                choices=[("", OPEN), *ScenarioEffect.Effect.choices],
                required=False,
                initial=effect.effect if effect else "",
            )
            self.fields[f"reason_{scenario.pk}"] = forms.CharField(
                label=_("„%(name)s“: Warum?") % words,
                max_length=500,
                required=False,
                initial=effect.reason if effect else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for scenario in self.scenarios:
            effect, reason = self._answer(scenario)
            if effect and not reason and f"reason_{scenario.pk}" not in self.errors:
                self.add_error(
                    f"reason_{scenario.pk}", _("Bitte nennen Sie einen Grund.")
                )
            if reason and not effect and f"effect_{scenario.pk}" not in self.errors:
                self.add_error(
                    f"effect_{scenario.pk}", _("Bitte wählen Sie eine Antwort.")
                )
        return cleaned

    def _answer(self, scenario: Scenario) -> tuple[str, str]:
        return (
            self.cleaned_data.get(f"effect_{scenario.pk}", ""),
            self.cleaned_data.get(f"reason_{scenario.pk}", ""),
        )

    def changed(self) -> dict[Scenario, tuple[str, str]]:
        """Only what was touched, so that two people do not undo each other."""
        return {
            scenario: self._answer(scenario)
            for scenario in self.scenarios
            if {f"effect_{scenario.pk}", f"reason_{scenario.pk}"}
            & set(self.changed_data)
        }


@login_required
def robustness_edit(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_manage(request.user, slug)
    if not is_open_for_effects(measure):
        raise PermissionDenied
    form = EffectsForm(request.POST or None, known=robustness(measure))
    if request.method == "POST" and form.is_valid():
        rate_effects(measure=measure, effects=form.changed(), by=request.user)
        messages.success(request, _("Die Einschätzung ist gespeichert."))
        return redirect(measure.get_absolute_url() + "#robustheit")
    context = {
        "title": _("Wirkung in den Szenarien einschätzen"),
        "trail": measure_trail(measure),
        "intro": _(
            "Was bewirkt die Maßnahme, wenn dieses Szenario eintritt? Hilft sie in "
            "mindestens einem und schadet in keinem, ist sie robust: Sie lohnt sich, "
            "welche Zukunft auch kommt."
        ),
        "form": form,
        "button": _("Einschätzung speichern"),
        "back": measure.get_absolute_url(),
    }
    return render(request, "network/form.html", context)
