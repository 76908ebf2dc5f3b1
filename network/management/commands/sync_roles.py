from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from network import roles


class Command(BaseCommand):
    help = "Gives every role exactly the rights that network/roles.py lists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing, fail if the database differs",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            if lines := roles.differences():
                raise CommandError(
                    "Roles differ from network/roles.py (run sync_roles):\n"
                    + "\n".join(lines)
                )
            message = "Roles are as they should be."
        else:
            lines = roles.apply()
            message = f"{len(lines)} rights changed." if lines else "Nothing to change."
        if options["verbosity"]:
            self.stdout.write(message)
