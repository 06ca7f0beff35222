"""A password that leans on a second factor, and what becomes of it without one."""

import re

import pyotp
import pytest
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.mailbox import link_in, mail_to, mails_to
from tests.pages.dashboard.signed_in import PASSWORD, Seen, Visitor, owner_of, person_as, sign_in
from tests.stories.psql import query

EMAIL = "developer@example.com"
SHORT, LONG = "heron weir", "nine geese over the marsh"
APP, OWN_PASSWORD = "/dashboard/me/authenticator", "/dashboard/me/password"


@pytest.fixture
def me(house: Server) -> Visitor:
    """Somebody with an authenticator app."""
    as_they_were(house)
    person_as(house, "developer")
    me = sign_in(house, EMAIL)
    me.send(APP)
    secret = re.findall(r"secret=([A-Z2-7]{32})", me.get(f"{APP}/code").content.decode())[0]
    assert me.send(f"{APP}/code", {"code": pyotp.TOTP(secret).now()}).status == 200
    return me


def change(me: Visitor, new: str, *, current: str = PASSWORD, on: str = OWN_PASSWORD, **more: object) -> Seen:
    return me.send(OWN_PASSWORD, {"current": current, "new": new, **more}, on=on)


def test_without_an_app_a_short_one_is_refused_and_with_one_it_is_not(house: Server, me: Visitor) -> None:
    assert "At least 10 characters" in me.get(OWN_PASSWORD).page.text
    assert change(me, "heron wei").status == 422
    assert change(me, SHORT).status == 303
    assert (
        Visitor(house).send("/dashboard/sign-in", {"email": EMAIL, "password": SHORT}).to == "/dashboard/sign-in/code"
    )
    boss = owner_of(house)
    assert "At least 15 characters" in boss.get(OWN_PASSWORD).page.text
    assert change(boss, SHORT).status == 422


def test_the_app_is_removed_only_after_a_longer_password(house: Server, me: Visitor) -> None:
    change(me, SHORT)
    assert me.get(f"{APP}/remove").heading == "Choose a longer password first"
    assert me.post(f"{APP}/remove", {"csrf": me.get("/").value("csrf")}).to == f"{APP}/remove"
    assert query(house, "SELECT 1 FROM people_authenticators")
    longer = f"{OWN_PASSWORD}?alone=1"
    assert "At least 15 characters" in me.get(longer).page.text
    assert change(me, "another weir", current=SHORT, on=longer, alone="1").status == 422
    assert change(me, LONG, current=SHORT, on=longer, alone="1").to == f"{APP}/remove"
    assert me.send(f"{APP}/remove").to == "/dashboard/me"
    assert sign_in(house, EMAIL, LONG).get("/").status == 200


def test_who_loses_the_app_with_a_short_password_comes_in_by_mail_alone(house: Server, me: Visitor) -> None:
    """Somebody else removed the app. Whoever guessed the short password gets no further with it."""
    change(me, SHORT)
    (found,) = query(house, "SELECT id FROM people WHERE email = $1", EMAIL)
    owner_of(house).send(f"/dashboard/settings/team/{found['id']}/reset-factors")
    number = len(mails_to(house, EMAIL))
    wrong = Visitor(house).send("/dashboard/sign-in", {"email": EMAIL, "password": "heron wein"})
    assert "do not belong together" in wrong.page.text
    visitor = Visitor(house)
    seen = visitor.send("/dashboard/sign-in", {"email": EMAIL, "password": SHORT})
    assert (seen.status, "alone is too short" in seen.page.text) == (409, True)
    assert visitor.get("/").to.startswith("/dashboard/sign-in")
    link = link_in(house, mail_to(house, EMAIL, number + 1))
    assert "At least 15 characters" in Visitor(house).get(link).page.text
    assert Visitor(house).send(link, {"password": "another weir"}).status == 422
    assert Visitor(house).send(link, {"password": LONG}).status == 303
    assert sign_in(house, EMAIL, LONG).get("/").status == 200


def test_a_reset_asks_for_as_many_characters_as_the_person_needs(house: Server, me: Visitor) -> None:
    link = "/dashboard" + run_billhook(house, "people", "reset", EMAIL).partition("/dashboard")[2].strip()
    assert "At least 10 characters" in Visitor(house).get(link).page.text
    assert Visitor(house).send(link, {"password": SHORT}).status == 303
    assert query(house, "SELECT short_password FROM people WHERE email = $1", EMAIL)[0]["short_password"]
