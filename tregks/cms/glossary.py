"""Words of the glossary become links where a text first uses them."""

import re
from dataclasses import dataclass, field

from django.db.models import Subquery
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tregks.cms.models import GlossaryPage, GlossaryTerm
from tregks.cms.tree import address

TAG = re.compile(r"(<[^>]*>)")
# Inside these a link would be invalid or would disturb.
CLOSED_TO_LINKS = re.compile(r"<(/?)(?:a|h[1-6])\b")


@dataclass
class Glossary:
    """The terms of one language, and which of them a page has already explained."""

    terms: dict[str, GlossaryTerm]
    address: str = ""
    explained: set[int] = field(default_factory=set)

    @classmethod
    def of_language(cls, locale_id: int) -> "Glossary":
        page = GlossaryPage.objects.live().filter(locale=locale_id)
        terms = GlossaryTerm.objects.filter(locale=locale_id).annotate(
            page_path=Subquery(page.values("url_path")[:1])
        )
        spellings: dict[str, GlossaryTerm] = {
            escape(spelling): term for term in terms for spelling in term.spellings
        }
        first = next(iter(spellings.values()), None)
        if first is None or not first.page_path:
            return cls({})
        return cls(spellings, address(GlossaryPage(url_path=first.page_path)))

    def pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.terms, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")

    def link_terms(self, html: str) -> SafeString:
        """Link each term once. `html` is rich text that Wagtail has cleaned."""
        if self.terms:
            pattern = self.pattern()
            depth = 0
            parts = TAG.split(html)
            for position, part in enumerate(parts):
                if part.startswith("<"):
                    if match := CLOSED_TO_LINKS.match(part):
                        depth += -1 if match[1] else 1
                elif depth == 0:
                    parts[position] = pattern.sub(self._link, part)
            html = "".join(parts)
        return mark_safe(html)  # noqa: S308 - it was safe, and the links are escaped

    def _link(self, match: re.Match[str]) -> str:
        term = self.terms[match[0]]
        if term.pk in self.explained:
            return match[0]
        self.explained.add(term.pk)
        return format_html(
            '<a class="term" href="{}#{}">{}</a>',
            self.address,
            term.anchor,
            mark_safe(match[0]),  # noqa: S308 - part of the escaped text
        )
