"""``make reset``: throw the demo's data away."""

import shutil
import sys

from tregks.postgres import DATA_DIR, VAR_DIR

DEMO_DATA = ["postgres", "media", "mail", "static", "static.stamp"]


def main() -> None:
    if (DATA_DIR / "postmaster.pid").exists():
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
