"""Bulk runs of two people at once, by two workers, and with the plug pulled: each invoice has one legal history."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server, stop_server
from tests.nightly import IS_NIGHTLY
from tests.pages.dashboard.signed_in import Seen, Visitor, owner_of, person_as
from tests.rooms.webhooks.receiver import eventually
from tests.stories.house import House
from tests.stories.psql import changing, mails_of, query
from tests.stories.test_together import one_by_one


def started(visitor: Visitor, verb: str, invoices: Sequence[str]) -> str:
    """The id of a run that somebody begins."""
    token = visitor.get("/").value("csrf")
    page = visitor.post("/invoices/bulk", {"csrf": token, "do": verb, "invoice": invoices})
    fields = {"csrf": token, "key": page.value("key"), "do": verb, "invoice": invoices}
    answer = visitor.post("/invoices/bulk/start", fields)
    assert answer.status == 303, answer.page.text
    return answer.to.rpartition("/")[2]


def finished(visitor: Visitor, run: str) -> Seen:
    """The page of a run at its end."""
    eventually(lambda: "Finished" in visitor.get(f"/invoices/bulk/{run}").page.text, "the run to finish", seconds=60)
    return visitor.get(f"/invoices/bulk/{run}")


def outcomes(page: Seen) -> list[tuple[str, str]]:
    """Outcome and reason of each invoice, in their order."""
    return [tuple(cell.text for cell in row.all("td")[1:]) for row in page.page.one("tbody").all("tr")]  # type: ignore[misc]


def done(server: Server, run: str) -> list[int]:
    """The positions that are done."""
    sql = "SELECT position FROM bulk_run_rows WHERE run = $1 AND outcome = 'done' ORDER BY position"
    return [row["position"] for row in query(server, sql, run)]


def test_two_people_void_and_send_the_same_invoices(server: Server, shop: Shop) -> None:
    """One legal history of each, and both are told what became of theirs."""
    invoices = [shop.invoice("open").id for _ in range(8)]
    anna, ben = owner_of(server), person_as(server, "administrator")
    with ThreadPoolExecutor(2) as threads:
        wanted = [(anna, "void", invoices), (ben, "send", invoices[::-1])]
        runs = [one.result() for one in [threads.submit(started, *each) for each in wanted]]
    voided, sent = outcomes(finished(anna, runs[0])), outcomes(finished(ben, runs[1]))[::-1]
    assert voided == [("Voided", "")] * 8
    assert set(sent) <= {("Sent", ""), ("Refused", "It is void.")}
    for invoice, (outcome, _) in zip(invoices, sent, strict=True):
        history = Counter(shop.history(invoice))
        assert history["invoice.voided"] == 1
        assert history["invoice.sent"] == int(outcome == "Sent") == len(mails_of(server, invoice))
        assert one_by_one(shop, invoice) == "void"
    # The same once more: the second is told that it came too late.
    again = outcomes(finished(ben, started(ben, "void", invoices)))
    assert again == [("Refused", "It is not open.")] * 8


def test_two_workers_share_a_run(server: Server, shop: Shop) -> None:
    """The first waits for an invoice that somebody holds; the second takes it for dead and does the others."""
    invoices = [shop.draft().id for _ in range(6)]
    owner = owner_of(server)
    with changing(server, "UPDATE invoices SET footer = 'held' WHERE id = $1", invoices[1]) as commit:
        run = started(owner, "finalize", invoices)
        eventually(lambda: done(server, run) == [1], "the first to wait")
        query(server, "UPDATE bulk_runs SET due_at = 1 WHERE id = $1", run)
        eventually(lambda: done(server, run) == [1, 3, 4, 5, 6], "the second to do the others")
        page = owner.get(f"/invoices/bulk/{run}")
        assert "5 of 6 settled" in page.page.text
        assert page.page.one("div", id="run").attributes["hx-trigger"] == "every 1s"
        assert page.page.one("a", href=f"/dashboard/test/invoices/bulk/{run}").text == "Refresh"
        commit()
    assert [outcome for outcome, _ in outcomes(finished(owner, run))] == ["Finalized"] * 6
    assert [shop.history(invoice).count("invoice.finalized") for invoice in invoices] == [1] * 6


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    running = House(tmp_path / "data", 2 if IS_NIGHTLY else 1)
    yield running
    stop_server(running.server)


def test_a_run_goes_on_after_the_plug_was_pulled(house: House) -> None:
    """What was done is not done again, and what was not is done."""
    invoices = [house.shop.draft().id for _ in range(8)]
    owner = owner_of(house.server)
    with (
        contextlib.suppress(Exception),
        changing(house.server, "UPDATE invoices SET footer = 'held' WHERE id = $1", invoices[4]),
    ):
        run = started(owner, "send", invoices)
        eventually(lambda: done(house.server, run) == [1, 2, 3, 4], "the run to be in the middle")
        house.kill("everything")
    house.start()
    # As if the time had passed after which a worker is taken for dead.
    query(house.server, "UPDATE bulk_runs SET due_at = 1 WHERE id = $1 AND due_at > 0", run)
    query(
        house.server, "UPDATE pgqueuer SET heartbeat = heartbeat - interval '1 hour' WHERE entrypoint = 'invoices.bulk'"
    )
    after: Any = Visitor(house.server, cookies=owner.cookies)
    assert [outcome for outcome, _ in outcomes(finished(after, run))] == ["Sent"] * 8
    for invoice in invoices:
        history = Counter(house.shop.history(invoice))
        assert (history["invoice.finalized"], history["invoice.sent"]) == (1, 1)
        assert len(mails_of(house.server, invoice)) == 1
