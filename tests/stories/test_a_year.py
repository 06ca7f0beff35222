"""A year of monthly invoices on a test clock, driven by the official SDKs of Python and of Node.js."""

import json
import subprocess
from collections.abc import Callable

import pytest
from tests.clocks import DAY, HOUR, START, Clock
from tests.conftest import Server
from tests.examples.running import ROOT, environment, node

MONTH = 30 * DAY
KINDS = ["invoice.created", "invoice.finalized", "invoice.paid"]
Told = list[tuple[str, int]]


def by_python(server: Server) -> Told:
    clock = Clock(server.client)
    attached = clock.client.v1.payment_methods.attach("pm_card_visa", {"customer": clock.customer}).id
    clock.client.v1.customers.update(clock.customer, {"invoice_settings": {"default_payment_method": attached}})
    for number in range(1, 13):
        clock.invoice(auto_advance=True, collection_method="charge_automatically")
        assert clock.advance(START + number * MONTH).status == "ready"
    events = clock.client.v1.events.list({"limit": 100, "types": KINDS}).auto_paging_iter()
    told = [(event.type, event.created - START) for event in events if event.data.object["customer"] == clock.customer]
    return told[::-1]


def by_node(server: Server) -> Told:
    done = subprocess.run(
        [node(), str(ROOT / "tests/stories/year.mjs"), str(START), str(MONTH)],
        env=environment(server), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [(type, at) for type, at in json.loads(done.stdout)]


@pytest.mark.parametrize("drive", [by_python, by_node])
def test_a_year(server: Server, drive: Callable[[Server], Told]) -> None:
    assert drive(server) == [
        each
        for number in range(12)
        for each in (
            ("invoice.created", number * MONTH),
            ("invoice.finalized", number * MONTH + HOUR),
            ("invoice.paid", number * MONTH + HOUR),
        )
    ]
