"""Logs: one JSON line per event, with the request's id, without personal data."""

import contextvars
import logging
import re

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

request_id: contextvars.ContextVar[str] = contextvars.ContextVar(
    "request_id", default=""
)

# Looks only where a word begins, so that no text takes long to search.
MAIL_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(\.[\w-]+)+")
# PostgreSQL quotes the values of the row it refused.
ROW_VALUES = re.compile(r"^DETAIL: .*$", re.MULTILINE)


class RequestFilter(logging.Filter):
    """Adds the id of the request that is being answered, if any."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(BaseJsonFormatter):
    """Line breaks and quotes in values are escaped by JSON itself."""

    def __init__(self) -> None:
        super().__init__(
            "{asctime}{levelname}{name}{message}{request_id}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level"},
            # Django attaches the request, whose description holds the query string.
            reserved_attrs=[*RESERVED_ATTRS, "request", "server_time"],
            json_ensure_ascii=False,
        )

    def format(self, record: logging.LogRecord) -> str:
        return MAIL_ADDRESS.sub("[…]", super().format(record))

    def formatException(self, ei) -> str:
        text = logging.Formatter.formatException(self, ei)
        return ROW_VALUES.sub("DETAIL: […]", text)
