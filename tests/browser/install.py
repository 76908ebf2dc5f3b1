"""Chromium for the browser tests: installed where that is permitted, else named."""

import os
import shutil
import subprocess
import sys

PROGRAMS = {"chromium": "chromium", "chromedriver": "chromium-driver"}


def missing() -> list[str]:
    return [
        package for program, package in PROGRAMS.items() if not shutil.which(program)
    ]


def main() -> None:
    if not missing():
        return
    if os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        sys.stdout.write("Installing Chromium for the browser tests …\n")
        sys.stdout.flush()
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = [apt, "install", "-qq", "--yes", "--no-install-recommends"]
        subprocess.run([apt, "update", "-qq"], env=quiet, check=False)
        subprocess.run([*install, *missing()], env=quiet, check=False)
    if packages := missing():
        sys.exit(
            "The browser tests need these packages of Debian or Ubuntu: "
            f"{' '.join(packages)}. Install them with: "
            f"sudo apt-get install {' '.join(packages)}"
        )


if __name__ == "__main__":
    main()
