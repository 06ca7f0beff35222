"""Test clocks in the Dashboard: making and moving one, and pages that live in its time (platform.md §8)."""

import re
from typing import Any

import pytest
from tests.builders import Shop
from tests.clocks import DAY, START, Clock
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.pages.document import Element
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.dashboard.developers.clock_timeline import DUES, WORDS
from billhook.dashboard.developers.words import CLOCK
from billhook.test_clocks.rules.lifecycle import STATUSES
from billhook.worker import DUE

ALL = "/developers/test-clocks"


def part(seen: Seen, name: str) -> Element:
    return seen.page.one("section", aria_label=name)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def entries(seen: Seen, name: str) -> list[tuple[str, str]]:
    """The lines of a part of the timeline: the words before the moment, and the moment."""
    lines = [(line, line.one("time").text) for line in part(seen, name).all("li")]
    return [(plain(line.text.removesuffix(at)).strip(), plain(at)) for line, at in lines]


def arrived(owner: Visitor, clock: str) -> Seen:
    """The page of a clock once it stands again."""
    eventually(lambda: "On its way" not in owner.get(f"{ALL}/{clock}").page.text, "the arrival")
    return owner.get(f"{ALL}/{clock}")


@pytest.fixture(scope="module")
def clock(server: Server) -> Clock:
    """A clock with a customer."""
    return Clock(server.client, name="Ada")


def test_the_timeline_plays_what_the_worker_plays() -> None:
    assert [due for due in DUE if getattr(due, "has_clocks", False)] == DUES
    assert {due.job for due in DUES} - set(WORDS) == {"invoices.advance", "invoices.collect", "invoices.due_steps"}
    assert set(CLOCK) == set(STATUSES)


def test_a_clock_is_made_filled_moved_and_deleted(server: Server, owner: Visitor) -> None:
    seen = owner.send(f"{ALL}/new", {"name": "A month end", "start": "2030-03-17T12:00"})
    page = owner.follow(seen)
    assert page.heading == "A month end Ready"
    assert "No customer is on this clock yet." in page.page.text
    clock = seen.to.rpartition("/")[2]
    stands = server.client.v1.test_helpers.test_clocks.retrieve(clock).frozen_time

    form = owner.get(f"/customers/new?test_clock={clock}")
    assert form.value("test_clock") == clock
    made = owner.send("/customers/new", {"name": "Ada", "email": "ada@example.com", "test_clock": clock})
    customer = made.to.rpartition("/")[2]
    assert server.client.v1.customers.retrieve(customer).test_clock == clock
    given: Any = {
        "customer": customer, "collection_method": "send_invoice", "days_until_due": 10, "auto_advance": True
    }  # fmt: skip
    invoice = server.client.v1.invoices.create(given).id
    assert entries(owner.get(f"{ALL}/{clock}"), "What comes")[0][0].startswith("Finalized and sent.")

    page = owner.get(f"{ALL}/{clock}")
    hidden = {name: page.value(name) for name in ("csrf", "key")}
    seen = owner.post(f"{ALL}/{clock}/advance", {**hidden, "by": "month"})
    page = owner.follow(seen)
    assert "The clock is on its way to " in page.page.text
    page = arrived(owner, clock)
    moved = server.client.v1.test_helpers.test_clocks.retrieve(clock).frozen_time
    assert moved == stands + 31 * DAY, "a month after 17 March, by a calendar without a change of its clocks"
    assert server.client.v1.invoices.retrieve(invoice).status != "draft"
    assert "invoice.finalized" in part(page, "What happened").text

    asked = owner.get(f"{ALL}/{clock}/delete")
    assert "The customer on it is deleted too." in asked.page.text
    seen = owner.send(f"{ALL}/{clock}/delete")
    assert "The test clock is deleted." in owner.follow(seen).page.text
    assert owner.get(f"{ALL}/{clock}").status == 404
    assert owner.get(f"/customers/{customer}").status == 404
    left = owner.get(f"/invoices/{invoice}")
    assert "A month end" not in left.page.text
    assert "(deleted): it is " in left.page.text


def test_pages_of_a_clock_live_in_its_time(server: Server, owner: Visitor, clock: Clock) -> None:
    invoice = clock.invoice(5_000, auto_advance=True, days_until_due=30)
    clock.advance(START + 27 * DAY)
    name = str(clock.client.v1.invoices.retrieve(invoice.id).number)
    seen = owner.get(f"/invoices/{invoice.id}")
    assert "(in 3 days)" in part(seen, "Summary").text
    assert re.search(r"Past due on \S+ 16, 2030, .*, unless it is paid\.", plain(part(seen, "Summary").text))
    assert seen.page.one("a", href=f"/dashboard/test{ALL}/{clock.id}").text == "Test clock"
    customer = owner.get(f"/customers/{clock.customer}")
    assert customer.page.one("a", href=f"/dashboard/test{ALL}/{clock.id}")
    page = owner.get(f"{ALL}/{clock.id}")
    assert [words for words, _ in entries(page, "What comes")] == [f"Past due, unless it is paid.{name} of Ada"]

    clock.advance(START + 31 * DAY)
    assert "1 day ago" in part(owner.get(f"/invoices/{invoice.id}"), "Summary").text
    assert owner.get(f"/invoices/{invoice.id}").heading.endswith("Past due")
    hosted = str(clock.client.v1.invoices.retrieve(invoice.id).hosted_invoice_url).removeprefix(server.url)
    assert b"Past due" in server.request("GET", hosted).body
    happened = entries(owner.get(f"{ALL}/{clock.id}"), "What happened")
    assert happened[0] == ("test_helpers.test_clock.ready", "Apr 17, 2030, 5:46 PM")
    of_it = [told for told in happened if told[0].startswith("invoice.")]
    assert of_it == [
        (f"invoice.sent{name}", "Mar 17, 2030, 6:46 PM"),
        (f"invoice.finalized{name}", "Mar 17, 2030, 6:46 PM"),
        ("invoice.createdDraft", "Mar 17, 2030, 5:46 PM"),
    ]
    assert happened[-1] == ("test_helpers.test_clock.created", "Mar 17, 2030, 5:46 PM")


def test_lists_leave_out_clocks_unless_they_are_asked_for(server: Server, owner: Visitor, clock: Clock) -> None:
    invoice = clock.invoice(7_000)
    elsewhere = Shop(server.client).invoice("draft")
    customer = f"/customers/{clock.customer}"
    assert invoice.id not in hrefs(owner.get("/invoices"))
    assert elsewhere.id in hrefs(owner.get("/invoices"))
    for narrowed in (f"/invoices?clock={clock.id}", f"/invoices?customer={clock.customer}"):
        assert invoice.id in hrefs(owner.get(narrowed))
        assert elsewhere.id not in hrefs(owner.get(narrowed))
    assert invoice.id in hrefs(owner.get(f"/invoices?clock={clock.id}&created_from=2030-03-01&created_to=2030-12-31"))
    for sort in ("due", "amount"):
        assert invoice.id in hrefs(owner.get(f"/invoices?clock={clock.id}&sort={sort}"))
        assert invoice.id not in hrefs(owner.get(f"/invoices?sort={sort}"))
    assert owner.get("/invoices?clock=clock_nothing").status == 422
    for everything in ("/customers", "/customers?q=Ada", "/search?q=Ada"):
        assert clock.customer not in hrefs(owner.get(everything))
    for narrowed in (f"/customers?clock={clock.id}", f"/customers?clock={clock.id}&q=Ada"):
        assert customer in owner.get(narrowed).content.decode()
    assert clock.customer in owner.get("/pick/customers?q=Ada").content.decode()
    exported = owner.get(f"/customers/export.csv?clock={clock.id}").content.decode()
    assert clock.customer in exported
    assert clock.customer not in owner.get("/customers/export.csv").content.decode()


def hrefs(seen: Seen) -> str:
    return " ".join(link.attributes["href"] for link in seen.page.all("a"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2030-01-01T00:00", "A test clock only goes forward. Choose a later moment."),
        ("2040-01-01T00:00", "A test clock goes at most two years at a time"),
        ("2400-01-01T00:00", "Choose a year from 2000 to 2100."),
        ("soon", "Choose a day and a time."),
        ("", "Choose a day and a time."),
    ],
)
def test_a_clock_goes_only_where_it_can(owner: Visitor, clock: Clock, typed: str, words: str) -> None:
    page = owner.get(f"{ALL}/{clock.id}")
    hidden = {name: page.value(name) for name in ("csrf", "key")}
    seen = owner.post(f"{ALL}/{clock.id}/advance", {**hidden, "to": typed})
    assert seen.status == 422
    assert words in seen.page.one("p", id="field-to-error").text


def test_a_form_without_a_start_keeps_the_name(owner: Visitor) -> None:
    seen = owner.send(f"{ALL}/new", {"name": "Kept", "start": "1999-01-01T00:00"})
    assert (seen.status, seen.value("name")) == (422, "Kept")
    assert "Choose a year from 2000 to 2100." in seen.page.text


def test_a_clock_on_its_way_and_one_that_failed(server: Server, owner: Visitor) -> None:
    found = Clock(server.client)
    target = START + DAY
    on_its_way = (
        "UPDATE test_clocks SET status = 'advancing', target = $2, played_by = 'nobody', played_until = 9999999999 "
        "WHERE id = $1"
    )
    query(server, on_its_way, found.id, target)
    seen = owner.get(f"{ALL}/{found.id}")
    assert "On its way to " in seen.page.one("p", role="status", aria_label="Progress").text
    assert not seen.page.all("button", name="by"), "nothing can be typed that a refresh would lose"
    refused = owner.post(f"{ALL}/{found.id}/advance", {"csrf": seen.value("csrf"), "key": "k", "by": "hour"})
    assert refused.status == 422
    failed = "UPDATE test_clocks SET status = 'internal_failure', played_by = NULL, played_until = NULL WHERE id = $1"
    query(server, failed, found.id)
    seen = owner.get(f"{ALL}/{found.id}")
    assert seen.heading.endswith("Failed")
    assert "The clock can only be deleted." in seen.page.text


def test_a_portal_on_a_clock_lasts_by_the_wall_and_tells_days_by_the_clock(server: Server) -> None:
    past = Clock(server.client, 1_000_000_000)
    past.invoice(auto_advance=True, days_until_due=5)
    past.advance(1_000_000_000 + 7 * DAY)
    session = server.client.v1.billing_portal.sessions.create({"customer": past.customer})
    for _ in range(2):
        answer = server.request("GET", session.url.removeprefix(server.url), key=None)
        assert answer.status == 200
        assert b"Past due" in answer.body
        query(server, "UPDATE portal_sessions SET used_at = used_at - 300 WHERE id = $1", session.id)


def test_live_mode_shows_nothing_of_it(server: Server, owner: Visitor) -> None:
    live = Visitor(server, mode="live", cookies=owner.cookies)
    for path in (ALL, f"{ALL}/new"):
        assert live.get(path).status == 404
    assert "Test clocks" not in live.get("/developers").page.text
    assert "Test clocks" in owner.get("/developers").page.text
    assert not live.get("/customers/new").page.all("select", name="test_clock")


def test_somebody_who_may_not_sees_no_buttons(somebody: Any, clock: Clock) -> None:
    analyst = somebody("analyst")
    seen = analyst.get(f"{ALL}/{clock.id}")
    assert seen.status == 200
    assert not seen.page.all("button", name="by")
    assert "Delete test clock" not in seen.page.text
