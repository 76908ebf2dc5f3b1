"""Django's checks with settings as in production: `python -m tests.deploy_check`.

Also proves that production stops with the name of any variable that is missing.
"""

import os
import subprocess
import sys

from cryptography.fernet import Fernet

PRODUCTION = {
    "SECRET_KEY": "not-the-real-one-" * 4,
    "DATABASE_URL": "postgresql://portal:secret@database.example/tregks",
    "BASE_URL": "https://portal.example",
    "EMAIL_URL": "submission://portal:secret@mail.example:587",
    "MAIL_FROM": "TRegKS <portal@portal.example>",
    "MFA_KEYS": Fernet.generate_key().decode(),
    "PROXY_COUNT": "1",
}
CHECK = [
    *(sys.executable, "manage.py", "check"),
    *("--deploy", "--fail-level", "WARNING"),
]


def environment(production: dict[str, str] = PRODUCTION) -> dict[str, str]:
    """An environment for a program, with nothing of the demo's left in it."""
    # Empty instead of absent: a developer's .env must not fill the gap.
    gaps = dict.fromkeys([*PRODUCTION, "DEMO", "DEBUG"], "")
    return {**os.environ, **gaps, "DEMO": "0", "DEBUG": "0", **production}


def run(production: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        CHECK,
        env=environment(production),
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> None:
    result = run(PRODUCTION)
    sys.stderr.write(result.stderr)
    if result.returncode:
        sys.exit("check --deploy found something.")
    for name in PRODUCTION:
        incomplete = {key: PRODUCTION[key] for key in PRODUCTION if key != name}
        result = run(incomplete)
        if not result.returncode or name not in result.stderr:
            sys.exit(f"Production starts, or fails silently, without {name}.")
    sys.stdout.write("Settings are ready for production.\n")


if __name__ == "__main__":
    main()
