"""What is one's own: name, password, sessions."""

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.signed_in import PASSWORD, Visitor, owner_of, person_as, sign_in
from tests.stories.psql import query

NEW = "nine geese over the marsh"
EMAIL = "analyst@example.com"


@pytest.fixture(autouse=True)
def _fresh(house: Server) -> None:
    as_they_were(house)
    person_as(house, "analyst")


@pytest.fixture
def me(house: Server) -> Visitor:
    return sign_in(house, EMAIL)


def errors(seen: object) -> list[str]:
    return [element.text for element in seen.page.all("p", class_="bh-error")]  # type: ignore[attr-defined]


def test_the_own_name_is_changed(house: Server, me: Visitor) -> None:
    seen = me.send("/dashboard/me", {"name": "  Ida <b>Falk</b> "})
    page = me.follow(seen).page
    assert "Your profile is saved." in page.text
    assert query(house, "SELECT name FROM people WHERE email = $1", EMAIL)[0]["name"] == "Ida <b>Falk</b>"
    assert "Ida <b>Falk</b>" in page.text
    assert errors(me.send("/dashboard/me", {"name": "  "})) == ["Enter your name."]


def test_a_new_password_ends_every_other_session_and_changes_this_token(house: Server, me: Visitor) -> None:
    other = sign_in(house, EMAIL)
    stolen = Visitor(house, cookies=dict(me.cookies))
    seen = me.send("/dashboard/me/password", {"current": PASSWORD, "new": NEW})
    assert "signed out everywhere else" in me.follow(seen).page.text
    assert me.get("/").status == 200
    for visitor in (other, stolen):
        assert visitor.get("/").to.startswith("/dashboard/sign-in")
    assert sign_in(house, EMAIL, NEW).get("/").status == 200


def test_a_new_password_needs_the_old_one_and_a_good_one(house: Server, me: Visitor) -> None:
    for current, new, sentence in (
        ("not it", NEW, "This is not your password."),
        (PASSWORD, "short", "Use at least 15 characters. A short sentence is easy to remember."),
        (PASSWORD, PASSWORD, "This is the password that you have."),
    ):
        seen = me.send("/dashboard/me/password", {"current": current, "new": new})
        assert (seen.status, errors(seen)) == (422, [sentence])
    assert sign_in(house, EMAIL).get("/").status == 200


def test_sessions_are_listed_and_one_is_ended(house: Server, me: Visitor) -> None:
    visitor = Visitor(house)
    token = visitor.get("/dashboard/sign-in").value("csrf")
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1"
    headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": phone}
    visitor.post("/dashboard/sign-in", {"csrf": token, "email": EMAIL, "password": PASSWORD}, headers)
    table = me.get("/dashboard/me").page.one("table")
    rows = table.one("tbody").all("tr")
    first = rows[0].all("td")
    assert (first[0].text, first[1].text) == ("Safari on iPhone", "127.0.0.1")
    assert sum("This device" in row.text for row in rows) == 1
    path = first[-1].one("a").attributes["href"]
    assert me.get(path).heading == "Sign out Safari on iPhone?"
    assert "Safari on iPhone is signed out." in me.follow(me.send(path)).page.text
    assert visitor.get("/").to.startswith("/dashboard/sign-in")
    assert me.get("/").status == 200


def test_a_session_of_somebody_else_is_not_there(house: Server, me: Visitor) -> None:
    (theirs,) = query(
        house, "SELECT s.id FROM sessions s JOIN people p ON p.id = s.person WHERE role = 'owner' LIMIT 1"
    )
    path = f"/dashboard/me/sessions/{theirs['id']}/end"
    assert me.get(path).status == 404
    assert me.post(path, {"csrf": me.get("/").value("csrf")}).status == 404
    assert query(house, "SELECT 1 FROM sessions WHERE id = $1", theirs["id"])


def test_signing_out_everywhere_ends_this_session_too(house: Server, me: Visitor) -> None:
    other = sign_in(house, EMAIL)
    stolen = Visitor(house, cookies=dict(me.cookies))
    assert me.send("/dashboard/me/sign-out-everywhere").to == "/dashboard/sign-in"
    for visitor in (me, other, stolen):
        assert visitor.get("/").to.startswith("/dashboard/sign-in")


def test_signing_in_again_ends_the_session_that_the_browser_had(house: Server, me: Visitor) -> None:
    former = Visitor(house, cookies=dict(me.cookies))
    me.send("/dashboard/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert me.get("/").status == 200
    assert former.get("/").to.startswith("/dashboard/sign-in")


@pytest.mark.parametrize("column", ["expires_at", "last_seen"])
def test_a_session_ends_by_itself(house: Server, me: Visitor, column: str) -> None:
    query(house, f"UPDATE sessions SET {column} = {column} - $1", 14 * 86_400)
    assert me.get("/").to.startswith("/dashboard/sign-in")


# ── Numbers and days ────────────────────────────────────────────────────────────────────────────
def test_numbers_and_days_are_as_the_person_chose_whatever_their_browser_says(house: Server, me: Visitor) -> None:
    shop = Shop(house.client)
    invoice = shop.invoice("open", amount=123_456)
    path = f"/invoices/{invoice.id}"
    english = {"Accept-Language": "en-US"}
    assert "1,234.56" in me.get(path, **english).page.text
    assert "1.234,56" in me.get(path, **{"Accept-Language": "de"}).page.text
    assert me.get("/dashboard/me").value("locale") == ""
    me.send("/dashboard/me", {"name": "Analyst", "locale": "de-CH"})
    assert me.get("/dashboard/me").value("locale") == "de-CH"
    assert "1’234.56" in me.get(path, **english).page.text
    assert owner_of(house).get(path, **english).page.text.count("1,234.56") > 0, "it is the person's alone"
    me.send("/dashboard/me", {"name": "Analyst", "locale": ""})
    assert "1,234.56" in me.get(path, **english).page.text


def test_numbers_are_typed_as_they_are_shown(house: Server) -> None:
    boss = owner_of(house)
    invoice = Shop(house.client).invoice("open", amount=500_000)
    boss.send("/dashboard/me", {"name": "Anna Berg", "locale": "de"})
    assert boss.get(f"/invoices/{invoice.id}/record-payment", **{"Accept-Language": "en"}).value("amount") == "5000,00"
    seen = boss.send(f"/invoices/{invoice.id}/record-payment", {"amount": "1.23"})
    assert "Did you mean 1,23 or 123?" in seen.page.text
    boss.send("/dashboard/me", {"name": "Anna Berg", "locale": ""})


def test_a_language_that_is_not_offered_is_refused(house: Server, me: Visitor) -> None:
    seen = me.send("/dashboard/me", {"name": "Analyst", "locale": "tlh"})
    assert (seen.status, errors(seen)) == (422, ["Choose one of the list."])
    assert query(house, "SELECT locale FROM people WHERE email = $1", EMAIL)[0]["locale"] == ""


# ── Without a second factor ─────────────────────────────────────────────────────────────────────
def test_an_owner_whose_password_alone_lets_in_is_told(house: Server, me: Visitor) -> None:
    boss, words = owner_of(house), "your password alone lets you in"
    assert words in boss.get("/dashboard/me").page.text
    assert words not in me.get("/dashboard/me").page.text
    query(
        house,
        "INSERT INTO people_authenticators (person, sealed, created, confirmed_at) "
        "SELECT id, 'x', 1, 1 FROM people WHERE role = 'owner'",
    )
    assert words not in boss.get("/dashboard/me").page.text
    query(house, "DELETE FROM people_authenticators")
