"""Where the triggers of tregks.changes note that content has changed.

A row for each transaction, so that none has to wait for another as it would with one
counter. A restored backup may bring the same transaction number once more: then the
row gets a new number of its own.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_inquiry_pages")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE content_change (
                transaction bigint PRIMARY KEY,
                number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
                at timestamptz NOT NULL DEFAULT now()
            );
            CREATE FUNCTION note_content_change() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO content_change (transaction)
                VALUES (pg_current_xact_id()::text::bigint)
                ON CONFLICT (transaction) DO UPDATE SET number = DEFAULT, at = now();
                RETURN NULL;
            END $$;
            """,
            """
            DROP FUNCTION note_content_change() CASCADE;
            DROP TABLE content_change;
            """,
        ),
    ]
