"""Limits on how often somebody may do something, shared by all processes.

allauth counts its own actions (`ACCOUNT_RATE_LIMITS`); this is for everything else:
forms anybody may send, and mail to addresses nobody has confirmed yet.
"""

import hashlib
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

HIT = """
INSERT INTO rate_limit AS l (key, hits, expires)
VALUES (%(key)s, ARRAY[%(now)s::timestamptz], %(now)s + %(window)s)
ON CONFLICT (key) DO UPDATE SET
    hits = array(
        SELECT hit FROM unnest(l.hits) AS hit WHERE hit > %(now)s - %(window)s
    ) || %(now)s::timestamptz,
    expires = excluded.expires
WHERE %(amount)s > (
    SELECT count(*) FROM unnest(l.hits) AS hit WHERE hit > %(now)s - %(window)s
)
RETURNING 1
"""


def allowed(action: str, who: str, *, amount: int, per: timedelta) -> bool:
    """Count one try, and say whether it was within `amount` tries in any such span.

    One statement, exact also when tries arrive at once: the row is locked by whoever
    comes first. Refused tries are not counted, so nobody can be locked out for ever.
    Ask outside a transaction where a later error must not give the try back. `who`
    (an address, an IP) is stored as a digest only.
    """
    digest = hashlib.sha256(who.strip().lower().encode()).hexdigest()
    parameters: dict[str, Any] = {
        "key": f"{action}:{digest}",
        "now": timezone.now(),
        "window": per,
        "amount": amount,
    }
    with connection.cursor() as cursor:
        cursor.execute(HIT, parameters)
        return cursor.fetchone() is not None


def forget_expired() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rate_limit WHERE expires < %s", [timezone.now()])
