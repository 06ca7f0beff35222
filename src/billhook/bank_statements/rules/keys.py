"""The key of a movement and of a statement: the same money is never booked twice (live-money.md §4.4)."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from billhook.bank_statements.rules.values import Movement, Statement

_SEPARATOR = "\x1f"


def file_hash(content: bytes) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def statement_key(statement: Statement) -> str:
    """What tells a statement from all others: its account, its number, when it was made and its currency.

    Without number or moment the movements and balances tell it: banks make several statements at one moment. The pages
    of a statement are several.
    """
    said = [statement.account, statement.currency, statement.kind, statement.sequence, statement.made_at]
    if statement.page:
        said.append(f"page {statement.page}")
    if not (statement.made_at and statement.sequence):
        said += [str(statement.opening), str(statement.closing), *movement_keys(statement.movements)]
    return _hash(said)


def movement_keys(movements: Sequence[Movement]) -> list[str]:
    """A key for each movement of one statement, in their order; keys are compared within one account.

    With the bank's own id: that id, the place in a batch, booking date, amount, currency and direction. Without one: a
    hash of all that the bank says, and of the ordinal among equals of the same statement, so two equal payments of a
    day stay two, and the same file read again gives the same keys.
    """
    equals: Counter[str] = Counter()
    keys = []
    for one in movements:
        if one.bank_reference:
            keys.append(_hash(["id", one.bank_reference, str(one.part), *_money(one)]))
            continue
        said = [
            "hash", str(one.value_on), str(one.part), *_money(one), one.iban, one.name, one.end_to_end_id, one.purpose,
        ]  # fmt: skip
        plain = _hash(said)
        keys.append(_hash([*said, str(equals[plain])]))
        equals[plain] += 1
    return keys


def _money(one: Movement) -> list[str]:
    return [str(one.booked_on), str(one.amount), one.currency, "credit" if one.is_credit else "debit"]


def _hash(said: Sequence[str]) -> str:
    return hashlib.sha256(_SEPARATOR.join(said).encode("utf-8", "surrogatepass")).hexdigest()
