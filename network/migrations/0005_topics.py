from django.db import migrations, models

TOPICS = [
    ("Arbeitsbeziehungen", "Industrial relations", "arbeitsbeziehungen", "work-relations"),
    ("Digitalisierung", "Digitalisation", "digitalisierung", "digital"),
    ("Dekarbonisierung", "Decarbonisation", "dekarbonisierung", "climate"),
    ("Qualifizierung", "Skills and training", "qualifizierung", "training"),
    ("Mobilität der Zukunft", "Future mobility", "mobilitaet-der-zukunft", "mobility"),
    ("Standortentwicklung", "Regional development", "standortentwicklung", "location"),
]


def create_topics(apps, schema_editor):
    Topic = apps.get_model("network", "Topic")
    for position, (name, name_en, slug, icon) in enumerate(TOPICS, start=1):
        Topic.objects.create(
            name=name, name_en=name_en, slug=slug, icon=icon, position=position
        )


class Migration(migrations.Migration):
    dependencies = [("network", "0003_unlogged_tables")]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=80, unique=True, verbose_name="Name"),
                ),
                (
                    "name_en",
                    models.CharField(
                        blank=True,
                        help_text="Ohne englischen Namen erscheint der deutsche.",
                        max_length=80,
                        verbose_name="Name auf Englisch",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Steht in Adressen, zum Beispiel "
                        "?handlungsfeld=digitalisierung.",
                        unique=True,
                        verbose_name="Kürzel",
                    ),
                ),
                (
                    "icon",
                    models.CharField(
                        choices=[
                            ("work-relations", "Arbeitsbeziehungen"),
                            ("digital", "Digitales"),
                            ("climate", "Klima"),
                            ("training", "Bildung"),
                            ("mobility", "Mobilität"),
                            ("location", "Ort"),
                            ("topic", "Thema"),
                        ],
                        default="topic",
                        max_length=20,
                        verbose_name="Symbol",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=1, verbose_name="Reihenfolge"
                    ),
                ),
            ],
            options={
                "verbose_name": "Handlungsfeld",
                "verbose_name_plural": "Handlungsfelder",
                "ordering": ["position", "name"],
            },
        ),
        migrations.RunPython(create_topics, migrations.RunPython.noop),
    ]
