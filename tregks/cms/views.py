"""Views that belong to no single page: search, addresses for robots."""

import wagtail.views
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tregks.cms import search as index
from tregks.page_cache import kept

PAGE_SIZE = 20

page = kept(wagtail.views.serve)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[: index.MAX_LENGTH].replace("\0", " ").strip()
    context = {"query": query, "max_length": index.MAX_LENGTH}
    if query:
        paginator = Paginator(index.find(query), PAGE_SIZE)
        context["page_obj"] = found = paginator.get_page(request.GET.get("seite"))
        context["hits"] = index.hits(list(found))
    return render(request, "cms/search.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /cms/",
        "Disallow: /konto/",
        "Disallow: /suche/",
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
