"""A session that ends while somebody types: what is kept for whom, and what an attacker gets of it."""

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.as_they_were import as_they_were
from tests.pages.dashboard.signed_in import EMAIL, OWN, PASSWORD, Seen, Visitor, person_as, sign_in
from tests.pages.dashboard.test_editor import EMPTY, HEDGE, TRAVEL, typed
from tests.stories.psql import query

from billhook.dashboard.cookies import form_token

NEW = "/dashboard/test/customers/new"
BACK = f"/dashboard/sign-in?next={NEW.replace('/', '%2F')}%3Fkept%3D1"
MARKUP = '"><script>alert(1)</script> & söhne'
SUPPORT = "support@example.com"


@pytest.fixture(autouse=True)
def _fresh(house: Server) -> None:
    as_they_were(house)
    query(house, "DELETE FROM people_kept_forms")


def idle(house: Server) -> None:
    """The newest session, as if it had not been used for 12 hours."""
    query(house, "UPDATE sessions SET last_seen = last_seen - $1 WHERE id = (SELECT max(id) FROM sessions)", 12 * 3_600)


def too_late(house: Server, visitor: Visitor, path: str = NEW, **fields: str) -> Seen:
    """Send a form whose page was opened before the session ended."""
    page = visitor.get(path)
    idle(house)
    hidden = {name: page.value(name) for name in ("csrf", "key", "version", "was") if page.page.all("input", name=name)}
    return visitor.post(path, {**hidden, **fields})


def sign_in_again(visitor: Visitor, seen: Seen, email: str = EMAIL) -> Seen:
    """Go through the door that an answer leads to, and on to where that leads."""
    door = visitor.get(seen.to)
    fields = {"csrf": door.value("csrf"), "email": email, "password": PASSWORD, "next": door.value("next")}
    return visitor.follow(visitor.post("/dashboard/sign-in", fields))


def kept(house: Server) -> int:
    return int(query(house, "SELECT count(*) AS forms FROM people_kept_forms")[0]["forms"])


def customers(house: Server, name: str) -> int:
    return int(query(house, "SELECT count(*) AS found FROM customers WHERE name = $1", name)[0]["found"])


def test_what_was_typed_is_in_its_form_again_and_was_not_sent(house: Server) -> None:
    visitor = sign_in(house)
    before = visitor.get(NEW)
    seen = too_late(house, visitor, name=MARKUP, email="wrong", country="DE", description="two\r\nlines")
    assert seen.to == BACK
    assert "what you typed is in its form again" in visitor.get(seen.to).page.text
    page = sign_in_again(visitor, seen)
    assert "Nothing of it was sent." in page.page.one("p", role="status").text
    assert [page.value(name) for name in ("name", "email", "country")] == [MARKUP, "wrong", "DE"]
    assert (page.page.all("script", src=None), page.headers["cache-control"]) == ([], "private, no-store")
    assert page.value("csrf") != before.value("csrf")
    assert page.value("key") != before.value("key")
    assert customers(house, MARKUP) == 0
    sent = {name: page.value(name) for name in ("csrf", "key", "name")}
    assert visitor.post(f"{NEW}?kept=1", sent).status == 303
    assert (customers(house, MARKUP), kept(house)) == (1, 0)
    assert "billhook-kept" not in visitor.cookies
    assert visitor.get(f"{NEW}?kept=1").value("name") == ""


def test_a_form_that_was_kept_is_as_stale_as_it_was(house: Server) -> None:
    """What others changed until then is told, also if it was changed while somebody was signed out."""
    visitor = sign_in(house)
    path = visitor.send(NEW, {"name": "Kept", "description": "One"}).to + "/edit"
    was = visitor.get(path).value("was")
    seen = too_late(house, visitor, path, name="Kept", description="Mine")
    query(house, "UPDATE customers SET description = 'Two' WHERE id = $1", path.split("/")[-2])
    page = sign_in_again(visitor, seen)
    assert (page.value("description"), page.value("was")) == ("Mine", was)
    hidden = {name: page.value(name) for name in ("csrf", "key", "was")}
    stale = visitor.post(path, {**hidden, "name": "Kept", "description": "Mine"})
    assert stale.status == 409
    assert "Somebody changed Description while you typed." in stale.page.one("div", role="alert").text


def test_it_is_there_after_a_reload_and_gone_after_a_quarter_of_an_hour(house: Server) -> None:
    visitor = sign_in(house)
    assert sign_in_again(visitor, too_late(house, visitor, name="Jenny")).value("name") == "Jenny"
    assert visitor.get(f"{NEW}?kept=1").value("name") == "Jenny"
    query(house, "UPDATE people_kept_forms SET expires_at = expires_at - 900")
    assert visitor.get(f"{NEW}?kept=1").value("name") == ""


# ── Who gets it ─────────────────────────────────────────────────────────────────────────────────
def test_another_person_at_the_same_browser_sees_nothing_of_it(house: Server) -> None:
    person_as(house, "support")
    visitor = sign_in(house)
    page = sign_in_again(visitor, too_late(house, visitor, name="Jenny"), SUPPORT)
    assert (page.value("name"), "Jenny" in page.page.text) == ("", False)


def test_the_same_person_elsewhere_sees_nothing_of_it(house: Server) -> None:
    """So nobody who plants a form with a stolen token can send its address around."""
    too_late(house, sign_in(house), name="Jenny")
    assert sign_in(house).get(f"{NEW}?kept=1").value("name") == ""


def test_it_belongs_to_its_address_and_person_in_the_database_too(house: Server) -> None:
    person_as(house, "support")
    visitor = sign_in(house)
    seen = too_late(house, visitor, name="Jenny")
    (row,) = query(house, "SELECT sealed, hash FROM people_kept_forms")
    assert b"Jenny" not in row["sealed"]
    assert visitor.cookies["billhook-kept"].encode() not in row["hash"]
    query(house, "UPDATE people_kept_forms SET person = (SELECT id FROM people WHERE email = $1)", SUPPORT)
    assert sign_in_again(visitor, seen, SUPPORT).value("name") == ""


# ── What is not kept ────────────────────────────────────────────────────────────────────────────
def test_a_form_that_no_page_of_this_session_sent_is_not_kept(house: Server) -> None:
    visitor = sign_in(house)
    token = visitor.get(NEW).value("csrf")
    idle(house)
    fields = {"csrf": token, "name": "Jenny"}
    for given, headers in (
        (fields, {"Sec-Fetch-Site": "cross-site"}), ({**fields, "csrf": "0" * 64}, OWN), ({"name": "Jenny"}, OWN),
        (fields, {}),
    ):  # fmt: skip
        assert "kept" not in visitor.post(NEW, given, headers).to
    stranger = Visitor(house, cookies={"billhook": "invented"})
    assert "kept" not in stranger.post(NEW, fields).to
    assert kept(house) == 0


def test_a_session_that_somebody_ended_keeps_nothing(house: Server) -> None:
    visitor = sign_in(house)
    page = visitor.get(NEW)
    query(house, "DELETE FROM sessions")
    assert "kept" not in visitor.post(NEW, {"csrf": page.value("csrf"), "name": "Jenny"}).to
    assert kept(house) == 0


def test_a_deactivated_person_keeps_nothing(house: Server) -> None:
    visitor = person_as(house, "support")
    query(house, "UPDATE people SET status = 'deactivated' WHERE email = $1", SUPPORT)
    assert "kept" not in too_late_as(house, visitor).to
    assert kept(house) == 0


def too_late_as(house: Server, visitor: Visitor) -> Seen:
    """With the token that the page of the session had."""
    return visitor.post(NEW, {"csrf": form_token(visitor.cookies["billhook"]), "name": "Jenny"})


def test_passwords_and_what_is_dangerous_are_not_kept(house: Server) -> None:
    visitor = sign_in(house)
    seen = too_late(
        house, visitor, "/dashboard/test/settings/business", business_name="Hedges", password=PASSWORD,
        business_email="4242 4242 4242 4242",
    )  # fmt: skip
    page = sign_in_again(visitor, seen)
    assert page.value("business_name") == "Hedges"
    assert PASSWORD not in page.content.decode()
    assert "4242 4242" not in page.content.decode()
    query(house, "DELETE FROM people_kept_forms")
    for path, fields in (
        ("/dashboard/me/password", {"current": PASSWORD, "new": "nine geese over the marsh"}),
        ("/dashboard/me/confirm", {"password": PASSWORD, "next": "/dashboard"}),
        ("/dashboard/settings/team/invite", {"email": "new@example.com", "role": "support"}),
    ):
        assert "kept" not in too_late(house, sign_in(house), path, **fields).to
    assert kept(house) == 0


def test_what_is_kept_is_bounded(house: Server) -> None:
    visitor = sign_in(house)
    page = visitor.get(NEW)
    idle(house)
    assert "kept" not in visitor.post(NEW, {"csrf": page.value("csrf"), "description": "x" * 200_001}).to
    for n in range(8):
        visitor.post(NEW, {"csrf": page.value("csrf"), "name": f"Jenny {n}"})
    assert kept(house) == 5
    query(house, "UPDATE people_kept_forms SET expires_at = 1")
    visitor.post(NEW, {"csrf": page.value("csrf"), "name": "Jenny"})
    assert kept(house) == 1


# ── The editor ──────────────────────────────────────────────────────────────────────────────────
def test_the_editor_is_told_and_shows_every_line_again(house: Server) -> None:
    shop = Shop(house.client)
    customer = shop.customer(name="Hartmann")
    visitor = sign_in(house)
    seen = visitor.post(
        "/invoices/new", typed(visitor.get(f"/invoices/new?customer={customer.id}"), HEDGE, currency="eur")
    )
    page = visitor.get(seen.to)
    idle(house)
    given = typed(page, HEDGE, TRAVEL, {**TRAVEL, "line_description": "Tea"}, EMPTY, memo="Thank you")
    told = visitor.post(seen.to, given, {**OWN, "Accept": "application/json"})
    assert told.status == 401
    assert b'"sign_in"' in told.content
    again = sign_in_again(visitor, Seen(303, {}, b"", told.content.decode().split('"')[3]))
    lines = [field.attributes["value"] for field in again.page.all("input", name="line_description")]
    assert lines == ["Hedge", "Travel", "Tea", ""]
    assert (again.value("memo"), again.value("version")) == ("Thank you", page.value("version"))
    assert again.page.one("p", id="saved").text == "Not saved"
    (invoice,) = shop.v1.invoices.list({"customer": customer.id}).data
    assert len(invoice.lines.data) == 1
