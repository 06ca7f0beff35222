"""`./dev demo`: a believable handful of invoices, in every state, with pages that open."""

import re

from tests.conftest import Server
from tests.examples.running import environment, python, run, run_any


def test_it_leaves_invoices_in_every_state_behind(server: Server) -> None:
    printed = run(python(), "demo.py", server)

    rows = re.findall(
        r"^(\w+) +([A-Z0-9]{8}-\d{4}|\(no number yet\)) +([\d.,]+ [A-Z]{3})  (.+)$", printed, re.MULTILINE
    )
    assert [(status, total, name) for status, _, total, name in rows] == [
        ("open", "1,326.40 EUR", "Hartmann & Söhne GmbH"),  # 12 hours at 95.00 and 186.40
        ("paid", "2,489.00 EUR", "Atelier Moreau"),
        ("open", "480,000 JPY", "Sakura Trading K.K."),
        ("void", "3,110.00 GBP", "Thistle & Reed Ltd"),
        ("uncollectible", "950.00 USD", "Blue Mesa Outfitters"),
        ("draft", "87.500 BHD", "Gulf Pearl Diving"),
    ]
    for status, number, _, name in rows:
        if status != "draft":
            (invoice,) = [i for i in server.client.v1.invoices.list({"limit": 100}).data if i.number == number]
            assert (invoice.status, invoice.customer_name) == (status, name)


def test_every_page_that_it_names_opens(server: Server) -> None:
    printed = run(python(), "demo.py", server)
    pages = re.findall(rf"{re.escape(server.url)}(/i/\S+)", printed)
    assert len(pages) == 7  # of the quickstart page and PDF, then one page for each invoice but the draft
    assert {server.request("GET", page, key=None).status for page in pages} == {200}


def test_without_a_server_it_says_how_to_start_one(server: Server) -> None:
    done = run_any(python(), "demo.py", environment(server, BILLHOOK_URL="http://127.0.0.1:9"))
    assert done.returncode == 1
    assert done.stderr == "no server answers at http://127.0.0.1:9; start one with `./dev serve`\n"


def test_its_help_needs_no_server(server: Server) -> None:
    done = run_any(python(), "demo.py", environment(server, BILLHOOK_URL="http://127.0.0.1:9"), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Fill a running server with customers and invoices" in done.stdout


def test_a_key_that_the_server_does_not_know_is_named(server: Server) -> None:
    done = run_any(python(), "demo.py", environment(server, STRIPE_API_KEY="sk_test_thisIsNotTheKey"))
    assert done.returncode == 1
    assert "does not know the key: Invalid API Key provided: sk_test_********eKey" in done.stderr
