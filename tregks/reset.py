"""``make reset``: throw the demo's data away."""

import os
import shutil
import sys
from pathlib import Path

from tregks.postgres import DATA_DIR, VAR_DIR

DEMO_DATA = ["postgres", "media", "private", "mail", "static", "static.stamp"]


def is_running(data_dir: Path) -> bool:
    """Whether a server uses the directory; one that was killed leaves its file."""
    try:
        os.kill(int((data_dir / "postmaster.pid").read_text().split()[0]), 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except PermissionError:  # somebody else's process
        return True
    return True


def main() -> None:
    if is_running(DATA_DIR):
        sys.exit("The portal is running. Stop it first (Ctrl-C), then reset it.")
    for name in DEMO_DATA:
        path = VAR_DIR / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    sys.stdout.write("The demo's data is gone. `make run` makes it anew.\n")


if __name__ == "__main__":
    main()
