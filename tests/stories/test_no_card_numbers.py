"""No card number is in anything that live mode keeps: no table, no log, no mail that waits (live-money.md §11.9).

Every door that takes a number in test mode is tried with one in live mode, and so are doors that take none. Then a
payer pays, and all that was kept is searched.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.rooms.webhooks.receiver import eventually
from tests.stories.away import Away, away, path_of
from tests.stories.psql import query

NUMBERS = (
    "4242424242424242", "5555555555554444", "378282246310005", "6011111111111117", "4222222222222", "6304000000000000",
    "4000002760003184", "3530111333300000",
)  # fmt: skip
"""Test numbers of several networks and lengths; each passes Luhn."""

CARD = {"exp_month": "12", "exp_year": "2034", "cvc": "123"}

_RUNS = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])")


def passes_luhn(digits: str) -> bool:
    """Every second digit from the right counts double, nine is taken off what has two digits, and the sum ends in 0."""
    total = 0
    for place, digit in enumerate(reversed(digits), 1):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card_numbers_in(text: str) -> list[str]:
    return [run for run in _RUNS.findall(text) if passes_luhn(re.sub("[ -]", "", run))]


def doors(number: str, customer: str, intent: str, setup: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Where the API takes a card in test mode, with a card that has this number."""

    def card(name: str) -> dict[str, str]:
        return {f"{name}[number]": number} | {f"{name}[{field}]": value for field, value in CARD.items()}

    method = {"payment_method_data[type]": "card", **card("payment_method_data[card]")}
    yield "/v1/payment_methods", {"type": "card", **card("card")}
    yield "/v1/tokens", card("card")
    yield "/v1/test_helpers/confirmation_tokens", method
    yield "/v1/charges", {"amount": "1000", "currency": "eur", **card("source"), "source[object]": "card"}
    yield f"/v1/customers/{customer}/sources", {**card("source"), "source[object]": "card"}
    yield "/v1/payment_intents", {"amount": "1000", "currency": "eur", "confirm": "true", **method}
    yield f"/v1/payment_intents/{intent}/confirm", method
    yield "/v1/setup_intents", {"confirm": "true", **method}
    yield f"/v1/setup_intents/{setup}/confirm", method
    yield "/v1/customers", {"source": number}
    yield f"/v1/payment_methods/{number}/attach", {"customer": customer}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    with away(tmp_path_factory.mktemp("numbers"), BILLHOOK_ACCESS_LOG="true") as found:
        yield found


def test_the_search_finds_what_it_should_find() -> None:
    for number in NUMBERS:
        spaced = f"{number[:4]} {number[4:8]}-{number[8:]}"
        assert card_numbers_in(f'"number":"{number}" and {spaced}.') == [number, spaced]
        assert card_numbers_in(f"{number[:-1]}{(int(number[-1]) + 1) % 10}") == []


def test_no_number_is_kept(live: Away) -> None:
    key = str(live.shop.client._requestor._options.api_key)  # type: ignore[attr-defined]
    invoice = live.invoice()
    customer, intent = str(invoice.customer), live.intent_id(invoice)
    setup = live.shop.v1.setup_intents.create({"customer": customer}).id
    for number in NUMBERS:
        for path, form in doors(number, customer, intent, setup):
            once = {"Idempotency-Key": f"{number[:6]} {path.replace(number, 'number')}"}
            answer = live.server.request("POST", path, form, once, key=key)
            assert 400 <= answer.status < 500, (path, answer.status)
        _types_into_pages(live, invoice, number)
    live.decides(live.goes_away(invoice), "paid")
    live.comes_back(invoice)
    assert live.now(invoice).status == "paid"
    asked = len(NUMBERS) * len(list(doors("", "", "", "")))
    logged = "SELECT count(*) AS n FROM request_log r JOIN tenants t ON t.id = r.tenant WHERE t.livemode"
    eventually(lambda: query(live.server, logged)[0]["n"] >= asked, "the log of requests to have been written")
    assert _kept(live) == {}


def _types_into_pages(live: Away, invoice: Any, number: str) -> None:
    """A payer who types a number into whatever the invoice's page sends."""
    for field in ("method", "number", "card[number]", "amount"):
        sent = urlencode({"method": "card", "amount": str(invoice.amount_due), **CARD, field: number}).encode()
        answer = live.server.request("POST", f"{path_of(invoice)}/pay", sent, key=None)
        assert answer.status < 500
        assert card_numbers_in(answer.body.decode()) == []


def _kept(live: Away) -> dict[str, list[str]]:
    """The card numbers in each table and in the log of the process."""
    public = "relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    tables = query(live.server, f"SELECT relname FROM pg_class WHERE {public}")
    assert len(tables) > 50
    found = {table["relname"]: _numbers_of(live, table["relname"]) for table in tables}
    written = live.server.data_dir.parent / f"{live.server.data_dir.name}.log"
    assert written.stat().st_size > 0
    found["the log"] = card_numbers_in(written.read_text())
    return {name: numbers for name, numbers in found.items() if numbers}


def _numbers_of(live: Away, table: str) -> list[str]:
    """The texts of a table; whole numbers are moments and sums, and bytes are read as the text that they may be."""
    rows = query(live.server, f'SELECT * FROM "{table}"')
    texts = (_text(value) for row in rows for value in row.values() if not isinstance(value, int))
    return [number for text in texts for number in card_numbers_in(text)]


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
