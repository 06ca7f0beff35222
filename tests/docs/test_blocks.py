"""Every block of the README and the guide that is marked `run` runs, and does what it says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import Server
from tests.docs.pages import PAGES, ROOT, blocks

SHOWN_URL = "http://127.0.0.1:8420"


def run(words: list[str], program: str, server: Server) -> str:
    """Run a page's program as a reader would, against our server instead of the one that it names."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BILLHOOK_") and "proxy" not in k.lower()}
    environment["STRIPE_API_KEY"] = server.key
    program = program.replace(SHOWN_URL, server.url)
    done = subprocess.run(
        words, input=program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{program}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def python_of(page: Path) -> str:
    """The page's blocks as one program whose line numbers are the page's."""
    lines: list[str] = []
    for block in blocks(page, "python"):
        lines += [""] * (block.line - 1 - len(lines))
        lines += block.body.splitlines()
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=lambda p: p.stem)
def test_the_python_of_a_page_runs_from_top_to_bottom(page: Path, server: Server) -> None:
    run([sys.executable, "-"], python_of(page), server)


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "sh")], ids=lambda p: p.stem)
def test_the_shell_of_a_page_runs_from_top_to_bottom(page: Path, server: Server) -> None:
    run(["sh", "-eu"], "\n".join(block.body for block in blocks(page, "sh")), server)


def test_the_readme_leaves_a_paid_invoice_behind(server: Server) -> None:
    number, page, status = run([sys.executable, "-"], python_of(ROOT / "README.md"), server).split()
    assert status == "paid"
    newest = server.client.v1.invoices.list({"limit": 20}).data
    (invoice,) = [i for i in newest if i.number == number]
    assert (invoice.status, invoice.total, invoice.currency) == ("paid", 1000, "usd")
    assert server.request("GET", page.removeprefix(server.url), key=None).status == 200


def test_the_pages_that_promise_code_have_some() -> None:
    with_code = {page.stem for page in PAGES if blocks(page, "python")}
    promised = {"README", "quickstart", "webhooks", "errors", "events", "invoice-life"}
    of_payments = {"balance", "bank-debits", "bank-transfers", "cards", "disputes", "payments", "refunds"}
    assert promised | of_payments | {"saved-methods"} <= with_code
