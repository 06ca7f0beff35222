"""The door of the Dashboard: who gets in, who sees what, and which forms are taken."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import EMAIL, OWN, PASSWORD, Visitor, first_link, owner_of, sign_in
from tests.stories.psql import query

from billhook.dashboard.routes import ROUTES
from billhook.events.store import TEXT

Somebody = Callable[[str], Visitor]


# ── Coming in ───────────────────────────────────────────────────────────────────────────────────
def test_the_first_link_works_once(server: Server, owner: Visitor) -> None:
    seen = Visitor(server).get(first_link(server))
    assert (seen.status, seen.heading) == (410, "This link is over")


def test_a_link_that_was_never_printed_leads_nowhere(server: Server) -> None:
    assert Visitor(server).get("/dashboard/welcome/abcdefghijklmnopqrstuvwxyz").status == 410


def test_a_stranger_is_led_to_the_sign_in_and_back(server: Server, owner: Visitor) -> None:
    visitor = Visitor(server)
    seen = visitor.get("/invoices?status=open")
    assert seen.status == 303
    assert seen.to == "/dashboard/sign-in?next=%2Fdashboard%2Ftest%2Finvoices%3Fstatus%3Dopen"
    page = visitor.get(seen.to)
    fields = {"csrf": page.value("csrf"), "next": page.value("next"), "email": EMAIL, "password": PASSWORD}
    assert visitor.post("/dashboard/sign-in", fields).to == "/dashboard/test/invoices?status=open"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/dashboard/", "//evil.example/dashboard/", "/\\evil.example", "/v1/invoices", "javascript:x",
     "/dashboard//evil.example", "/dashboardevil"],
)  # fmt: skip
def test_nobody_is_led_out_of_the_dashboard(server: Server, owner: Visitor, elsewhere: str) -> None:
    visitor = Visitor(server)
    seen = visitor.send("/dashboard/sign-in", {"email": EMAIL, "password": PASSWORD, "next": elsewhere})
    assert (seen.status, seen.to) == (303, "/dashboard/test")


def test_a_wrong_password_and_an_unknown_person_are_answered_alike(server: Server, owner: Visitor) -> None:
    wrong = Visitor(server).send("/dashboard/sign-in", {"email": EMAIL, "password": "not the password"})
    unknown = Visitor(server).send("/dashboard/sign-in", {"email": "nobody@example.com", "password": "not it either"})
    assert wrong.status == unknown.status == 422
    sentence = "This e-mail and this password do not belong together."
    assert wrong.page.one("div", role="alert").text == unknown.page.one("div", role="alert").text == sentence


def test_the_token_is_another_after_each_sign_in(server: Server, owner: Visitor) -> None:
    """Whoever planted a cookie before somebody signed in does not come in with it."""
    visitor = Visitor(server)
    visitor.cookies["billhook"] = "planted"
    seen = visitor.send("/dashboard/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert seen.status == 303
    assert visitor.cookies["billhook"] not in ("planted", owner.cookies["billhook"])


def test_signing_out_ends_the_session_at_once(server: Server, owner: Visitor) -> None:
    visitor = sign_in(server)
    token = dict(visitor.cookies)
    seen = visitor.send("/dashboard/sign-out", on="/")
    assert (seen.status, seen.to) == (303, "/dashboard/sign-in")
    assert "billhook" not in visitor.cookies
    visitor.cookies = token
    assert visitor.get("/").to.startswith("/dashboard/sign-in")


def test_an_old_session_is_over(server: Server, owner: Visitor) -> None:
    visitor = sign_in(server)
    newest = "id = (SELECT max(id) FROM sessions)"
    query(server, f"UPDATE sessions SET last_seen = last_seen - $1 WHERE {newest}", 12 * 3_600)
    assert visitor.get("/").to.startswith("/dashboard/sign-in")


def test_no_password_and_no_token_is_stored_as_it_is(server: Server, owner: Visitor) -> None:
    (stored,) = query(server, "SELECT password FROM people WHERE email = $1", EMAIL)
    assert stored["password"].startswith("$argon2id$")
    assert not query(server, "SELECT 1 FROM sessions WHERE hash = $1", owner.cookies["billhook"].encode())


def test_guessing_becomes_slow_and_does_not_lock_the_person_out(server: Server, owner: Visitor) -> None:
    """Five attempts are free; then the pair of e-mail and address waits, and a person elsewhere does not."""
    guesser = Visitor(server)
    elsewhere = {"X-Forwarded-For": "203.0.113.7"}

    def guess() -> int:
        token = guesser.get("/dashboard/sign-in").value("csrf")
        fields = {"csrf": token, "email": EMAIL, "password": "guess"}
        return guesser.post("/dashboard/sign-in", fields, OWN | elsewhere).status

    answers = [guess() for _ in range(15)]
    assert answers[:5] == [422] * 5
    assert 429 in answers[5:]
    assert sign_in(server).get("/").status == 200
    query(server, "DELETE FROM failed_sign_ins")


# ── Forms ───────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def draft(shop: Shop) -> Any:
    return shop.invoice("draft")


def test_a_form_without_its_token_does_nothing(owner: Visitor, shop: Shop, draft: Any) -> None:
    path = f"/invoices/{draft.id}/finalize"
    for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        assert owner.post(path, fields).status == 403
    assert shop.v1.invoices.retrieve(draft.id).status == "draft"


def test_a_token_of_somebody_else_does_nothing(server: Server, owner: Visitor, shop: Shop, draft: Any) -> None:
    theirs = sign_in(server).get("/invoices/" + draft.id + "/finalize").value("csrf")
    assert owner.post(f"/invoices/{draft.id}/finalize", {"csrf": theirs}).status == 403
    assert shop.v1.invoices.retrieve(draft.id).status == "draft"


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_a_form_from_elsewhere_does_nothing(owner: Visitor, shop: Shop, draft: Any, headers: dict[str, str]) -> None:
    path = f"/invoices/{draft.id}/finalize"
    token = owner.get(path).value("csrf")
    assert owner.post(path, {"csrf": token}, headers).status == 403
    assert shop.v1.invoices.retrieve(draft.id).status == "draft"


def test_a_form_that_is_sent_twice_acts_once(owner: Visitor, shop: Shop, draft: Any) -> None:
    path = f"/invoices/{draft.id}/finalize"
    page = owner.get(path)
    fields = {"csrf": page.value("csrf"), "key": page.value("key")}
    first, second = owner.post(path, fields), owner.post(path, fields)
    assert (first.status, second.status) == (303, 303)
    assert first.to == second.to == f"/dashboard/test/invoices/{draft.id}"
    finalized = shop.v1.events.list({"type": "invoice.finalized", "limit": 20}).data
    assert [event.data.object["id"] for event in finalized].count(draft.id) == 1


# ── Roles, modes, accounts ──────────────────────────────────────────────────────────────────────
def test_an_analyst_reads_and_changes_nothing(somebody: Somebody, owner: Visitor, shop: Shop, draft: Any) -> None:
    analyst = somebody("analyst")
    assert analyst.get(f"/invoices/{draft.id}").status == 200
    token = analyst.get("/").value("csrf")
    seen = analyst.post(f"/invoices/{draft.id}/finalize", {"csrf": token})
    assert seen.status == 403
    assert "Your role, Analyst, cannot" in seen.page.text
    assert shop.v1.invoices.retrieve(draft.id).status == "draft"


def test_an_object_of_the_other_mode_is_not_there(server: Server, owner: Visitor, draft: Any) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    assert live.get("/invoices").status == 200
    for path in (f"/invoices/{draft.id}", f"/invoices/{draft.id}/raw", f"/invoices/{draft.id}/finalize"):
        assert live.get(path).status == 404
    token = live.get("/").value("csrf")
    assert live.post(f"/invoices/{draft.id}/finalize", {"csrf": token}).status == 404


def test_a_mode_that_is_none_is_not_there(owner: Visitor) -> None:
    assert owner.get("/dashboard/elsewhere/invoices").status == 404


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("/dashboard/", "/dashboard"), ("/dashboard/test/", "/dashboard/test"),
     ("/dashboard/test/invoices//", "/dashboard/test/invoices"),
     ("/dashboard//evil.example/", "/dashboard//evil.example")],
)  # fmt: skip
def test_a_slash_too_many_leads_to_the_page(owner: Visitor, typed: str, meant: str) -> None:
    seen = owner.get(typed)
    assert (seen.status, seen.headers["location"]) == (303, meant)


def test_every_route_sends_strangers_away(server: Server, owner: Visitor) -> None:
    stranger = Visitor(server)
    for route in ROUTES:
        path = re.sub(r"\{\w+\}", "x", ("/dashboard" if route.outside else "/dashboard/test") + route.path).rstrip("/")
        for method in route.methods:
            if method == "GET":
                seen = stranger.get(path)
            elif method == "POST":
                seen = stranger.post(path, {})
            else:
                continue
            assert (seen.status, seen.to.partition("?")[0]) == (303, "/dashboard/sign-in"), (method, path)


def test_every_page_says_what_it_needs() -> None:
    """A page that asks for no permission shows everybody everything."""
    open_to_all = {"/sign-out", "/me/theme", "/me/single-keys"}
    assert {route.path for route in ROUTES if not route.needs} == open_to_all


# ── What is written down ────────────────────────────────────────────────────────────────────────
def test_what_a_person_did_is_in_the_audit_log_and_the_events(
    server: Server, owner: Visitor, shop: Shop, draft: Any
) -> None:
    owner.send(f"/invoices/{draft.id}/finalize")
    (entry,) = query(server, "SELECT * FROM audit_log WHERE object = $1", draft.id)
    assert (entry["verb"], entry["actor_label"], entry["address"]) == ("invoice.finalize", "Anna Berg", "127.0.0.1")
    assert '"before":{' in entry["changes"]
    assert '"status":"draft"' in entry["changes"]
    actors = query(
        server,
        f"SELECT actor FROM events e WHERE type = 'invoice.finalized' AND {TEXT} LIKE '%' || $1 || '%'",
        draft.id,
    )
    assert [row["actor"] for row in actors] == [entry["actor"]]
    assert entry["actor"].startswith("person:per_1")


def test_texts_are_shown_as_text(owner: Visitor, shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "<b>{{7*7}}</b><script>x</script>", "email": "a@b.example"})
    invoice = shop.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 1}
    )
    page = owner.get(f"/invoices/{invoice.id}").page
    assert "<b>{{7*7}}</b><script>x</script>" in page.text
    assert all(script.text != "x" for script in page.all("script"))


def test_owner_again(server: Server) -> None:
    """Whoever asks for the owner later gets the same person."""
    assert owner_of(server).get("/").status == 200
