"""The settings as mypy's Django plugin reads them: no environment, no database."""

import os

os.environ |= {"DEMO": "1", "DATABASE_URL": "postgresql:///types"}

from tregks.settings import *  # noqa: E402, F403 - all of them, after the environment
