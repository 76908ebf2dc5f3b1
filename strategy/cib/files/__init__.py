"""Reading and writing matrices: ScenarioWizard's .scw, CSV and JSON."""

from __future__ import annotations

from pathlib import PurePath

from strategy.cib.files.scw import read_scw, write_scw
from strategy.cib.files.tables import (
    read_csv,
    read_json,
    read_table,
    write_csv,
    write_json,
)
from strategy.cib.matrix import CibError, ImpactMatrix

__all__ = ["LARGEST_FILE", "read_matrix", "read_table", "write_matrix"]

LARGEST_FILE = 64 << 20  # the largest matrix there can be fits


def read_matrix(filename: str, data: bytes) -> ImpactMatrix:
    """The matrix in a file's content; the format follows from the name.

    Raises CibError, with a line number where there is one, or for more than 64 MB.
    """
    if len(data) > LARGEST_FILE:
        raise CibError(f"The file is larger than {LARGEST_FILE >> 20} MB.")
    match _suffix(filename):
        case ".scw":
            return read_scw(data).matrix
        case ".csv":
            return read_csv(data, name=PurePath(filename).stem)
        case _:
            return read_json(data)


def write_matrix(filename: str, matrix: ImpactMatrix) -> bytes:
    """The content of a file with this matrix, in the format of its name."""
    match _suffix(filename):
        case ".scw":
            return write_scw(matrix)
        case ".csv":
            return write_csv(matrix)
        case _:
            return write_json(matrix)


def _suffix(filename: str) -> str:
    suffix = PurePath(filename).suffix.lower()
    if suffix not in {".scw", ".csv", ".json"}:
        raise CibError(f"'{filename}' is neither a .scw nor a .csv nor a .json file.")
    return suffix
