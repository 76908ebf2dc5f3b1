#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL the embedded PostgreSQL is used."""

import os
import sys

from django.core.management import execute_from_command_line

from tregks import postgres


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tregks.settings")
    postgres.ensure_database_url()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
