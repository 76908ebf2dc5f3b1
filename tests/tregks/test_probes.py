"""Liveness and readiness (R-10). The mute database is in test_database_down."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from network.models import OutgoingMail
from tests.deploy_check import environment
from tregks import views


@pytest.fixture
def readyz(transactional_db: None, client: Client):
    """The probe has a connection of its own, so it sees committed rows only."""
    return lambda: client.get("/readyz")


def test_healthz_needs_no_database(client: Client) -> None:
    # Without a database fixture any query would fail.
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.content == b"ok"


def test_healthz_answers_the_container_itself_in_production() -> None:
    """It asks 127.0.0.1 without TLS, whatever the portal is called outside."""
    code = (
        "import django; django.setup();"
        "from django.test import Client;"
        "answer = Client().get('/healthz', headers={'host': '127.0.0.1:8000'});"
        "assert answer.status_code == 200, answer.status_code"
    )
    settings = {"DJANGO_SETTINGS_MODULE": "tregks.settings"}
    subprocess.run(
        [sys.executable, "-c", code], env=environment() | settings, check=True
    )


def test_readyz_is_ready_with_database_and_all_migrations(readyz) -> None:
    response = readyz()
    assert response.status_code == 200
    assert response.json() == {"database": True, "migrations": True, "outbox": True}
    assert "no-store" in response["Cache-Control"]


def test_readyz_refuses_while_a_migration_is_missing(readyz) -> None:
    last = MigrationRecorder.Migration.objects.filter(app="network").latest("id")
    last.delete()
    response = readyz()
    assert response.status_code == 503
    assert response.json()["migrations"] is False


def test_readyz_reports_late_mail_and_stays_ready(readyz) -> None:
    OutgoingMail.objects.create(
        recipient="a@firma.example",
        subject="s",
        text="t",
        html="h",
        created_at=timezone.now() - views.MAIL_IS_LATE_AFTER - timedelta(seconds=1),
    )
    response = readyz()
    assert response.status_code == 200
    assert response.json()["outbox"] is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_refuse_to_be_written_to(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_a_crowd_that_asks_makes_nobody_look_unready(readyz) -> None:
    """Anybody may ask; the load balancer must not be told "no" because of them."""
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: readyz().status_code, range(24)))
    assert answers == [200] * 24
