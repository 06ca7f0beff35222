"""`billhook statements watch`: a folder of files, each imported once (docs/guide/bank-statements.md)."""

import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.bank_statements.test_bank_statements import open_invoice, status_of
from tests.rooms.bank_statements.test_command_line import run
from tests.rooms.webhooks.receiver import eventually
from tests.rules.bank_statements.files import camt, ntry, stmt, tx
from tests.stories.psql import query

_accounts = itertools.count(1)


@pytest.fixture
def account() -> str:
    """The number of an account that no other test uses."""
    return f"WATCH{next(_accounts):04}"


def test_files_are_booked_and_moved(server: Server, shop: Shop, account: str, tmp_path: Path) -> None:
    invoice = open_invoice(shop)
    content = camt(stmt(ntry("119.00", tx(purpose=(invoice.number,))), iban=account))
    (tmp_path / "day.xml").write_bytes(content)
    (tmp_path / "bad.xml").write_bytes(b"<!DOCTYPE a><a/>")
    (tmp_path / ".part.xml").write_bytes(content)
    status, said, _ = run(server, "watch", str(tmp_path), "--once", "--every", "0.1")
    assert (status, "1 new, 0 known already, 1 booked" in said) == (0, True)
    assert status_of(shop, invoice) == "paid"
    assert (tmp_path / "done" / "day.xml").read_bytes() == content
    assert "document type" in (tmp_path / "refused" / "bad.xml.txt").read_text()
    assert (tmp_path / "refused" / "bad.xml").exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == [".part.xml", "done", "refused"]


def test_a_file_that_comes_again_keeps_the_first(server: Server, account: str, tmp_path: Path) -> None:
    """As after a death between the commit and the move."""
    content = camt(stmt(ntry("7.31"), iban=account))
    for _ in range(2):
        (tmp_path / "day.xml").write_bytes(content)
        status, said, _ = run(server, "watch", str(tmp_path), "--once", "--every", "0.1")
        assert status == 0
    assert "0 new, 1 known already" in said
    assert sorted(one.name for one in (tmp_path / "done").iterdir()) == ["2-day.xml", "day.xml"]


def test_it_goes_on_until_it_is_ended(server: Server, account: str, tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("BILLHOOK_") and k != "DATABASE_URL"}
    env["BILLHOOK_DATA_DIR"] = str(server.data_dir)
    words = [sys.executable, "-m", "billhook", "statements", "watch", str(tmp_path), "--every", "0.1"]
    with subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        for name in ("one.xml", "two.xml"):
            # Somebody changes a setting meanwhile.
            query(server, "UPDATE tenants SET version = version + 1")
            (tmp_path / name).write_bytes(camt(stmt(ntry("7.32", reference=name), iban=account, sequence=name)))
            eventually(lambda name=name: (tmp_path / "done" / name).exists(), "the move")  # type: ignore[misc]
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
