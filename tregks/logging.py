"""Logs: one JSON line per event, with the request's id, without personal data."""

import contextvars
import logging

from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

request_id: contextvars.ContextVar[str] = contextvars.ContextVar(
    "request_id", default=""
)


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
            json_ensure_ascii=False,
        )
