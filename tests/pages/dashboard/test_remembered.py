"""A device that is remembered for thirty days, and what that does not make weaker."""

import re

import pyotp
import pytest
from tests.conftest import Server
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.signed_in import EMAIL, OWN, PASSWORD, Seen, Visitor, person_as, sign_in
from tests.stories.psql import query

DAY = 86_400
SUPPORT = "support@example.com"


@pytest.fixture(autouse=True)
def _fresh(house: Server) -> None:
    as_they_were(house)


def remembered(house: Server, email: str = EMAIL) -> tuple[Visitor, str]:
    """Somebody who asked to be remembered, and what the answer said of the cookie."""
    visitor = Visitor(house)
    csrf = visitor.get("/dashboard/sign-in").value("csrf")
    fields = {"csrf": csrf, "email": email, "password": PASSWORD, "remember": "1"}
    seen = visitor.post("/dashboard/sign-in", fields, OWN)
    assert seen.status == 303
    return visitor, session_cookie(seen)


def session_cookie(seen: Seen) -> str:
    return next(header for header in seen.set_cookies if header.startswith("billhook="))


def grow_old(house: Server, seconds: int) -> None:
    """The newest session, as if it had begun and been used last this long ago."""
    query(
        house,
        "UPDATE sessions SET created = created - $1, last_seen = last_seen - $1, expires_at = expires_at - $1, "
        "confirmed_at = confirmed_at - $1 WHERE id = (SELECT max(id) FROM sessions)",
        seconds,
    )


@pytest.mark.parametrize(("days", "status"), [(1, 200), (29, 200), (30, 303)])
def test_it_lasts_thirty_days_used_or_not(house: Server, days: int, status: int) -> None:
    visitor, _ = remembered(house)
    grow_old(house, days * DAY)
    assert visitor.get("/").status == status


def test_use_does_not_make_it_longer(house: Server) -> None:
    visitor, _ = remembered(house)
    for _ in range(3):
        grow_old(house, 10 * DAY)
        visitor.get("/")
    assert visitor.get("/").to.startswith("/dashboard/sign-in")


def test_who_does_not_ask_is_signed_out_as_before(house: Server) -> None:
    visitor = sign_in(house)
    grow_old(house, DAY // 2)
    assert visitor.get("/").to.startswith("/dashboard/sign-in")
    (session,) = query(house, "SELECT expires_at - created AS lasts FROM sessions ORDER BY id DESC LIMIT 1")
    assert session["lasts"] == 14 * DAY


def test_the_cookie_outlives_the_browser_only_if_it_was_asked_for(house: Server) -> None:
    visitor = Visitor(house)
    csrf = visitor.get("/dashboard/sign-in").value("csrf")
    plain = visitor.post("/dashboard/sign-in", {"csrf": csrf, "email": EMAIL, "password": PASSWORD}, OWN)
    _, cookie = remembered(house)
    assert "Max-Age=2592000" in cookie
    assert "Max-Age" not in session_cookie(plain)


def test_what_is_dangerous_asks_for_the_password_as_always(house: Server) -> None:
    visitor, _ = remembered(house)
    grow_old(house, 11 * 60)
    assert visitor.get("/dashboard/me/authenticator").to.startswith("/dashboard/me/confirm")


def test_it_is_listed_as_such(house: Server) -> None:
    visitor, _ = remembered(house)
    assert "Remembered until" in visitor.get("/dashboard/me").page.one("tbody").all("tr")[0].text
    assert "Remembered" not in sign_in(house).get("/dashboard/me").page.one("tbody").all("tr")[0].text


def test_a_new_password_ends_it_and_the_session_after_it_is_an_ordinary_one(house: Server) -> None:
    person_as(house, "support")
    elsewhere, _ = remembered(house, SUPPORT)
    visitor, _ = remembered(house, SUPPORT)
    visitor.send("/dashboard/me/password", {"current": PASSWORD, "new": "nine geese over the marsh"})
    assert elsewhere.get("/").to.startswith("/dashboard/sign-in")
    grow_old(house, DAY // 2)
    assert visitor.get("/").to.startswith("/dashboard/sign-in")


def test_the_wish_survives_the_second_step_and_is_no_way_around_it(house: Server) -> None:
    person_as(house, "support")
    me = sign_in(house, SUPPORT)
    me.send("/dashboard/me/authenticator")
    page = me.get("/dashboard/me/authenticator/code").content.decode()
    app = pyotp.TOTP(re.findall(r"secret=([A-Z2-7]{32})", page)[0])
    me.send("/dashboard/me/authenticator/code", {"code": app.now()})
    query(house, "UPDATE people_authenticators SET last_step = last_step - 1")
    visitor = Visitor(house)
    fields = {"email": SUPPORT, "password": PASSWORD, "remember": "1"}
    step = visitor.send("/dashboard/sign-in", fields)
    assert step.to == "/dashboard/sign-in/code?remember=1"
    assert "billhook" not in visitor.cookies
    assert "remember=1" in visitor.get(step.to).page.all("a")[0].attributes["href"]
    wrong = visitor.send("/dashboard/sign-in/code", {"code": "000000", "remember": "1"})
    assert (wrong.status, wrong.value("remember")) == (422, "1")
    assert visitor.send("/dashboard/sign-in/code", {"code": app.now(), "remember": "1"}).status == 303
    grow_old(house, 20 * DAY)
    assert visitor.get("/").status == 200
