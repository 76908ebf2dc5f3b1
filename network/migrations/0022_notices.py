
import django.db.models.deletion
import django.utils.timezone
import network.models.notices
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0021_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('biete', 'Biete'), ('suche', 'Suche')], max_length=5, verbose_name='Biete oder suche?')),
                ('state', models.CharField(choices=[('waiting', 'wird geprüft'), ('published', 'veröffentlicht'), ('closed', 'beendet')], default='waiting', max_length=10, verbose_name='Stand')),
                ('title', models.CharField(help_text='zum Beispiel: Prüfstand für Elektromotoren, stundenweise', max_length=100, verbose_name='Überschrift')),
                ('text', models.TextField(max_length=1500, verbose_name='Text')),
                ('expires_on', models.DateField(default=network.models.notices.usual_end, verbose_name='gilt bis')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='angelegt am')),
                ('reminded_at', models.DateTimeField(editable=False, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='von')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='network.organisation', verbose_name='für die Organisation')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.topic', verbose_name='Handlungsfeld')),
            ],
            options={
                'verbose_name': 'Angebot oder Gesuch',
                'verbose_name_plural': 'Biete / Suche',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(models.F('topic'), models.F('kind'), condition=models.Q(('state', 'published')), name='notice_published')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['biete', 'suche'])), name='notice_kind')],
            },
        ),
    ]
