"""Inviting people, by mail and with a link to copy."""

import itertools

import pytest
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.mailbox import link_in, mail_to, mails_to
from tests.pages.dashboard.signed_in import Seen, Visitor, owner_of, person_as, sign_in
from tests.stories.psql import query

CHOSEN = "a quiet lane in autumn"
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _fresh(house: Server) -> None:
    as_they_were(house)


@pytest.fixture
def boss(house: Server, _fresh: None) -> Visitor:
    return owner_of(house)


def somebody_new() -> str:
    return f"guest{next(_numbers)}@example.com"


def invite(boss: Visitor, email: str, role: str = "support") -> Seen:
    return boss.send("/dashboard/settings/team/invite", {"email": email, "role": role})


def accept(house: Server, path: str, name: str = "Bob Vale", password: str = CHOSEN) -> tuple[Visitor, Seen]:
    visitor = Visitor(house)
    return visitor, visitor.send(path, {"name": name, "password": password}, on="/dashboard/sign-in")


def person(house: Server, email: str) -> dict[str, object]:
    (found,) = query(house, "SELECT * FROM people WHERE email = $1", email)
    return dict(found)


def test_a_person_is_invited_by_mail_and_comes_in(house: Server, boss: Visitor) -> None:
    email = somebody_new()
    seen = invite(boss, email, "analyst")
    assert f"{email} is invited" in boss.follow(seen).page.text
    mail = mail_to(house, email)
    assert mail["Subject"].endswith("on Billhook")
    assert "Anna Berg invites you" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    link = link_in(house, mail)
    page = Visitor(house).get(link)
    assert page.page.text.count("Your role is Analyst") == 1
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "private, no-store")
    guest, answer = accept(house, link)
    assert guest.follow(answer).status == 200
    assert (person(house, email)["status"], person(house, email)["name"]) == ("active", "Bob Vale")
    assert sign_in(house, email, CHOSEN).get("/").status == 200


def test_a_look_at_the_link_uses_nothing_and_its_use_ends_every_other(house: Server, boss: Visitor) -> None:
    email = somebody_new()
    member = invite(boss, email).to
    mailed = link_in(house, mail_to(house, email))
    copied = copy(boss, member)
    for _ in range(3):
        assert Visitor(house).get(mailed).status == 200
    assert accept(house, copied)[1].status == 303
    for link in (mailed, copied):
        assert Visitor(house).get(link).status == 410
        assert accept(house, link)[1].status == 410


def copy(boss: Visitor, member: str) -> str:
    seen = boss.send(f"{member}/link", on=member)
    assert seen.headers["cache-control"] == "private, no-store"
    link = seen.page.one("input", id="field-link").attributes["value"]
    return link.partition("/dashboard")[1] + link.partition("/dashboard")[2]


def test_a_link_that_is_copied_again_ends_the_one_before(house: Server, boss: Visitor) -> None:
    member = invite(boss, somebody_new()).to
    first, second = copy(boss, member), copy(boss, member)
    assert (Visitor(house).get(first).status, Visitor(house).get(second).status) == (410, 200)


def test_an_invitation_sent_again_ends_the_link_of_the_mail_before(house: Server, boss: Visitor) -> None:
    email = somebody_new()
    member = invite(boss, email).to
    first = link_in(house, mail_to(house, email))
    assert boss.send(f"{member}/invite-again").status == 303
    second = link_in(house, mail_to(house, email, 2))
    assert (Visitor(house).get(first).status, Visitor(house).get(second).status) == (410, 200)


def test_an_invitation_ends_after_seven_days(house: Server, boss: Visitor) -> None:
    link = copy(boss, invite(boss, somebody_new()).to)
    query(house, "UPDATE people_links SET expires_at = expires_at - 7 * 86400 WHERE kind = 'invitation'")
    assert Visitor(house).get(link).status == 410


def test_a_withdrawn_invitation_leads_nowhere(house: Server, boss: Visitor) -> None:
    email = somebody_new()
    member = invite(boss, email).to
    link = copy(boss, member)
    assert boss.send(f"{member}/withdraw").to == "/dashboard/settings/team"
    assert Visitor(house).get(link).status == 410
    assert query(house, "SELECT 1 FROM people WHERE email = $1", email) == []


def test_what_is_wrong_stands_at_its_field(house: Server, boss: Visitor) -> None:
    seen = invite(boss, "nobody", "support")
    assert (seen.status, seen.value("email")) == (422, "nobody")
    assert "Enter an e-mail address" in seen.page.one("p", class_="bh-error").text
    assert "is here already" in invite(boss, "ANNA@example.com").page.text
    link = copy(boss, invite(boss, somebody_new()).to)
    _, seen = accept(house, link, name=" ", password="short")  # noqa: S106
    assert [each.text for each in seen.page.all("p", class_="bh-error")] == [
        "Enter your name.", "Use at least 15 characters. A short sentence is easy to remember.",
    ]  # fmt: skip
    assert accept(house, link)[1].status == 303


def test_nobody_invites_somebody_above_themselves(house: Server, boss: Visitor) -> None:
    administrator = person_as(house, "administrator")
    seen = invite(administrator, somebody_new(), "owner")
    assert seen.status == 422
    assert "Only an owner can invite an owner." in seen.page.text
    assert invite(administrator, somebody_new(), "developer").status == 303


@pytest.mark.parametrize("role", ["developer", "support", "analyst"])
def test_who_does_not_manage_people_invites_nobody(house: Server, boss: Visitor, role: str) -> None:
    visitor = person_as(house, role)
    email = somebody_new()
    token = visitor.get("/").value("csrf")
    fields = {"csrf": token, "email": email, "role": "owner"}
    assert visitor.post("/dashboard/settings/team/invite", fields).status == 403
    assert query(house, "SELECT 1 FROM people WHERE email = $1", email) == []


def test_one_person_gets_three_mails_an_hour(house: Server, boss: Visitor) -> None:
    email = somebody_new()
    member = invite(boss, email).to
    statuses = [boss.send(f"{member}/invite-again").status for _ in range(3)]
    assert statuses == [303, 303, 429]
    mail_to(house, email, 3)
    assert Visitor(house).get(copy(boss, member)).status == 200  # a link can be copied all the same


def test_the_command_line_invites_without_a_mail(house: Server, boss: Visitor) -> None:
    email = somebody_new()
    link = run_billhook(house, "people", "invite", email, "--role", "developer")
    path = "/dashboard" + link.partition("/dashboard")[2]
    assert accept(house, path)[1].status == 303
    assert person(house, email)["role"] == "developer"
    assert any(line.split()[:3] == [email, "developer", "active"] for line in people(house))
    assert mails_to(house, email) == []
    (entry,) = query(house, "SELECT * FROM people_log WHERE verb = 'person.invite' AND object_label = $1", email)
    assert (entry["actor"], entry["actor_label"]) == ("operator", "Command line")


def people(house: Server) -> list[str]:
    return run_billhook(house, "people").splitlines()
