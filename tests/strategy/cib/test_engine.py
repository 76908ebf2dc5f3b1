"""What holds for the package as a whole."""

import ast
import inspect
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import strategy.cib

MODULES = [
    module.name
    for module in pkgutil.walk_packages(strategy.cib.__path__, "strategy.cib.")
]
PERMITTED = sys.stdlib_module_names | {"numpy"}


@pytest.mark.parametrize("name", ["strategy.cib", *MODULES])
def test_only_numpy_and_the_standard_library_are_imported(name):
    tree = ast.parse(Path(inspect.getfile(import_module(name))).read_text())
    for node in ast.walk(tree):
        imported = []
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported = [node.module]
        for target in imported:
            own = target == "strategy.cib" or target.startswith("strategy.cib.")
            assert own or target.split(".")[0] in PERMITTED, target


def test_django_is_not_needed():
    code = f"""
import sys
sys.modules["django"] = None  # importing it fails from now on
for name in {MODULES!r}:
    if not name.endswith("__main__"):
        __import__(name)
assert not any(name.startswith("django.") for name in sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", ["strategy.cib", *MODULES])
def test_everything_public_has_a_docstring(name):
    module = import_module(name)
    assert module.__doc__
    for label, value in vars(module).items():
        ours = getattr(value, "__module__", None) == name
        if ours and not label.startswith("_") and callable(value):
            assert inspect.getdoc(value), label
            if inspect.isclass(value):
                for attribute, member in vars(value).items():
                    if inspect.isfunction(member) and not attribute.startswith("_"):
                        assert inspect.getdoc(member), f"{label}.{attribute}"


def test_files_stay_readable():
    for name in MODULES:
        assert len(inspect.getsource(import_module(name)).splitlines()) <= 500, name


def test_the_engine_states_its_version():
    assert strategy.cib.ENGINE_VERSION == "1.1"
