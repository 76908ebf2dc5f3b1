"""Tables whose content may be lost when the server crashes, and so are fast to write.

`cache` serves tregks.cache, `rate_limit` serves network.limits.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0002_outbox")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE cache (
                cache_key text PRIMARY KEY,
                value bytea NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX cache_expires ON cache (expires);
            """,
            "DROP TABLE cache;",
        ),
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE rate_limit (
                key text PRIMARY KEY,
                hits timestamptz[] NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX rate_limit_expires ON rate_limit (expires);
            """,
            "DROP TABLE rate_limit;",
        ),
    ]
