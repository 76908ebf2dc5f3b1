import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('network', '0030_downloads'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='user',
            options={'permissions': [('block_user', 'Personen ansehen und sperren')], 'verbose_name': 'Person', 'verbose_name_plural': 'Personen'},
        ),
        migrations.AddField(
            model_name='user',
            name='asked_to_stay_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='gefragt, ob das Konto bleiben soll'),
        ),
        migrations.CreateModel(
            name='ModerationCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.PositiveBigIntegerField()),
                ('title', models.CharField(max_length=250, verbose_name='Text')),
                ('quote', models.TextField(blank=True, verbose_name='Wortlaut, als es gemeldet wurde')),
                ('state', models.CharField(choices=[('open', 'offen'), ('closed', 'erledigt')], default='open', max_length=10, verbose_name='Stand')),
                ('hidden_at', models.DateTimeField(null=True, verbose_name='ausgeblendet am')),
                ('hidden_reason', models.TextField(blank=True, max_length=1000, verbose_name='Grund')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='angelegt am')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='erledigt am')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='geschrieben von')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
            ],
            options={
                'verbose_name': 'gemeldeter Text',
                'verbose_name_plural': 'gemeldete Texte',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('spam', 'Werbung oder Spam'), ('insult', 'Beleidigung, Hass oder Drohung'), ('false', 'falsche Angaben'), ('private', 'persönliche Daten anderer'), ('rights', 'fremde Texte oder Bilder ohne Erlaubnis'), ('other', 'etwas anderes')], max_length=10, verbose_name='Grund')),
                ('words', models.TextField(blank=True, max_length=2000, verbose_name='Erläuterung')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gemeldet am')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='network.moderationcase')),
                ('reporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to=settings.AUTH_USER_MODEL, verbose_name='gemeldet von')),
            ],
            options={
                'verbose_name': 'Meldung',
                'verbose_name_plural': 'Meldungen',
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='moderationcase',
            constraint=models.UniqueConstraint(fields=('content_type', 'object_id'), name='moderationcase_one_per_text'),
        ),
        migrations.AddConstraint(
            model_name='moderationcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden_at__isnull', True), ('hidden_reason', '')), models.Q(('hidden_at__isnull', False), models.Q(('hidden_reason', ''), _negated=True)), _connector='OR'), name='moderationcase_hidden_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='moderationcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='moderationcase_closed_at_iff_closed'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('case', 'reporter'), name='report_one_per_person_and_text'),
        ),
    ]
