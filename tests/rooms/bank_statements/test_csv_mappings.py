"""CSV by the API: previewed, its mapping kept, imported, and booked like any statement (live-money.md §4.1)."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Response, Server
from tests.rooms.bank_statements.test_bank_statements import (
    booked,
    imported,
    movements,
    open_invoice,
    send,
    status_of,
)
from tests.rooms.bank_statements.test_command_line import run
from tests.rooms.files.pictures import multipart
from tests.rules.bank_statements.files import ntry, tx

MAPPINGS = "/v1/billhook/bank_csv_mappings"
_accounts = itertools.count(1)


@pytest.fixture
def account() -> str:
    """The number of an account that no other test uses."""
    return f"CSV{next(_accounts):04}"


def content(account: str, *lines: str) -> bytes:
    """A file whose titles are those of one account alone."""
    return "\r\n".join([f"Buchungstag;Betrag;Name {account};Verwendungszweck", *lines]).encode("cp1252")


def ask(server: Server, path: str, file: bytes, **given: str) -> Response:
    body, kind = multipart(*((name, None, text.encode()) for name, text in given.items()), ("file", "a.csv", file))
    return server.request("POST", path, body, headers={"Content-Type": kind})


def saved(server: Server, account: str, file: bytes, **given: str) -> Any:
    answer = ask(server, MAPPINGS, file, account=account, **given)
    assert answer.status == 200, answer.body
    return answer.json


def test_a_file_is_previewed_mapped_and_booked(server: Server, shop: Shop, account: str) -> None:
    invoice = open_invoice(shop)
    file = content(account, f"02.11.2026;119,00;Jürgen;Rechnung {invoice.number}", "02.11.2026;x;;")
    shown = ask(server, f"{MAPPINGS}/preview", file).json
    assert shown["object"] == "billhook.bank_csv_preview"
    assert (shown["count"], shown["fault"]) == (1, None)
    assert [problem["place"] for problem in shown["problems"]] == ["line 3"]
    first = shown["movements"][0]
    assert (first["amount"], first["booked_on"], first["name"]) == (11_900, "2026-11-02", "Jürgen")
    refused = send(server, file, "a.csv")
    assert (refused.status, "save its mapping" in refused.json["error"]["message"]) == (400, True)
    saved(server, account, file)
    answer = send(server, file, "a.csv")
    assert answer.status == 200, answer.body
    assert (answer.json["format"], answer.json["new"], len(answer.json["problems"])) == ("csv", 1, 1)
    (one,) = movements(server, answer.json)
    booked(server, one)
    assert status_of(shop, invoice) == "paid"


def test_files_that_overlap_add_nothing(server: Server, account: str) -> None:
    one, two = "02.11.2026;5,00;A;first", "03.11.2026;6,00;B;second"
    saved(server, account, content(account, one))
    assert send(server, content(account, one)).json["new"] == 1
    again = send(server, content(account, one, two)).json
    assert (again["new"], again["known"]) == (1, 1)


def test_the_same_money_in_other_words_is_not_booked_twice(server: Server, shop: Shop, account: str) -> None:
    """A mapping with more columns, or another format, tells of a movement by another key."""
    invoice = open_invoice(shop)
    line = f"02.11.2026;119,00;A;{invoice.number}"
    saved(server, account, content(account, line))
    (one,) = movements(server, send(server, content(account, line)).json)
    booked(server, one)
    columns = {"date": "Buchungstag", "amount": "Betrag", "purpose][0": "Verwendungszweck"}
    saved(server, account, content(account, line), **{f"columns[{name}]": title for name, title in columns.items()})
    other = open_invoice(shop, 5_000)
    again = send(server, content(account, line, f"02.11.2026;50,00;B;{other.number}")).json
    assert (again["new"], again["booked"], again["to_look_at"]) == (2, 1, 1)
    first, second = sorted(movements(server, again), key=lambda each: -each["amount"])
    assert (first["status"], "same amount on this day" in first["reason"]) == ("proposed", True)
    booked(server, second)
    camt = imported(server, ntry("119.00", tx(purpose=(invoice.number,))), iban=account)
    assert (camt["booked"], camt["to_look_at"]) == (0, 1)


def test_equal_payments_of_a_day_in_files_that_overlap_are_all_booked(server: Server, shop: Shop, account: str) -> None:
    first, second = open_invoice(shop), open_invoice(shop)
    lines = [f"02.11.2026;119,00;{one.customer};{one.number}" for one in (first, second)]
    saved(server, account, content(account, *lines))
    send(server, content(account, lines[0]))
    again = send(server, content(account, *lines)).json
    assert (again["new"], again["known"], again["booked"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("line", "says"), [("03/04/2026;5,00;A;first", "form of dates"), ("02.11.2026;1,234;A;first", "mark of decimals")]
)
def test_what_can_be_read_in_two_ways_is_asked_about(server: Server, account: str, line: str, says: str) -> None:
    given = {"account": account, "currency": "kwd"}
    shown = ask(server, f"{MAPPINGS}/preview", content(account, line), **given).json
    assert (shown["count"], says in shown["fault"]) == (0, True)
    refused = ask(server, MAPPINGS, content(account, line), **given)
    assert (refused.status, says in refused.json["error"]["message"]) == (400, True)
    said = {**given, "date_form": "DD/MM/YYYY"} if "date" in says else {**given, "decimal_comma": "false"}
    assert ask(server, f"{MAPPINGS}/preview", content(account, line), **said).json["fault"] is None


def test_saving_again_replaces(server: Server, account: str) -> None:
    file = content(account, "02.11.2026;5,00;A;first")
    first = saved(server, account, file)
    second = saved(server, account, file, **{"columns[date]": "Buchungstag", "columns[amount]": "Betrag"})
    assert second["id"] == first["id"]
    assert second["columns"]["purpose"] == []
    assert server.request("GET", f"{MAPPINGS}/{first['id']}").json == second
    listed = server.request("GET", f"{MAPPINGS}?limit=100").json["data"]
    assert first["id"] in [each["id"] for each in listed]


def test_two_accounts_with_the_same_titles_are_told_apart(server: Server, account: str) -> None:
    file = content(account, "02.11.2026;5,00;A;first")
    first, second = saved(server, f"{account}A", file), saved(server, f"{account}B", file)
    refused = send(server, file)
    assert (refused.status, refused.json["error"]["param"]) == (400, "mapping")
    assert first["id"] in refused.json["error"]["message"]
    answer = ask(server, "/v1/billhook/bank_statements", file, mapping=second["id"])
    assert answer.json["statements"][0]["account"] == f"{account}B"


def test_a_mapping_is_forgotten(server: Server, account: str) -> None:
    file = content(account, "02.11.2026;5,00;A;first")
    made = saved(server, account, file)
    gone = server.request("DELETE", f"{MAPPINGS}/{made['id']}")
    assert gone.json == {"id": made["id"], "object": "billhook.bank_csv_mapping", "deleted": True}
    assert send(server, file).status == 400
    assert server.request("DELETE", f"{MAPPINGS}/{made['id']}").status == 404


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"separator": ";"}, "separator"), ({"skip_lines": "101"}, "skip_lines"), ({"date_form": "DMY"}, "date_form"),
        ({"currency": "xxx"}, "currency"), ({"columns[what]": "x"}, "columns[what]"),
        ({"encoding": "utf-7"}, "encoding"),
    ],
)  # fmt: skip
def test_what_a_mapping_cannot_be(server: Server, account: str, given: dict[str, str], param: str) -> None:
    answer = ask(server, f"{MAPPINGS}/preview", content(account), **given)
    assert (answer.status, answer.json["error"]["param"]) == (400, param)


def test_a_column_that_the_file_lacks_is_a_fault_of_the_preview(server: Server, account: str) -> None:
    given = {"columns[date]": "Tag", "columns[amount]": "Betrag"}
    shown = ask(server, f"{MAPPINGS}/preview", content(account, "02.11.2026;5,00;A;B"), **given).json
    assert shown["fault"] == "The file has no column 'Tag'."
    refused = ask(server, MAPPINGS, content(account, "02.11.2026;5,00;A;B"), account=account, **given)
    assert (refused.status, refused.json["error"]["param"]) == (400, "file")


def test_at_the_command_line(server: Server, account: str, tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    file.write_bytes(content(account, "02.11.2026;5,00;Jürgen;first"))
    status, said, _ = run(server, "preview", str(file), "--column", "date=Buchungstag", "--column", "amount=Betrag")
    assert status == 0
    assert "5.00 EUR" in said
    assert run(server, "preview", str(file), "--column", "date=Tag")[0] == 1
    assert run(server, "preview", str(file), "--account", account, "--save")[0] == 0
    status, said, _ = run(server, "import", str(file))
    assert (status, said) == (3, f"{file}: 1 new, 0 known already, 0 booked, 1 to look at\n")
