import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import network.models.sorting
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cms', '0001_initial'),
        ('network', '0006_inquiries'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='Name')),
                ('slug', models.SlugField(help_text='Letzter Teil der Adresse des Eintrags.', max_length=80, unique=True, verbose_name='Kürzel')),
                ('state', models.CharField(choices=[('proposed', 'vorgeschlagen'), ('published', 'veröffentlicht'), ('archived', 'archiviert')], default='proposed', max_length=10, verbose_name='Stand')),
                ('stakeholder_group', models.CharField(choices=[('unternehmen', 'Unternehmen'), ('verwaltung', 'Öffentliche Verwaltung'), ('arbeitnehmer', 'Arbeitnehmervertretung'), ('arbeitgeber', 'Arbeitgebervertretung'), ('berufsbildung', 'Berufsbildung'), ('forschung', 'Hochschule und Forschung'), ('kammern', 'Kammern und Verbände'), ('zivilgesellschaft', 'Zivilgesellschaft')], max_length=20, verbose_name='Akteursgruppe')),
                ('municipality', models.CharField(help_text='Stadt oder Gemeinde, zum Beispiel Kassel', max_length=80, verbose_name='Ort')),
                ('description', models.TextField(blank=True, help_text='Was tut Ihre Organisation, und was bringt sie ins Netzwerk ein? Der Anfang steht auch in der Liste.', max_length=3000, verbose_name='Beschreibung')),
                ('website', models.URLField(blank=True, help_text='zum Beispiel https://www.firma.de', validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='Website')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='angelegt am')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=network.models.sorting.GermanSortKey('name'), output_field=models.TextField(db_collation='C'))),
                ('search_vector', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('name', config='simple', weight='A'), '||', django.contrib.postgres.search.SearchVector('name', config='german', weight='A'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector('municipality', config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('simple')), '||', django.contrib.postgres.search.SearchVector('description', config='german', weight='C'), django.contrib.postgres.search.SearchConfig('simple')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.portalimage', verbose_name='Logo')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged_from', to='network.organisation', verbose_name='zusammengeführt mit')),
                ('proposed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vorgeschlagen von')),
                ('topics', models.ManyToManyField(blank=True, related_name='organisations', to='network.topic', verbose_name='Handlungsfelder')),
            ],
            options={
                'verbose_name': 'Organisation',
                'verbose_name_plural': 'Organisationen',
                'ordering': ['sort_key', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.CharField(blank=True, help_text='zum Beispiel Betriebsrätin oder Leiter Personal', max_length=120, verbose_name='Funktion')),
                ('since', models.DateField(blank=True, null=True, verbose_name='seit')),
                ('is_contact', models.BooleanField(default=False, help_text='Pflegt den Eintrag und erteilt Rederechte.', verbose_name='Ansprechperson')),
                ('may_speak', models.BooleanField(default=False, verbose_name='darf für sie sprechen')),
                ('granted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Rederecht erteilt am')),
                ('granted_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Rederecht erteilt von')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to=settings.AUTH_USER_MODEL, verbose_name='Person')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='network.organisation', verbose_name='Organisation')),
            ],
            options={
                'verbose_name': 'Zugehörigkeit',
                'verbose_name_plural': 'Zugehörigkeiten',
                'ordering': ['organisation__sort_key', 'person__name'],
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['state', 'sort_key'], include=('id', 'stakeholder_group', 'municipality'), name='organisation_list'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_vector'], name='organisation_search'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('stakeholder_group__in', ['unternehmen', 'verwaltung', 'arbeitnehmer', 'arbeitgeber', 'berufsbildung', 'forschung', 'kammern', 'zivilgesellschaft'])), name='organisation_stakeholder_group'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('state', 'archived'), _connector='OR'), name='organisation_merged_is_archived'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('pk')), _negated=True), name='organisation_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.UniqueConstraint(fields=('person', 'organisation'), name='affiliation_once'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('granted_at__isnull', False), ('may_speak', True)), models.Q(('granted_at__isnull', True), ('granted_by__isnull', True), ('may_speak', False)), _connector='OR'), name='affiliation_speaking_has_date'),
        ),
    ]
