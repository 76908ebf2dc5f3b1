"""The yardstick: the least a Django page with content can be.

One SELECT of 30 rows, one template of 8 kB with two dates in each row, no middleware,
no sessions, no languages. Database settings come from the portal's own, so that both
sides of the comparison talk to PostgreSQL in the same way.
"""

import json
import os
from datetime import timedelta

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

ROWS = 30
TEMPLATE = """<!doctype html>
<html lang="de">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body>
<h1>{{ title }}</h1>
<ul>
{% for row in rows %}  <li>
    <h2><a href="/{{ row.slug }}/">{{ row.title }}</a></h2>
    <p>{{ row.text }}</p>
    <p class="when">{{ row.begins|date:"d.m.Y" }} to {{ row.ends|date:"d.m.Y" }}</p>
  </li>
{% endfor %}</ul>
</body>
</html>
"""

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": json.loads(os.environ["BENCH_DATABASE"])},
    TIME_ZONE="Europe/Berlin",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            (
                                "django.template.loaders.locmem.Loader",
                                {"rows.html": TEMPLATE},
                            )
                        ],
                    )
                ]
            },
        }
    ],
)
django.setup()


class Row(models.Model):
    slug = models.SlugField()
    title = models.CharField(max_length=100)
    text = models.TextField()
    begins = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.title


def rows(request: HttpRequest) -> HttpResponse:
    context = {"title": "Thirty rows", "rows": Row.objects.order_by("id")[:ROWS]}
    return render(request, "rows.html", context)


urlpatterns = [path("", rows)]
application = get_wsgi_application()


def prepare() -> None:
    """Make the table and fill it, as often as one likes."""
    if Row._meta.db_table in connection.introspection.table_names():
        return
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    begins = timezone.now()
    Row.objects.bulk_create(
        Row(
            slug=f"row-{number}",
            title=f"Row number {number} of a list",
            text="What a list says about one thing, in a sentence or two, no more. "
            * 2,
            begins=begins + timedelta(days=number),
            ends=begins + timedelta(days=number, hours=3),
        )
        for number in range(ROWS)
    )


if __name__ == "__main__":
    prepare()
