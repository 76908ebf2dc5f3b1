"""A fresh database has a home page, in German and in English, and a site."""

from django.conf import settings
from django.db import migrations

HOMES = [("de", "Startseite", "home"), ("en", "Home", "home-en")]


def create_home_pages(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("cms", "HomePage")

    # Wagtail's own welcome page and its site make room.
    Site.objects.all().delete()
    Page.objects.filter(depth=2, slug="home").delete()

    content_type, _ = ContentType.objects.get_or_create(
        app_label="cms", model="homepage"
    )
    translation_key = None
    for number, (language, title, slug) in enumerate(HOMES, start=1):
        locale, _ = Locale.objects.get_or_create(language_code=language)
        home = HomePage(
            title=title,
            draft_title=title,
            slug=slug,
            content_type=content_type,
            locale=locale,
            path=f"0001{number:04}",
            depth=2,
            numchild=0,
            url_path=f"/{slug}/",
        )
        if translation_key:
            home.translation_key = translation_key
        home.save()
        translation_key = home.translation_key
        if language == "de":
            Site.objects.create(
                hostname="localhost",
                site_name=settings.WAGTAIL_SITE_NAME,
                root_page_id=home.pk,
                is_default_site=True,
            )
    Page.objects.filter(depth=1).update(numchild=len(HOMES))


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_initial")]

    operations = [
        migrations.RunPython(create_home_pages, migrations.RunPython.noop)
    ]
