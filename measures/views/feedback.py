"""Findings from practice: giving them, answering them, reading them all."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from measures import access
from measures.models import Measure
from measures.views.frame import measure_trail, trail
from measures.views.implementing import PersonField, may_give_feedback
from network.models import GroupMembership, User, WorkingGroup
from network.views.frame import MemberRequest
from strategy import feedback
from strategy.models import FeedbackEntry
from strategy.models.feedback import CONCERNS, existing
from tregks.forms import AskedOnly, DayField, FilterForm
from tregks.templatetags.portal import portal_date

PER_PAGE = 20
ALL = ("", _("alle"))


class FeedbackFilter(FilterForm):
    stand = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[ALL, *FeedbackEntry.State.choices]
    )
    bedeutung = forms.ChoiceField(
        label=_("Was bedeutet sie?"),
        required=False,
        choices=[ALL, *FeedbackEntry.Effect.choices],
    )


@require_safe
def feedback_list(request: HttpRequest) -> HttpResponse:
    filters = FeedbackFilter(cast(QueryDict, request.GET))
    entries = FeedbackEntry.objects.visible_to(request.user)
    columns = {"stand": "state", "bedeutung": "effect"}
    for name, value in filters.chosen.items():
        entries = entries.filter(**{columns[name]: value})
    page = Paginator(
        entries.select_related("author", "reviewer", "answered_by"), PER_PAGE
    ).get_page(request.GET.get("seite"))
    context = {
        "title": _("Rückmeldungen aus der Umsetzung"),
        "trail": trail(),
        "filters": filters,
        "page_obj": page,
        "findings": feedback.with_ends(page.object_list, request.user),
    }
    return render(request, "measures/feedback_list.html", context)


def feedback_read(user: User | AnonymousUser, pk: int) -> FeedbackEntry:
    entries = FeedbackEntry.objects.visible_to(user)
    return get_object_or_404(
        entries.select_related("author", "reviewer", "answered_by"), pk=pk
    )


@require_safe
def feedback_detail(request: HttpRequest, pk: int) -> HttpResponse:
    entry = feedback_read(request.user, pk)
    context = {
        "title": _("Rückmeldung"),
        "trail": trail((_("Rückmeldungen"), "../")),
        "item": feedback.with_ends([entry], request.user)[0],
        "may_answer": entry.may_be_answered_by(request.user),
    }
    return render(request, "measures/feedback_detail.html", context)


# --- Giving -------------------------------------------------------------------------------


def reviewers(group: WorkingGroup | None) -> models.QuerySet[User]:
    """Who may be asked: managers, speakers of groups, and the source's own group."""
    managers = User.objects.permitted("measures.change_measure")
    memberships = GroupMembership.objects.active().filter(
        models.Q(is_speaker=True) | models.Q(group=group)
    )
    return User.objects.filter(
        models.Q(pk__in=managers.values("pk"))
        | models.Q(pk__in=memberships.values("person")),
        is_active=True,
    ).order_by("sort_key", "pk")


class FeedbackForm(AskedOnly, forms.ModelForm):
    thing = forms.ChoiceField(
        label=_("Was betrifft die Erkenntnis?"),
        help_text=_("Ein Szenario, ein Einflussfaktor, ein Zukunftsbild …"),
        required=False,
    )
    number = forms.CharField(
        label=_("oder die Nummer einer anderen Maßnahme"),
        help_text=_("zum Beispiel M-017"),
        max_length=20,
        required=False,
    )
    words = forms.CharField(
        label=_("oder etwas, das nicht im Portal steht"), max_length=200, required=False
    )
    reviewer = PersonField(
        label=_("Wer soll das prüfen?"),
        queryset=User.objects.none(),
        empty_label=_("Bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie eine Person.")},
    )
    review_by = DayField(label=_("Bis wann?"))
    field_order = ("finding", "evidence", "effect", "thing", "number", "words")

    class Meta:
        model = FeedbackEntry
        fields = ("finding", "evidence", "effect", "reviewer", "review_by")
        widgets = {
            "finding": forms.Textarea(attrs={"rows": 4}),
            "evidence": forms.Textarea(attrs={"rows": 4}),
            "effect": forms.RadioSelect,
        }
        help_texts = {
            "finding": _(
                "Was hat die Umsetzung gezeigt, das wir vorher nicht wussten?"
            ),
            "evidence": _("Zahlen, Beobachtungen, Gespräche: Was belegt das?"),
        }
        error_messages = {
            "finding": {"required": _("Bitte schreiben Sie, was sich gezeigt hat.")},
            "evidence": {"required": _("Bitte schreiben Sie, woran sich das zeigt.")},
            "effect": {"required": _("Bitte wählen Sie eine Antwort.")},
        }

    def __init__(self, *args: Any, measure: Measure, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.user = measure, user
        self.concerns: models.Model | str = ""
        effect = cast(forms.ChoiceField, self.fields["effect"])
        effect.choices = FeedbackEntry.Effect.choices
        reviewer = cast(forms.ModelChoiceField, self.fields["reviewer"])
        reviewer.queryset = reviewers(measure.working_group)
        self.things = things_to_choose(user)
        cast(forms.ChoiceField, self.fields["thing"]).choices = [
            ("", _("Bitte wählen")),
            *(
                (name, [(key, str(thing)) for key, thing in found.items()])
                for name, found in self.things.items()
            ),
        ]

    def clean_number(self) -> Measure | None:
        words = self.cleaned_data["number"].strip().lower().removeprefix("m")
        number = words.lstrip("-– ")
        if not number:
            return None
        found = None
        if number.isascii() and number.isdigit() and len(number) < 9:
            others = Measure.objects.visible_to(self.user).exclude(pk=self.measure.pk)
            found = others.filter(number=int(number)).first()
        if found is None:
            raise forms.ValidationError(
                _("Eine andere Maßnahme mit dieser Nummer gibt es nicht.")
            )
        return found

    def clean_review_by(self) -> Any:
        return not_past(self.cleaned_data["review_by"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        things = {k: v for found in self.things.values() for k, v in found.items()}
        given = [
            each
            for each in (
                things.get(cleaned.get("thing", "")),
                cleaned.get("number"),
                cleaned.get("words", "").strip(),
            )
            if each
        ]
        if len(given) == 1:
            self.concerns = given[0]
        elif not {"thing", "number", "words"} & set(self.errors):
            self.add_error(
                "thing",
                _("Bitte füllen Sie genau eines der drei Felder aus.")
                if given
                else _("Bitte sagen Sie, was die Erkenntnis betrifft."),
            )
        return cleaned


def not_past(day: Any) -> Any:
    if day < timezone.localdate():
        raise forms.ValidationError(_("Dieser Tag ist schon vorbei."))
    return day


def things_to_choose(user: User) -> dict[Any, dict[str, models.Model]]:
    """Everything but measures that a finding may be about, by type and key."""
    found = {}
    for model in existing(tuple(each for each in CONCERNS if "measure" not in each)):
        seen: Any = model._default_manager
        things = {
            f"{model._meta.label_lower}:{thing.pk}": thing
            for thing in seen.visible_to(user)
        }
        if things:
            found[model._meta.verbose_name_plural] = things
    return found


@login_required
def feedback_create(request: MemberRequest, slug: str) -> HttpResponse:
    measure = access.measure_read(request.user, slug)
    if not may_give_feedback(measure, request.user):
        raise PermissionDenied
    form = FeedbackForm(request.POST or None, measure=measure, user=request.user)
    if request.method == "POST" and form.is_valid():
        entry = feedback.give_feedback(
            source=measure,
            concerns=form.concerns,
            entry=form.save(commit=False),
            by=request.user,
        )
        messages.success(request, _("Die Rückmeldung ist eingetragen."))
        return redirect(entry)
    context = {
        "title": _("Rückmeldung geben"),
        "trail": measure_trail(measure),
        "intro": _(
            "Was die Umsetzung lehrt, kann Szenarien, Zukunftsbilder und die Strategie "
            "ändern. Die Rückmeldung und ihre Antwort sind öffentlich."
        ),
        "form": form,
        "button": _("Rückmeldung eintragen"),
        "back": measure.get_absolute_url() + "#rueckmeldungen",
    }
    return render(request, "network/form.html", context)


# --- Answering ----------------------------------------------------------------------------


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Was ist das Ergebnis?"),
        choices=FeedbackEntry.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie ein Ergebnis.")},
    )
    text = forms.CharField(
        label=_("Begründung"),
        help_text=_("Öffentlich. Bei einer Änderung: was jetzt anders ist."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Bitte begründen Sie das Ergebnis.")},
    )
    version = forms.ChoiceField(
        label=_("In welcher Fassung ist es geändert?"),
        help_text=_(
            "Nur bei einer Änderung. Zur Wahl steht, was seit dieser Rückmeldung "
            "veröffentlicht wurde."
        ),
        required=False,
    )
    url = forms.CharField(
        label=_("Wo steht die Änderung?"),
        help_text=_("Adresse in diesem Portal, zum Beispiel /strategie/szenarien/…/"),
        max_length=250,
        required=False,
    )

    def __init__(self, *args: Any, entry: FeedbackEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entry.concerns is None:  # words: nothing that has versions
            del self.fields["version"]
            return
        del self.fields["url"]
        self.changes = {each.key: each for each in feedback.changes_since(entry)}
        cast(forms.ChoiceField, self.fields["version"]).choices = [
            ("", _("Bitte wählen") if self.changes else _("noch keine")),
            *((key, words_of(each)) for key, each in self.changes.items()),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "version" not in self.fields:
            return cleaned
        change = self.changes.get(cleaned.pop("version", ""))
        if cleaned.get("outcome") == FeedbackEntry.Outcome.CHANGED:
            if change is None and "version" not in self.errors:
                self.add_error(
                    "version",
                    _("Bitte wählen Sie die Fassung, in der es geändert ist.")
                    if self.changes
                    else _(
                        "Seit dieser Rückmeldung ist noch keine neue Fassung "
                        "veröffentlicht. Bitte veröffentlichen Sie zuerst die Änderung."
                    ),
                )
            cleaned["change"] = change
        return cleaned

    def clean_url(self) -> str:
        """An address of this portal, also when the whole address was copied."""
        url = str(self.cleaned_data["url"]).strip()
        if "://" in url:
            url = "/" + url.split("://", 1)[1].partition("/")[2]
        leaves = url.startswith("//") or "\\" in url or not url.isprintable()
        if url and (not url.startswith("/") or leaves):
            raise forms.ValidationError(
                _("Bitte nennen Sie eine Adresse, die mit / beginnt.")
            )
        return url


def words_of(change: feedback.Change) -> str:
    """'Szenario „Gemeinsam vorn“, Fassung vom 3. Dezember 2026'."""
    return gettext("%(kind)s „%(name)s“, Fassung vom %(day)s") % {
        "kind": change.thing._meta.verbose_name,
        "name": change.thing,
        "day": portal_date(change.version.at),
    }


class HandOverForm(forms.Form):
    reviewer = PersonField(
        label=_("Wer soll das prüfen?"),
        queryset=User.objects.none(),
        empty_label=_("Bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie eine Person.")},
    )
    review_by = DayField(label=_("Bis wann?"))

    def __init__(self, *args: Any, people: models.QuerySet[User], **kw: Any) -> None:
        super().__init__(*args, **kw)
        cast(forms.ModelChoiceField, self.fields["reviewer"]).queryset = people

    def clean_review_by(self) -> Any:
        return not_past(self.cleaned_data["review_by"])


@login_required
def feedback_answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin the review, answer, or hand over; for who is asked and for managers."""
    entry = feedback_read(request.user, pk)
    if not entry.may_be_answered_by(request.user):
        raise PermissionDenied
    action = request.POST.get("action", "")
    sent = {
        name: request.POST if action == name else None for name in ("answer", "hand")
    }
    answer = AnswerForm(sent["answer"], prefix="answer", entry=entry)
    hand_over = HandOverForm(
        sent["hand"],
        prefix="hand",
        people=reviewers(cast(Any, entry.source).working_group),
        initial={"reviewer": entry.reviewer_id, "review_by": entry.review_by},
    )
    form: forms.Form | None = {"answer": answer, "hand": hand_over}.get(action)
    if request.method == "POST":
        try:
            if action == "start":
                feedback.start_review(entry=entry, by=request.user)
                messages.success(request, _("Die Prüfung ist begonnen."))
                return redirect(entry)
            if form and form.is_valid():
                if action == "answer":
                    feedback.answer_feedback(
                        entry=entry, by=request.user, **form.cleaned_data
                    )
                    messages.success(request, _("Die Antwort steht jetzt öffentlich."))
                else:
                    feedback.hand_over_review(
                        entry=entry, by=request.user, **form.cleaned_data
                    )
                    messages.success(request, _("Die Prüfung ist weitergegeben."))
                return redirect(entry)
        except ValidationError as error:
            (form or answer).add_error(None, error)
    context = {
        "title": _("Rückmeldung beantworten"),
        "trail": trail((_("Rückmeldungen"), "../../")),
        "item": feedback.with_ends([entry], request.user)[0],
        "answer": answer,
        "hand_over": hand_over,
        "has_errors": bool(form and form.errors),
    }
    return render(request, "measures/feedback_answer.html", context)
