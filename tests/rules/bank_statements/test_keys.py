"""The same money is never booked twice (live-money.md §4.4)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.bank_statements.files import camt, ntry, stmt, tx

from billhook.bank_statements.rules.keys import file_hash, movement_keys, statement_key
from billhook.bank_statements.rules.reading import read
from billhook.bank_statements.rules.values import Movement

WITH_ID = Movement(
    amount=500, is_credit=True, currency="eur", booked_on=date(2026, 11, 2), value_on=date(2026, 11, 2), ordinal=0,
    bank_reference="B1", name="Jenny", iban="X", purpose="May", end_to_end_id="E",
)  # fmt: skip
WITHOUT = replace(WITH_ID, bank_reference="")


def key(one: Movement) -> str:
    return movement_keys([one])[0]


MONEY = [("amount", 501), ("is_credit", False), ("currency", "usd"), ("booked_on", date(2026, 11, 3))]
WORDS = [("name", "Jon"), ("iban", "Y"), ("purpose", "June"), ("end_to_end_id", "F"), ("value_on", date(2026, 11, 4))]


@pytest.mark.parametrize(("name", "value"), [*MONEY, ("bank_reference", "B2"), ("part", 1)])
def test_with_the_bank_s_id_that_and_the_money_count(name: str, value: object) -> None:
    assert key(replace(WITH_ID, **{name: value})) != key(WITH_ID)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "value"), [*WORDS, ("ordinal", 7)])
def test_with_the_bank_s_id_words_do_not(name: str, value: object) -> None:
    """A bank may tell the purpose in another way tomorrow."""
    assert key(replace(WITH_ID, **{name: value})) == key(WITH_ID)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "value"), [*MONEY, *WORDS])
def test_without_an_id_everything_counts(name: str, value: object) -> None:
    assert key(replace(WITHOUT, **{name: value})) != key(WITHOUT)  # type: ignore[arg-type]


def test_two_equal_payments_of_a_day_are_two() -> None:
    first, second = movement_keys([WITHOUT, replace(WITHOUT, ordinal=1)])
    assert first != second


def test_the_ordinal_counts_equals_alone() -> None:
    """Another movement before it, as in a file of other days, changes no key."""
    other = replace(WITHOUT, purpose="Other")
    assert movement_keys([other, WITHOUT, WITHOUT])[1:] == movement_keys([WITHOUT, WITHOUT])


def test_an_entry_that_stands_twice_with_one_id_is_one() -> None:
    assert len(set(movement_keys([WITH_ID, replace(WITH_ID, ordinal=1)]))) == 1


def test_equal_parts_of_a_batch_are_several() -> None:
    (statement,) = read(camt(stmt(ntry("15.00", *[tx(amount="5.00")] * 3)))).statements
    assert len(set(movement_keys(statement.movements))) == 3


def test_overlapping_files_agree() -> None:
    """Days 1 to 3, and days 2 to 4, without any id of the bank: the days in both have the same keys."""
    days = [ntry("5.00", booked=f"<Dt>2026-11-0{n}</Dt>", reference="") * 2 for n in range(1, 5)]
    one, other = (read(camt(stmt(*part))).statements[0] for part in (days[:3], days[1:]))
    assert movement_keys(one.movements)[2:] == movement_keys(other.movements)[:4]


def test_files_and_statements() -> None:
    content = camt(stmt(ntry("5.00")))
    (one,) = read(content).statements
    assert file_hash(content) == file_hash(bytes(content)) != file_hash(content + b" ")
    assert statement_key(one) == statement_key(read(content + b" ").statements[0])
    for other in (replace(one, sequence="13"), replace(one, made_at="x"), replace(one, account="y")):
        assert statement_key(other) != statement_key(one)
    unnamed = replace(one, sequence="", made_at="")
    assert statement_key(unnamed) != statement_key(replace(unnamed, movements=()))


def test_statements_of_one_moment_without_numbers_are_several() -> None:
    """A file of a week, made at once: each day is a statement, and the number of a statement is optional."""
    week = [stmt(ntry(f"{day}.00", booked=f"<Dt>2026-11-0{day}</Dt>"), sequence="") for day in range(1, 6)]
    assert len({statement_key(one) for one in read(camt(*week)).statements}) == 5


@pytest.mark.parametrize(
    "where", ["<StmtPgntn><PgNb>{}</PgNb></StmtPgntn>", "<GrpHdr><MsgPgntn><PgNb>{}</PgNb></MsgPgntn></GrpHdr>"]
)
def test_pages_of_a_statement_are_several(where: str) -> None:
    """Each page has the number and the moment of the statement, and movements of its own."""

    def page(number: int) -> str:
        said, body = where.format(number), stmt(ntry(f"{number}.00"))
        return said + body if "GrpHdr" in said else body.replace("<Acct>", f"{said}<Acct>", 1)

    keys = [statement_key(read(camt(page(number))).statements[0]) for number in (1, 2, 3)]
    assert len(set(keys)) == 3
    assert keys[0] == statement_key(read(camt(stmt(ntry("1.00")))).statements[0])


@given(st.lists(st.sampled_from([WITH_ID, WITHOUT, replace(WITHOUT, amount=7)]), max_size=12))
def test_keys_are_the_same_whenever_they_are_asked_for(movements: list[Movement]) -> None:
    keys = movement_keys(movements)
    assert keys == movement_keys(movements)
    unnamed = [found for found, one in zip(keys, movements, strict=True) if not one.bank_reference]
    assert len(set(unnamed)) == len(unnamed)
