"""Filters of lists that are sorted by topics."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from network.directory import LONGEST_SEARCH
from network.models import Notice, StakeholderGroup, Topic
from tregks.forms import FilterForm

ALL = ("", _("alle"))


class TopicFilter(FilterForm):
    handlungsfeld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        topics = [(topic.slug, topic.label) for topic in Topic.objects.all()]
        field = cast(forms.ChoiceField, self.fields["handlungsfeld"])
        field.choices = [ALL, *topics]


class NoticeFilter(TopicFilter):
    art = forms.ChoiceField(
        label=_("Biete oder suche?"),
        required=False,
        choices=[ALL, *Notice.Kind.choices],
    )
    field_order = ("art", "handlungsfeld")


class PersonFilter(TopicFilter):
    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.SearchInput,
    )
    akteursgruppe = forms.ChoiceField(
        label=_("Akteursgruppe"),
        required=False,
        choices=[ALL, *StakeholderGroup.choices],
    )
    field_order = ("q", "akteursgruppe", "handlungsfeld")
