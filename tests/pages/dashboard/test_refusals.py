"""Attempts that were refused: what the log and the person learn of them, and what whoever tries does not."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from tests.conftest import Server
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.mailbox import mail_to, mails_to
from tests.pages.dashboard.signed_in import OWN, PASSWORD, Visitor, owner_of, person_as, sign_in
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

EMAIL, NOBODY = "support@example.com", "nobody.at.all@example.com"
REFUSED = "/dashboard/settings/audit?refused=1"
DUE = "SELECT 1 FROM people_refusals WHERE due_at IS NOT NULL"


@pytest.fixture(autouse=True)
def _fresh(house: Server) -> Iterator[None]:
    """Nothing was refused yet; what the tests wrote into the log by hand is gone after them."""
    as_they_were(house)
    person_as(house, "support")
    query(house, "DELETE FROM people_log WHERE times IS NOT NULL")
    query(house, "DELETE FROM people_mails WHERE kind = 'attempts'")
    yield
    as_they_were(house)
    query(house, "DELETE FROM people_log WHERE times IS NOT NULL")


def guess(house: Server, address: str = "203.0.113.9", email: str = EMAIL) -> str:
    """Try a password; what the page says."""
    visitor = Visitor(house)
    fields = {"csrf": visitor.get("/dashboard/sign-in").value("csrf"), "email": email, "password": "guess"}
    seen = visitor.post("/dashboard/sign-in", fields, OWN | {"X-Forwarded-For": address})
    assert seen.status in (422, 429)
    return seen.page.text.replace(email, "?")


def told(house: Server) -> list[dict[str, Any]]:
    """The lines of the log, the oldest first, once the worker has written them all."""
    eventually(lambda: not query(house, DUE), "the log to tell of every attempt")
    return query(house, "SELECT verb, actor, address, times FROM people_log WHERE times IS NOT NULL ORDER BY id")


def summed(lines: list[dict[str, Any]], *names: str) -> dict[tuple[str, ...], int]:
    """How often in all, by these values; a new hour may have begun meanwhile."""
    counts: dict[tuple[str, ...], int] = {}
    for line in lines:
        key = tuple(line[name] for name in names)
        counts[key] = counts.get(key, 0) + line["times"]
    return counts


def tried(house: Server, addresses: int, times: int = 1) -> None:
    """Attempts from many networks within this hour, as they are counted."""
    query(
        house,
        "INSERT INTO people_refusals (id, subject, person, actor, verb, address, hour, at, device, times, due_at) "
        "SELECT 'log_' || n, sha256(convert_to('refused ' || email, 'UTF8')), id, 'stranger', "
        "'person.sign_in_refused', '198.51.' || n / 250 || '.' || n % 250, "
        "extract(epoch FROM date_trunc('hour', now()))::bigint, extract(epoch FROM now())::bigint, '', $3, 0 "
        "FROM people, generate_series(1, $2) n WHERE email = $1",
        EMAIL, addresses, times,
    )  # fmt: skip


# ── The log ─────────────────────────────────────────────────────────────────────────────────────
def test_guesses_from_one_place_within_an_hour_are_one_line_with_a_count(house: Server) -> None:
    for address in ("203.0.113.9", "203.0.113.9", "2001:db8:1:2::1", "2001:db8:1:2::2", "203.0.113.9"):
        guess(house, address)
    lines = told(house)
    # A new hour may begin meanwhile.
    assert summed(lines, "address") == {("203.0.113.9",): 3, ("2001:db8:1:2::/64",): 2}
    assert len(lines) in (2, 3, 4)
    boss = owner_of(house)
    rows = [[cell.text for cell in row.all("td")] for row in boss.get(REFUSED).page.one("tbody").all("tr")]
    assert {row[1] for row in rows} == {"Somebody"}
    assert all(re.match("Person: sign in refused, [1-5] time", row[2]) and row[3] == "Support" for row in rows)
    file = boss.get("/dashboard/settings/audit.csv?refused=1").content.decode()
    assert sum(int(row["times"]) for row in csv.DictReader(io.StringIO(file))) == 5
    assert boss.get(f"{REFUSED}&verb=person.rename").page.all("tbody") == []


def test_each_kind_of_refusal_has_its_verb_and_its_actor(house: Server) -> None:
    me = sign_in(house, EMAIL)
    (person,) = query(house, "SELECT id FROM people WHERE email = $1", EMAIL)
    me.send("/dashboard/me/authenticator")
    page = me.get("/dashboard/me/authenticator/code").content.decode()
    app = pyotp.TOTP(re.findall(r"secret=([A-Z2-7]{32})", page)[0])
    me.send("/dashboard/me/authenticator/code", {"code": app.now()})
    me.send("/dashboard/me/confirm", {"password": "guess"})
    me.send("/dashboard/me/password", {"current": "guess", "new": "nine geese over the marsh"})
    step = Visitor(house)
    step.send("/dashboard/sign-in", {"email": EMAIL, "password": PASSWORD})
    for _ in range(6):
        step.send("/dashboard/sign-in/code", {"code": "000000"})
    Visitor(house).send("/dashboard/reset", {"email": EMAIL})
    assert summed(told(house), "verb", "actor") == {
        ("person.confirm_refused", f"person:{person['id']}"): 2,
        ("person.code_refused", "stranger"): 5,
        ("person.code_slowed", "stranger"): 1,
        ("person.reset_asked", "stranger"): 1,
    }


def test_a_guess_that_is_not_even_looked_at_is_told_too(house: Server) -> None:
    for _ in range(8):
        guess(house)
    counts = summed(told(house), "verb")
    assert sum(counts.values()) == 8
    assert set(counts) == {("person.sign_in_refused",), ("person.sign_in_slowed",)}
    assert counts[("person.sign_in_refused",)] >= 5


def test_guesses_from_everywhere_make_no_more_lines_than_twenty_and_one(house: Server) -> None:
    tried(house, 200)
    lines = told(house)
    assert len(lines) == 21
    assert sum(line["times"] for line in lines) == 200
    assert [line["times"] for line in lines if line["address"] == ""] == [180]
    assert len(query(house, "SELECT 1 FROM people_refusals")) == 21


# ── Whoever tries ───────────────────────────────────────────────────────────────────────────────
def test_whoever_tries_learns_nothing_and_leaves_no_name(house: Server) -> None:
    """The page is the same, and so is what the request writes."""
    known = guess(house)
    rows = query(house, "SELECT subject, times FROM people_refusals")
    unknown = guess(house, email=NOBODY)
    assert known == unknown
    assert len(rows) <= 1
    assert all(NOBODY.encode() not in row["subject"] for row in query(house, "SELECT subject FROM people_refusals"))
    assert [line["verb"] for line in told(house)] == ["person.sign_in_refused"]
    left = query(house, "SELECT person FROM people_refusals")
    assert [row["person"] is not None for row in left] == [True]


def test_one_address_that_tries_everybody_writes_no_more_than_it_may_try(house: Server) -> None:
    """Once its attempts are spent, a flood of names is not even counted."""
    query(
        house,
        "INSERT INTO failed_sign_ins (subject, at) SELECT sha256(convert_to('address:203.0.113.9', 'UTF8')), "
        "extract(epoch FROM now())::bigint FROM generate_series(1, 30)",
    )
    for n in range(5):
        assert "Too many attempts" in guess(house, email=f"somebody{n}@example.com")
    assert "Too many attempts" in guess(house)
    assert query(house, "SELECT 1 FROM people_refusals") == []
    assert told(house) == []


# ── The person ──────────────────────────────────────────────────────────────────────────────────
def test_after_ten_the_person_is_told_once_a_day(house: Server) -> None:
    before = len(mails_to(house, EMAIL))
    tried(house, 1, times=9)
    told(house)
    assert query(house, "SELECT 1 FROM people_mails WHERE kind = 'attempts'") == []
    guess(house)
    mail = mail_to(house, EMAIL, before + 1)
    assert mail["Subject"].startswith("Somebody tried to sign in as you")
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "tried 10 times" in " ".join(plain.split())
    assert "/dashboard/" not in plain, "a mail that anybody can cause leads nowhere"
    guess(house)
    told(house)
    assert len(query(house, "SELECT 1 FROM people_mails WHERE kind = 'attempts'")) == 1


def test_who_is_deactivated_is_not_mailed(house: Server) -> None:
    query(house, "UPDATE people SET status = 'deactivated' WHERE email = $1", EMAIL)
    tried(house, 1, times=20)
    assert len(told(house)) == 1
    assert query(house, "SELECT 1 FROM people_mails WHERE kind = 'attempts'") == []
