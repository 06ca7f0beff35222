"""A new password behind a link, as an attacker would look at it: replay, enumeration, scanners, floods."""

import statistics
import time

import pytest
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.mailbox import link_in, mail_to, mails_to
from tests.pages.dashboard.signed_in import OWN, PASSWORD, Seen, Visitor, person_as, sign_in
from tests.stories.psql import query

NEW = "the heron waits by the weir"
SUPPORT = "support@example.com"


@pytest.fixture(autouse=True)
def _fresh(house: Server) -> None:
    """A person with their usual password, no attempts, no mails."""
    as_they_were(house)
    person_as(house, "support")


def ask(house: Server, email: str, address: str = "127.0.0.1") -> Seen:
    visitor = Visitor(house)
    token = visitor.get("/dashboard/reset").value("csrf")
    headers = OWN | {"X-Forwarded-For": address}
    return visitor.post("/dashboard/reset", {"csrf": token, "email": email}, headers)


def mailed_link(house: Server) -> str:
    number = len(mails_to(house, SUPPORT)) + 1
    assert ask(house, SUPPORT).status == 200
    return link_in(house, mail_to(house, SUPPORT, number))


def choose(house: Server, link: str, password: str = NEW) -> Seen:
    return Visitor(house).send(link, {"password": password}, on="/dashboard/sign-in")


def test_the_link_of_the_mail_gives_a_new_password_and_ends_every_session(house: Server) -> None:
    elsewhere = sign_in(house, SUPPORT)
    visitor = Visitor(house)
    seen = visitor.send(mailed_link(house), {"password": NEW})
    assert (seen.status, seen.to) == (303, "/dashboard/sign-in")
    assert "Your password is changed" in visitor.follow(seen).page.text
    assert "billhook" not in visitor.cookies, "whoever reads somebody's mail still has to sign in"
    assert elsewhere.get("/").to.startswith("/dashboard/sign-in")
    assert Visitor(house).send("/dashboard/sign-in", {"email": SUPPORT, "password": PASSWORD}).status == 422
    assert sign_in(house, SUPPORT, NEW).get("/").status == 200


def test_a_link_works_once(house: Server) -> None:
    link = mailed_link(house)
    assert choose(house, link).status == 303
    assert choose(house, link, "another one that is long").status == 410
    assert Visitor(house).get(link).status == 410
    assert sign_in(house, SUPPORT, NEW).get("/").status == 200


def test_a_program_that_opens_links_uses_nothing_up(house: Server) -> None:
    link = mailed_link(house)
    for _ in range(3):
        assert Visitor(house).get(link).heading == "Choose a new password"
    assert choose(house, link).status == 303


def test_a_newer_link_ends_the_one_before(house: Server) -> None:
    first, second = mailed_link(house), mailed_link(house)
    assert choose(house, first).status == 410
    assert choose(house, second).status == 303


def test_a_link_ends_after_an_hour(house: Server) -> None:
    link = mailed_link(house)
    query(house, "UPDATE people_links SET expires_at = expires_at - 3600 WHERE kind = 'reset' AND used_at IS NULL")
    assert choose(house, link).status == 410


def test_a_link_of_one_kind_does_nothing_of_another(house: Server) -> None:
    token = mailed_link(house).rpartition("/")[2]
    for path in ("invitations", "welcome"):
        assert Visitor(house).get(f"/dashboard/{path}/{token}").status == 410


def test_a_weak_password_leaves_the_link_open(house: Server) -> None:
    link = mailed_link(house)
    seen = choose(house, link, "support@example.com")
    assert seen.status == 422
    assert "Choose another." in seen.page.one("p", class_="bh-error").text
    assert choose(house, link).status == 303


def test_an_open_link_ends_when_the_password_is_changed_otherwise(house: Server) -> None:
    link = mailed_link(house)
    visitor = sign_in(house, SUPPORT)
    visitor.send("/dashboard/me/password", {"current": PASSWORD, "new": NEW})
    assert choose(house, link, "somebody else chooses this").status == 410


def test_a_link_without_its_token_does_nothing(house: Server) -> None:
    link = mailed_link(house)
    visitor = Visitor(house)
    visitor.get(link)
    for fields in ({"password": NEW}, {"password": NEW, "csrf": "0" * 64}):
        assert visitor.post(link, fields).status == 403
    token = visitor.get(link).value("csrf")
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert visitor.post(link, {"password": NEW, "csrf": token}, cross).status == 403
    assert sign_in(house, SUPPORT).get("/").status == 200


# ── Nobody learns who works here ────────────────────────────────────────────────────────────────
def test_the_answer_does_not_tell_who_works_here(house: Server) -> None:
    known, unknown = ask(house, SUPPORT), ask(house, "nobody@example.com")
    texts = {seen.page.text.replace(email, "?") for seen, email in ((known, SUPPORT), (unknown, "nobody@example.com"))}
    assert (known.status, unknown.status, len(texts)) == (200, 200, 1)


def test_the_time_does_not_tell_who_works_here(house: Server) -> None:
    """Both run the same statements: who has the e-mail is looked at by the job, after the answer."""

    def seconds(email: str) -> float:
        query(house, "DELETE FROM failed_sign_ins")
        visitor = Visitor(house)
        token = visitor.get("/dashboard/reset").value("csrf")
        began = time.perf_counter()
        visitor.post("/dashboard/reset", {"csrf": token, "email": email})
        return time.perf_counter() - began

    pairs = [(seconds(SUPPORT), seconds(f"nobody{n}@example.com")) for n in range(15)]
    known, unknown = (statistics.median(column) for column in zip(*pairs, strict=True))
    assert abs(known - unknown) < 0.05, "a hash of a password takes longer"


def test_nobody_unknown_is_mailed_or_kept(house: Server) -> None:
    ask(house, "nobody@example.com")
    mailed_link(house)  # the job of the one before is done by then, as they come in their order
    for email, status in ((SUPPORT, "deactivated"), (SUPPORT, "active")):
        query(house, "UPDATE people SET status = $2 WHERE email = $1", email, status)
    assert mails_to(house, "nobody@example.com") == []


def test_who_is_deactivated_gets_no_link_and_uses_none(house: Server) -> None:
    link = mailed_link(house)
    query(house, "UPDATE people SET status = 'deactivated' WHERE email = $1", SUPPORT)
    assert choose(house, link).status == 410


# ── Floods ──────────────────────────────────────────────────────────────────────────────────────
def test_a_person_gets_three_mails_an_hour_and_the_answer_stays_the_same(house: Server) -> None:
    before = len(query(house, "SELECT 1 FROM people_mails WHERE recipient = $1", SUPPORT))
    answers = {(seen.status, seen.heading) for seen in (ask(house, SUPPORT, f"203.0.113.{n}") for n in range(5))}
    assert answers == {(200, "Look into your mail")}
    assert len(query(house, "SELECT 1 FROM people_mails WHERE recipient = $1", SUPPORT)) == before + 3


def test_an_address_asks_for_twenty_mails_an_hour(house: Server) -> None:
    statuses = [ask(house, f"somebody{n}@example.com", "198.51.100.9").status for n in range(21)]
    assert statuses == [200] * 20 + [429]
    assert ask(house, SUPPORT).status == 200


# ── The way back without mail ───────────────────────────────────────────────────────────────────
def test_the_command_line_prints_a_link(house: Server) -> None:
    link = run_billhook(house, "people", "reset", SUPPORT)
    assert choose(house, "/dashboard" + link.partition("/dashboard")[2]).status == 303
    assert sign_in(house, SUPPORT, NEW).get("/").status == 200
