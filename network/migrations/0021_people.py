
import django.db.models.deletion
import django.utils.timezone
import network.models.sorting
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('network', '0020_organisations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gesendet am')),
            ],
            options={
                'verbose_name': 'vermittelte Nachricht',
                'verbose_name_plural': 'vermittelte Nachrichten',
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='Person')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('visibility', models.CharField(choices=[('nobody', 'niemand'), ('members', 'Mitglieder des Netzwerks'), ('public', 'alle, auch ohne Anmeldung')], default='nobody', max_length=10, verbose_name='Wer darf Ihr Profil sehen?')),
                ('about', models.TextField(blank=True, help_text='Woran arbeiten Sie, was können Sie anderen sagen oder zeigen?', max_length=1000, verbose_name='Über mich')),
                ('stakeholder_group', models.CharField(blank=True, choices=[('unternehmen', 'Unternehmen'), ('verwaltung', 'Öffentliche Verwaltung'), ('arbeitnehmer', 'Arbeitnehmervertretung'), ('arbeitgeber', 'Arbeitgebervertretung'), ('berufsbildung', 'Berufsbildung'), ('forschung', 'Hochschule und Forschung'), ('kammern', 'Kammern und Verbände'), ('zivilgesellschaft', 'Zivilgesellschaft')], max_length=20, verbose_name='Akteursgruppe')),
                ('trusted_at', models.DateTimeField(editable=False, null=True, verbose_name='geprüft am')),
                ('rules_version', models.CharField(blank=True, editable=False, max_length=20, verbose_name='Fassung der Regeln')),
                ('rules_accepted_at', models.DateTimeField(editable=False, null=True, verbose_name='Regeln anerkannt am')),
            ],
            options={
                'verbose_name': 'Profil',
                'verbose_name_plural': 'Profile',
                'ordering': ['user__sort_key', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='sort_key',
            field=models.GeneratedField(db_persist=True, expression=network.models.sorting.GermanSortKey(network.models.sorting.SurnameFirst('name')), output_field=models.TextField(db_collation='C')),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(fields=['sort_key'], name='user_sort_key'),
        ),
        migrations.AddField(
            model_name='message',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='an'),
        ),
        migrations.AddField(
            model_name='message',
            name='sender',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='von'),
        ),
        migrations.AddField(
            model_name='profile',
            name='topics',
            field=models.ManyToManyField(blank=True, related_name='+', to='network.topic', verbose_name='Handlungsfelder'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('sender', models.F('recipient')), _negated=True), name='message_to_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(('stakeholder_group__in', ['', 'unternehmen', 'verwaltung', 'arbeitnehmer', 'arbeitgeber', 'berufsbildung', 'forschung', 'kammern', 'zivilgesellschaft'])), name='profile_stakeholder_group'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rules_accepted_at__isnull', True), ('rules_version', '')), models.Q(models.Q(('rules_version', ''), _negated=True), ('rules_accepted_at__isnull', False)), _connector='OR'), name='profile_rules_have_version_and_time'),
        ),
    ]
