"""Guessing passwords: alone, at once, from one house, and what time tells."""

import statistics
import threading
import time

import pytest
from tests.conftest import Server
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.signed_in import EMAIL, OWN, PASSWORD, Visitor, sign_in
from tests.stories.psql import query

WRONG = "guess"
STRANGER = {"X-Forwarded-For": "203.0.113.80"}


@pytest.fixture(autouse=True)
def _fresh(house: Server) -> None:
    as_they_were(house)


def guess(visitor: Visitor, email: str = EMAIL, password: str = WRONG, **headers: str) -> int:
    token = visitor.get("/dashboard/sign-in").value("csrf")
    fields = {"csrf": token, "email": email, "password": password}
    return visitor.post("/dashboard/sign-in", fields, OWN | headers).status


def is_slowed(statuses: list[int]) -> bool:
    """Five are free. Then each waits longer than the one before, so several in a row are not answered."""
    return statuses[:5] == [422] * 5 and 429 in statuses[5:]


def test_many_guesses_at_once_are_no_more_than_one_after_the_other(house: Server) -> None:
    """Each would look before another is counted, if they did not stand in line."""
    visitors = [Visitor(house) for _ in range(16)]
    tokens = [visitor.get("/dashboard/sign-in").value("csrf") for visitor in visitors]
    statuses: list[int] = []
    barrier = threading.Barrier(len(visitors))

    def at_once(visitor: Visitor, token: str) -> None:
        barrier.wait()
        fields = {"csrf": token, "email": EMAIL, "password": WRONG}
        statuses.append(visitor.post("/dashboard/sign-in", fields, OWN | STRANGER).status)

    threads = [
        threading.Thread(target=at_once, args=pair) for pair in zip(visitors, tokens, strict=True)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Five are free. A sixth may follow if the second that it has to wait passes meanwhile.
    assert statuses.count(422) in (5, 6)
    assert statuses.count(429) == len(visitors) - statuses.count(422)


def test_an_address_tries_many_people_no_longer_than_one(house: Server) -> None:
    statuses = [guess(Visitor(house), f"somebody{n}@example.com", **STRANGER) for n in range(32)]
    assert statuses == [422] * 30 + [429] * 2
    assert sign_in(house).get("/").status == 200


def test_an_address_of_a_household_is_its_network(house: Server) -> None:
    addresses = [f"2001:db8:1:2::{n}" for n in range(1, 10)]
    assert is_slowed([guess(Visitor(house), **{"X-Forwarded-For": address}) for address in addresses])
    assert guess(Visitor(house), **{"X-Forwarded-For": "2001:db8:1:3::1"}) == 422


def test_a_stranger_at_the_same_address_does_not_keep_the_owner_out(house: Server) -> None:
    """The owner's device has attempts of its own, whatever the others in the office do."""
    owner = sign_in(house)
    stranger = Visitor(house)
    assert is_slowed([guess(stranger) for _ in range(9)])
    assert guess(owner, password=PASSWORD) == 303


def test_a_device_has_few_attempts_too(house: Server) -> None:
    owner = sign_in(house)
    assert is_slowed([guess(owner) for _ in range(9)])


def test_a_device_of_one_person_is_nothing_for_another(house: Server) -> None:
    owner = sign_in(house)
    device = {"billhook-device": owner.cookies["billhook-device"]}
    cookies = [device, {"billhook-device": "invented"}, {}] * 3
    assert is_slowed([guess(Visitor(house, cookies=dict(each)), "somebody@example.com") for each in cookies])


def test_a_right_password_after_some_wrong_ones_forgets_them(house: Server) -> None:
    visitor = Visitor(house)
    assert [guess(visitor, **STRANGER) for _ in range(4)] == [422] * 4
    assert guess(visitor, password=PASSWORD, **STRANGER) == 303
    assert [guess(Visitor(house), **STRANGER) for _ in range(5)] == [422] * 5


def test_the_time_does_not_tell_who_works_here(house: Server) -> None:
    """An unknown e-mail is hashed too."""

    def seconds(email: str) -> float:
        query(house, "DELETE FROM failed_sign_ins")
        visitor = Visitor(house)
        fields = {"csrf": visitor.get("/dashboard/sign-in").value("csrf"), "email": email, "password": WRONG}
        began = time.perf_counter()
        visitor.post("/dashboard/sign-in", fields)
        return time.perf_counter() - began

    pairs = [(seconds(EMAIL), seconds("nobody@example.com")) for _ in range(15)]
    known, unknown = (statistics.median(column) for column in zip(*pairs, strict=True))
    assert abs(known - unknown) < 0.5 * max(known, unknown), "without its hash one would take a tenth of the other"


def test_the_names_that_were_tried_are_not_kept(house: Server) -> None:
    guess(Visitor(house), "secret.name@example.com")
    rows = query(house, "SELECT encode(subject, 'escape') AS subject FROM failed_sign_ins")
    assert rows
    assert all("secret.name" not in row["subject"] for row in rows)
