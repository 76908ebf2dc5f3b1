"""The cache, kept in PostgreSQL so that all processes and machines share it.

Django's own database cache is not enough for what login limits and used codes need:
it counts the whole table at every write, throws live entries away when the table is
full, and two processes may both succeed in adding one key. Here each operation is
one statement, and entries go when they expire (`network.jobs.tidy_up`), never before.
"""

import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils import timezone


class PostgresCache(BaseCache):
    """Django's cache interface on the table `cache` (made by a migration)."""

    def __init__(self, location: str, params: dict) -> None:
        super().__init__(params)

    def _execute(self, sql: str, parameters: list[Any]) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    def _expiry(self, timeout: float | None) -> datetime | str:
        stamp = self.get_backend_timeout(timeout)
        return "infinity" if stamp is None else datetime.fromtimestamp(stamp, tz=UTC)

    def get(self, key, default=None, version=None):
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys, version=None):
        names = {self.make_and_validate_key(key, version): key for key in keys}
        rows = self._execute(
            "SELECT cache_key, value FROM cache"
            " WHERE cache_key = ANY(%s) AND expires > %s",
            [list(names), timezone.now()],
        )
        # Only this class writes the table.
        return {names[name]: pickle.loads(value) for name, value in rows}  # noqa: S301

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._write(key, value, timeout, version, only_if_absent=False)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._write(key, value, timeout, version, only_if_absent=True)

    def _write(self, key, value, timeout, version, *, only_if_absent: bool) -> bool:
        rows = self._execute(
            "INSERT INTO cache AS c (cache_key, value, expires) VALUES (%s, %s, %s)"
            " ON CONFLICT (cache_key) DO UPDATE"
            " SET value = excluded.value, expires = excluded.expires"
            " WHERE c.expires <= %s OR NOT %s RETURNING 1",
            [
                self.make_and_validate_key(key, version),
                pickle.dumps(value, pickle.HIGHEST_PROTOCOL),
                self._expiry(timeout),
                timezone.now(),
                only_if_absent,
            ],
        )
        return bool(rows)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        rows = self._execute(
            "UPDATE cache SET expires = %s WHERE cache_key = %s AND expires > %s"
            " RETURNING 1",
            [
                self._expiry(timeout),
                self.make_and_validate_key(key, version),
                timezone.now(),
            ],
        )
        return bool(rows)

    def delete(self, key, version=None):
        return self._delete([key], version) > 0

    def delete_many(self, keys, version=None):
        self._delete(keys, version)

    def _delete(self, keys, version) -> int:
        names = [self.make_and_validate_key(key, version) for key in keys]
        return len(
            self._execute(
                "DELETE FROM cache WHERE cache_key = ANY(%s) RETURNING 1", [names]
            )
        )

    def clear(self):
        self._execute("DELETE FROM cache", [])

    def clear_expired(self) -> None:
        """Remove what nobody can read any more, with an hour's grace."""
        self._execute(
            "DELETE FROM cache WHERE expires < %s",
            [timezone.now() - timedelta(hours=1)],
        )
