"""`make reset`: refuses while a server uses the data, and only then."""

import os
import subprocess
import sys

import pytest

from tregks.reset import is_running


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize(("pid", "running"), [(os.getpid, True), (dead_process, False)])
def test_file_of_a_server_counts_as_long_as_the_server_lives(tmp_path, pid, running):
    (tmp_path / "postmaster.pid").write_text(f"{pid()}\n{tmp_path}\n1764000000\n")
    assert is_running(tmp_path) == running


def test_without_a_file_nothing_runs(tmp_path):
    assert not is_running(tmp_path)
