"""Seats under load: R-01 to R-05, with real threads on real PostgreSQL."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from network.models import OutgoingMail, User
from tests.database import url_of
from tests.factories.network import UserFactory
from tests.factories.workshops import RegistrationFactory, WorkshopFactory
from workshops import registration
from workshops.actions import save_changes
from workshops.models import Registration, RegistrationMove, Workshop

THREADS = 12  # more than a server with two cores has
CROWD = 200


@pytest.fixture
def many_connections() -> Iterator[None]:
    """As many connections as threads, so that they really meet in the database."""
    options = connection.settings_dict["OPTIONS"]
    before = options["pool"]
    connections.close_all()
    connection.close_pool()
    options["pool"] = before | {"max_size": THREADS + 2, "timeout": 30}
    yield
    connections.close_all()
    connection.close_pool()
    options["pool"] = before


def members(number: int) -> list[User]:
    return User.objects.bulk_create(
        User(email=f"member{n}@tregks.example", name=f"Person {n}", password="!")
        for n in range(number)
    )


def at_once(act: Callable, items: list) -> list:
    """Do it for all items, as many at a time as there are threads."""
    start = threading.Barrier(min(THREADS, len(items)))

    def one(number_and_item: tuple[int, object]):
        number, item = number_and_item
        if number < start.parties:
            start.wait()
        try:
            return act(item)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(start.parties) as pool:
        return list(pool.map(one, enumerate(items)))


def browser(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def post(workshop: Workshop) -> Callable[[Client], int]:
    url = f"{workshop.get_absolute_url()}anmelden/"
    return lambda client: client.post(url).status_code


def states(workshop: Workshop) -> dict[str, int]:
    found = workshop.registrations.order_by().values_list("state", flat=True)
    return {state: list(found).count(state) for state in set(found)}


# --- R-01 -----------------------------------------------------------------------------------


def test_two_hundred_at_once_get_twenty_seats_in_order(
    transactional_db, many_connections
):
    workshop = WorkshopFactory(capacity=20)
    crowd = [browser(user) for user in members(CROWD)]
    answers = at_once(post(workshop), crowd)
    assert set(answers) == {302}
    assert states(workshop) == {"registered": 20, "waiting": 180}
    seats = workshop.registrations.seated().order_by("seat")
    assert [each.seat for each in seats] == list(range(1, 21))
    queue = list(workshop.registrations.waiting())
    assert [each.queue_number for each in queue] == list(range(1, 181))
    # In the order of the lock: whoever came later has the higher number.
    moves = RegistrationMove.objects.filter(registration__in=queue).order_by("pk")
    assert [move.number for move in moves] == list(range(1, 181))


def without_lock(workshop: Workshop):
    """The control: read, think for a moment, and act on what was read."""
    found = Workshop.objects.get(pk=workshop.pk)
    return found, timezone.now()


def slow_seat(workshop: Workshop) -> int | None:
    seat = honest_seat(workshop)
    time.sleep(0.01)
    return seat


honest_seat = registration.free_seat


def rush_without_lock(monkeypatch, workshop: Workshop) -> None:
    monkeypatch.setattr(registration, "locked", without_lock)
    monkeypatch.setattr(registration, "free_seat", slow_seat)

    def act(user: User) -> None:
        with suppress(IntegrityError):  # then the constraint has done its work
            registration.register(workshop=workshop, by=user, person=user)

    at_once(act, members(CROWD))


def test_without_the_lock_constraints_alone_prevent_overbooking(
    transactional_db, many_connections, monkeypatch
):
    workshop = WorkshopFactory(capacity=20)
    rush_without_lock(monkeypatch, workshop)
    assert 1 <= states(workshop).get("registered", 0) <= 20
    seats = workshop.registrations.seated().values_list("seat", flat=True)
    assert len(seats) == len(set(seats))
    assert max(seats) <= 20


def test_without_lock_and_constraints_it_oversells(
    transactional_db, many_connections, monkeypatch
):
    """Otherwise the two tests above would prove nothing."""
    workshop = WorkshopFactory(capacity=20)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX registration_seat_once, registration_queue_once")
        cursor.execute("DROP TRIGGER seat_within_capacity ON workshops_registration")
    rush_without_lock(monkeypatch, workshop)
    assert states(workshop)["registered"] > 20


@pytest.mark.django_db
def test_database_refuses_a_seat_beyond_the_capacity_and_a_seat_for_two():
    workshop = WorkshopFactory(capacity=1)
    first = RegistrationFactory(workshop=workshop)
    for seat in (1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            RegistrationFactory(workshop=workshop, seat=seat)
    assert first.seat == 1


# --- R-02 -----------------------------------------------------------------------------------


def test_ten_posts_of_one_member_are_one_registration(
    transactional_db, many_connections
):
    workshop = WorkshopFactory()
    (user,) = members(1)
    clients = [browser(user) for _ in range(10)]
    url = f"{workshop.get_absolute_url()}anmelden/"
    answers = at_once(lambda client: client.post(url), clients)
    answers.append(clients[0].post(url))  # the connection was cut, the page sent again
    (row,) = Registration.objects.all()
    assert {answer.url for answer in answers} == {row.get_absolute_url()}
    assert OutgoingMail.objects.filter(recipient=user.email).count() == 1


# --- R-03 -----------------------------------------------------------------------------------


def test_waiting_list_moves_correctly_while_everything_happens(
    transactional_db, many_connections
):
    workshop = WorkshopFactory(capacity=20)
    people = members(35)
    for user in people[:30]:
        registration.register(workshop=workshop, by=user, person=user)
    seated = list(workshop.registrations.seated().order_by("seat")[:5])
    waiting = [each.person_id for each in workshop.registrations.waiting()]

    def capacity(number: int) -> None:
        edited = Workshop.objects.get(pk=workshop.pk)
        edited.capacity = number
        save_changes(workshop=edited, by=people[0])

    acts: list[Callable] = [
        *(lambda r=r: registration.cancel(registration=r, by=None) for r in seated),
        *(
            lambda u=u: registration.register(workshop=workshop, by=u, person=u)
            for u in people[30:]
        ),
        lambda: [capacity(number) for number in (22, 19)],
    ]
    at_once(lambda act: act(), acts)
    after = Registration.objects.filter(workshop=workshop)
    moved_up = RegistrationMove.objects.filter(before="waiting", after="registered")
    promoted = [move.registration for move in moved_up.order_by("pk")]
    # Whoever moved up stood first in line, whatever happened in between.
    assert [each.person_id for each in promoted] == waiting[: len(promoted)]
    assert 4 <= len(promoted) <= 7
    newcomers = after.filter(person__in=people[30:])
    assert not newcomers.filter(seat__isnull=False).exists()
    assert after.filter(state="cancelled").count() == 5
    assert after.seated().count() == 15 + len(promoted)
    for each in promoted:
        mails = OutgoingMail.objects.filter(recipient=each.address)
        assert mails.filter(subject__startswith="Sie haben einen Platz").count() == 1


# --- R-04 -----------------------------------------------------------------------------------


def test_a_lock_held_elsewhere_is_answered_with_busy(transactional_db):
    workshop, other = WorkshopFactory(), WorkshopFactory()
    clients = [browser(user) for user in members(2)]
    database = connection.settings_dict["NAME"]
    with psycopg.connect(url_of(database)) as elsewhere:
        elsewhere.execute(
            "SELECT 1 FROM workshops_workshop WHERE id = %s FOR NO KEY UPDATE",
            [workshop.pk],
        )
        started = time.monotonic()
        answer = clients[0].post(f"{workshop.get_absolute_url()}anmelden/")
        assert time.monotonic() - started < 3.5
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "Bitte versuchen Sie es in einigen Sekunden" in answer.text
        assert post(other)(clients[1]) == 302
    assert list(Registration.objects.values_list("workshop", flat=True)) == [other.pk]


# --- R-05 -----------------------------------------------------------------------------------


def test_nothing_is_left_when_the_end_of_registering_fails(
    transactional_db, monkeypatch
):
    workshop = WorkshopFactory(capacity=1)
    (user,) = members(1)
    mail = registration.mail

    def fail(*args, **kwargs) -> None:
        mail(*args, **kwargs)
        raise RuntimeError("at the very end")

    monkeypatch.setattr(registration, "mail", fail)
    assert post(workshop)(browser(user)) == 500
    assert not Registration.objects.exists()
    assert not RegistrationMove.objects.exists()
    assert not OutgoingMail.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


# --- R-25 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "gets_in"), [(-1, True), (0, False), (1, False)])
@pytest.mark.django_db
def test_the_deadline_is_exact(monkeypatch, seconds, gets_in):
    closes = timezone.now() + timedelta(days=1)
    workshop = WorkshopFactory(closes_at=closes)
    monkeypatch.setattr(
        registration,
        "locked",
        lambda _: (workshop, closes + timedelta(seconds=seconds)),
    )
    user = UserFactory()
    if gets_in:
        registration.register(workshop=workshop, by=user, person=user)
    else:
        with pytest.raises(registration.Refused, match="geschlossen"):
            registration.register(workshop=workshop, by=user, person=user)
    assert Registration.objects.count() == gets_in


@pytest.mark.parametrize("clock", [-5, 0, 5])
@pytest.mark.parametrize(("left", "gets_in"), [(2, True), (-0.001, False)])
@pytest.mark.django_db
def test_the_database_tells_the_time_whatever_the_servers_think(clock, left, gets_in):
    workshop = WorkshopFactory(closes_at=timezone.now() + timedelta(seconds=left))
    user = UserFactory()
    with time_machine.travel(timezone.now() + timedelta(seconds=clock)):
        if gets_in:
            registration.register(workshop=workshop, by=user, person=user)
        else:
            with pytest.raises(registration.Refused):
                registration.register(workshop=workshop, by=user, person=user)
