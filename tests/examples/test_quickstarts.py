"""The quickstart in three languages: one customer, one invoice of two lines, sent and paid."""

import json
import re
from pathlib import Path

import pytest
import stripe
from tests.conftest import Server
from tests.examples.running import EXAMPLES, environment, node, python, run, run_any, shell

QUICKSTARTS = {
    "python": (python, "python/quickstart.py"),
    "node": (node, "node/quickstart.mjs"),
    "curl": (shell, "curl/quickstart.sh"),
}


@pytest.mark.parametrize("language", QUICKSTARTS)
def test_it_leaves_a_paid_invoice_of_fifteen_dollars_behind(language: str, server: Server) -> None:
    program, path = QUICKSTARTS[language]
    printed = run(program(), path, server)

    (invoice_id,) = set(re.findall(r"^(in_\w+)  ", printed, re.MULTILINE))
    invoice = server.client.v1.invoices.retrieve(invoice_id, {"expand": ["customer", "payments"]})
    customer = invoice.customer
    assert isinstance(customer, stripe.Customer)
    assert (customer.name, customer.email) == ("Jenny Rosen", "jenny.rosen@example.com")
    assert customer.description == "My first customer"
    assert (invoice.status, invoice.total, invoice.currency) == ("paid", 1500, "usd")
    assert (invoice.amount_paid, invoice.amount_remaining) == (1500, 0)
    assert invoice.collection_method == "send_invoice"
    assert invoice.due_date is not None
    assert invoice.due_date - invoice.created == 30 * 24 * 60 * 60
    by_amount = {line.amount: line for line in invoice.lines.data}
    assert sorted(by_amount) == [500, 1000]
    assert (by_amount[1000].description, by_amount[500].description) == ("Gold Special", "Setting up")
    assert invoice.payments is not None
    assert [payment.payment.type for payment in invoice.payments.data if payment.status == "paid"] == ["payment_record"]


@pytest.mark.parametrize("language", QUICKSTARTS)
def test_it_prints_the_number_and_links_that_open(language: str, server: Server) -> None:
    program, path = QUICKSTARTS[language]
    printed = run(program(), path, server)

    words = dict(re.findall(r"^  (number|page|PDF) +(\S+)$", printed, re.MULTILINE))
    assert re.fullmatch(r"[A-Z0-9]{8}-0001", words["number"])
    page = server.request("GET", words["page"].removeprefix(server.url), key=None)
    assert page.status == 200
    assert words["number"] in page.body.decode()
    pdf = server.request("GET", words["PDF"].removeprefix(server.url), key=None)
    assert (pdf.status, pdf.body[:5]) == (200, b"%PDF-")
    assert [line.split("  ")[1].split(",")[0] for line in printed.splitlines() if line.startswith("in_")] == [
        "open",
        "paid",
    ]


def test_it_sends_the_invoice(server: Server) -> None:
    printed = run(python(), "python/quickstart.py", server)
    invoice_id = printed.split()[0]
    sent = server.client.v1.events.list({"type": "invoice.sent", "limit": 100})
    assert invoice_id in [getattr(event.data.object, "id", None) for event in sent.data]


@pytest.mark.parametrize("language", QUICKSTARTS)
def test_it_takes_the_key_of_the_server_s_own_variable_too(language: str, server: Server) -> None:
    program, path = QUICKSTARTS[language]
    variables = environment(server, BILLHOOK_TEST_SECRET_KEY=server.key)
    del variables["STRIPE_API_KEY"]
    assert run_any(program(), path, variables).returncode == 0


@pytest.mark.parametrize("language", QUICKSTARTS)
def test_without_a_key_it_says_what_is_missing(language: str, server: Server) -> None:
    program, path = QUICKSTARTS[language]
    variables = environment(server)
    del variables["STRIPE_API_KEY"]
    done = run_any(program(), path, variables)
    assert done.returncode == 1
    assert done.stderr == "set STRIPE_API_KEY to the secret key that the server printed when it started\n"


@pytest.mark.parametrize("language", QUICKSTARTS)
def test_with_a_wrong_key_it_fails_and_shows_the_answer(language: str, server: Server) -> None:
    program, path = QUICKSTARTS[language]
    done = run_any(program(), path, environment(server, STRIPE_API_KEY="sk_test_thisIsNotTheKey"))
    assert done.returncode == 1
    assert "Invalid API Key provided: sk_test_********eKey" in done.stderr


def test_the_packages_of_node_are_pinned_and_name_no_host() -> None:
    folder: Path = EXAMPLES / "node"
    asked = json.loads((folder / "package.json").read_text())["dependencies"]
    locked = json.loads((folder / "package-lock.json").read_text())
    assert re.fullmatch(r"\d+\.\d+\.\d+", asked["stripe"])
    assert locked["packages"]["node_modules/stripe"]["version"] == asked["stripe"]
    assert all(package.get("integrity") for name, package in locked["packages"].items() if name)
    assert "://" not in (folder / "package-lock.json").read_text()
