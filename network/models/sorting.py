"""Names in German order, on any PostgreSQL: no ICU collation is needed.

The keys are generated columns: who changes a rule here writes a migration that makes
them anew.
"""

import re

from django.db.models import Func

# DIN 5007-1, as in dictionaries: ä counts as a, ß as ss, punctuation not at all.
ACCENTED = "ÄÀÁÂÃÅÇČĆÈÉÊËĘĚÌÍÎÏŁÑŃŇÒÓÔÕÖŐØŘŚŠÙÚÛÜŰŮÝŹŻŽäàáâãåçčćèéêëęěìíîïłñńňòóôõöőøřśšùúûüűůýÿźżž"
PLAIN = "AAAAAACCCEEEEEEIIIILNNNOOOOOOORSSUUUUUUYZZZaaaaaaccceeeeeeiiiilnnnooooooorssuuuuuuyyzzz"


class GermanSortKey(Func):
    """'Ölmühle „Süß“' becomes 'olmuhle suss'."""

    template = (
        "btrim(regexp_replace(lower(translate(replace(replace(%(expressions)s, "
        f"'ß', 'ss'), 'ẞ', 'ss'), '{ACCENTED}', '{PLAIN}')), '[^a-z0-9]+', ' ', 'g'))"
    )


def german_sort_key(name: str) -> str:
    """The same in Python, for a name that is in no row."""
    plain = name.replace("ß", "ss").replace("ẞ", "ss")
    plain = plain.translate(str.maketrans(ACCENTED, PLAIN)).lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


class SurnameFirst(Func):
    """'Anna von der Heide' becomes 'Heide Anna von der'."""

    template = r"regexp_replace(btrim(%(expressions)s), '^(.*)\s(\S+)$', '\2 \1')"
