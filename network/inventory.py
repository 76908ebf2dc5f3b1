"""Which personal data the portal holds, why, and how long: one list for all uses.

Each app says in `<app>/personal_data.py` what it holds (`PERSONAL_DATA`). A test fails
when a field that leads to a person, an e-mail address or an IP address is in no list.
From the lists come the table of the page Datenschutz, the export of one's own data
(`network.data_export`) and what a deletion takes along (`network.erasure`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

OTHER = _("Weiteres")


@dataclass(frozen=True)
class PersonalData:
    """One row of the table: data of one kind, with one purpose and one end.

    All fields are written as "app.model.field" in small letters; a path through other
    models as "app.model.field__person".
    """

    what: Promise | str
    purpose: Promise | str
    basis: Promise | str
    kept: Promise | str
    # Rows of one area stand together.
    area: Promise | str = OTHER
    # Lead to the person the row is about: exported to them.
    fields: tuple[str, ...] = ()
    # Say who worked on something that belongs to others: not exported.
    handled: tuple[str, ...] = ()
    # Never leave the portal: they would let others in.
    secret: tuple[str, ...] = ()
    # Texts the portal writes, in which names may stand: a deletion takes these out.
    mentions: tuple[str, ...] = ()


def inventory() -> Iterator[PersonalData]:
    """What concerns everybody first, what concerns editors last."""
    configs = list(apps.get_app_configs())
    for config in sorted(configs, key=lambda config: config.name.startswith("tregks")):
        if config.module and module_has_submodule(config.module, "personal_data"):
            module = import_module(f"{config.name}.personal_data")
            yield from module.PERSONAL_DATA


def model_and_path(field: str) -> tuple[type[models.Model], str]:
    app, model, path = field.split(".")
    return apps.get_model(app, model), path
