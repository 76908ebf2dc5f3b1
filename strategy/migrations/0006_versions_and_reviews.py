"""What a review changed, as a version; reviews of warning signs become feedback."""

from datetime import timedelta

import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models
from django.utils import timezone


def move_conclusions(apps, schema_editor):
    """A sign that has reached its threshold gets the review it would have opened."""
    # What is checked only at the end would keep the tables from being changed.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    sign_model = apps.get_model("strategy", "WarningSign")
    entry_model = apps.get_model("strategy", "FeedbackEntry")
    kinds = apps.get_model("contenttypes", "ContentType").objects
    signs = sign_model.objects.filter(crossed_on__isnull=False)
    for sign in signs.select_related("projection"):
        source, _new = kinds.get_or_create(app_label="strategy", model="warningsign")
        concerns, _new = kinds.get_or_create(app_label="strategy", model="factor")
        is_answered = bool(sign.conclusion)
        entry_model.objects.create(
            source_type=source,
            source_id=sign.pk,
            concerns_type=concerns,
            concerns_id=sign.projection.factor_id,
            effect="adds",
            finding=f"„{sign.name}“ hat die Schwelle erreicht.",
            evidence=sign.source or sign.name,
            review_by=timezone.localdate() + timedelta(days=30),
            state="answered" if is_answered else "open",
            outcome="unchanged" if is_answered else "",
            outcome_text=sign.conclusion,
            answered_at=timezone.now() if is_answered else None,
        )


def move_back(apps, schema_editor):
    # What is checked only at the end would keep the tables from being changed.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    sign_model = apps.get_model("strategy", "WarningSign")
    entry_model = apps.get_model("strategy", "FeedbackEntry")
    entries = entry_model.objects.filter(
        source_type__app_label="strategy", source_type__model="warningsign"
    )
    for entry in entries:
        sign_model.objects.filter(pk=entry.source_id).update(
            conclusion=entry.outcome_text[:1000]
        )
    entries.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("strategy", "0005_warning_signs"),
    ]

    operations = [
        migrations.AddField(
            model_name="feedbackentry",
            name="changed_type",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="contenttypes.contenttype",
            ),
        ),
        migrations.AddField(
            model_name="feedbackentry",
            name="changed_id",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="feedbackentry",
            name="changed_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="feedbackentry",
            name="changed_at",
            field=models.DateTimeField(
                null=True, verbose_name="geändert in Fassung vom"
            ),
        ),
        migrations.AddIndex(
            model_name="feedbackentry",
            index=models.Index(
                fields=["changed_type", "changed_id"], name="feedback_changed"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("changed_at__isnull", True), ("changed_version__isnull", True)
                )
                | models.Q(
                    ("changed_at__isnull", False),
                    ("changed_version__isnull", False),
                    ("outcome", "changed"),
                ),
                name="feedback_changed_version",
            ),
        ),
        migrations.RunPython(move_conclusions, move_back),
        # Checked: what stood there is now the answer of the sign's review.
        migrations.RemoveField(model_name="warningsign", name="conclusion"),
        # Words of the forms alone.
        migrations.AlterField(
            model_name="chapter",
            name="slug",
            field=models.SlugField(
                blank=True,
                help_text="Letzter Teil der Adresse. Leer: aus dem Namen.",
                max_length=80,
                unique=True,
                verbose_name="Kürzel",
            ),
        ),
        migrations.AlterField(
            model_name="scenario",
            name="story",
            field=wagtail.fields.RichTextField(
                blank=True,
                help_text="Wie leben und arbeiten die Menschen dann, und wie kam es dazu?",
                verbose_name="Geschichte",
            ),
        ),
        migrations.AlterField(
            model_name="vision",
            name="lead",
            field=models.TextField(
                help_text="Ein oder zwei Sätze für Listen: Was ist das für eine Zukunft?",
                max_length=400,
                verbose_name="Kurz gesagt",
            ),
        ),
        migrations.AlterField(
            model_name="vision",
            name="story",
            field=wagtail.fields.RichTextField(
                blank=True,
                help_text="Wie leben und arbeiten die Menschen dann, und wie kam es dazu?",
                verbose_name="Geschichte",
            ),
        ),
    ]
