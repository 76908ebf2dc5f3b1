"""The settings as mypy's Django plugin reads them: no environment, no database."""

import os

os.environ |= {"DEMO": "1", "DATABASE_URL": "postgresql:///types"}

# All of them, and the module itself: there is no other way to hand them on.
from tregks.settings import *  # noqa: F403, TID251
