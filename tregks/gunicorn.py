"""Gunicorn's settings, for the demo and for production alike."""

import os

# Settings need the environment that a .env file may bring.
from environs import Env

env = Env()
env.read_env()

bind = env.str("BIND", "127.0.0.1:8000")
workers = env.int("WEB_WORKERS", 2)
worker_class = "gthread"
threads = env.int("WEB_THREADS", 4)
timeout = 30
graceful_timeout = 25
# Workers are forked from a process that has loaded everything: a new one is there at
# once, and they share memory. Not with --reload, which has to load anew.
preload_app = not env.bool("DEBUG", False)
max_requests = 1200  # a fresh process now and then keeps memory flat
max_requests_jitter = 50
# In memory, where no slow disk can hold up the workers' heartbeats.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
accesslog = None  # tregks.middleware.request_log writes a line without personal data
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tregks.logging.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "gunicorn.error": {"level": env.str("LOG_LEVEL", "INFO"), "propagate": True},
    },
}
