"""The receivers of webhooks: they register themselves, believe only what is signed, and clean up."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from tests.conftest import Server
from tests.examples.running import Program, node, python, run, running

RECEIVERS = {"python": (python, "webhooks/receiver.py"), "node": (node, "node/receiver.mjs")}
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(params=list(RECEIVERS))
def receiver(request: pytest.FixtureRequest) -> tuple[Callable[[], str], str]:
    """How a receiver is run, and its path."""
    return RECEIVERS[request.param]


def listening(program: Program) -> tuple[str, str]:
    """Where it listens, and the id of its endpoint."""
    line = program.line_with("listening on")
    found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+/webhook), registered as (we_\w+)", line)
    assert found is not None, line
    return found[1], found[2]


def post(url: str, body: bytes, **headers: str) -> int:
    """POST as a stranger would; the status."""
    request = urllib.request.Request(url, body, {name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with _OPENER.open(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_it_receives_and_verifies_the_events_of_the_quickstart(
    receiver: tuple[Callable[[], str], str], server: Server
) -> None:
    interpreter, path = receiver
    with running(interpreter(), path, server, PORT="0") as program:
        listening(program)
        invoice_id = run(python(), "python/quickstart.py", server).split()[0]
        number = server.client.v1.invoices.retrieve(invoice_id).number
        assert number is not None

        paid = program.line_with("invoice.paid ", invoice_id)
        assert paid.split() == ["invoice.paid", invoice_id, number, "1500", "usd"]
        assert program.line_with("invoice.created ", invoice_id).split()[2:] == ["(draft)", "0", "usd"]
        program.line_with("invoice.finalized ", invoice_id)
        program.line_with("invoice.sent ", invoice_id)
        program.stop()
    mine = [line.split()[0] for line in program.lines if invoice_id in line]
    # Paid out of band: `invoice.payment_succeeded`, to which it has subscribed, did not happen.
    assert sorted(mine) == ["invoice.created", "invoice.finalized", "invoice.paid", "invoice.sent"]
    assert [line for line in program.lines if "refused" in line] == []


def test_it_refuses_what_is_not_signed_with_its_secret(receiver: tuple[Callable[[], str], str], server: Server) -> None:
    interpreter, path = receiver
    with running(interpreter(), path, server, PORT="0") as program:
        url, _ = listening(program)
        body = b'{"id": "evt_forged", "object": "event", "type": "invoice.paid"}'
        assert post(url, body) == 400
        assert post(url, body, Stripe_Signature="t=1,v1=" + "0" * 64) == 400
        program.line_with("refused: ")
        program.stop()
    assert [line for line in program.lines if "invoice.paid" in line and "evt_forged" in line] == []


def test_it_removes_its_endpoint_when_it_is_stopped(receiver: tuple[Callable[[], str], str], server: Server) -> None:
    interpreter, path = receiver
    with running(interpreter(), path, server, PORT="0") as program:
        _, endpoint = listening(program)
        registered = server.client.v1.webhook_endpoints.retrieve(endpoint)
        assert registered.status == "enabled"
        assert program.stop() == 0
    assert f"removed {endpoint}" in program.lines
    assert server.request("GET", f"/v1/webhook_endpoints/{endpoint}").status == 404


def test_with_a_secret_it_registers_nothing(receiver: tuple[Callable[[], str], str], server: Server) -> None:
    interpreter, path = receiver
    with running(interpreter(), path, server, PORT="0", STRIPE_WEBHOOK_SECRET="whsec_given") as program:  # noqa: S106 - no secret
        line = program.line_with("listening on")
        assert "registered" not in line
        assert program.stop() == 0
