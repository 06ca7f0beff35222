"""What every reader makes of a file: statements with their movements, and what could not be read.

Money is whole minor units of its currency. Texts are without blanks at either end; an absent text is empty.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billhook.kernel.money import LARGEST_AMOUNT, is_currency, minor_digits

STATEMENT, REPORT, NOTIFICATION = "statement", "report", "notification"
"""The kinds of statements: of booked movements (camt.053, MT940, CSV), of a day so far (camt.052, MT942), and details
of what a statement tells in one sum (camt.054). Only movements of a `statement` are booked."""

BYTES_MAX = 50_000_000
"""A file has this many bytes at most."""
MOVEMENTS_MAX = 100_000
"""A file has this many movements at most."""
STATEMENTS_MAX = 10_000
"""A file has this many statements at most; each is looked up by itself."""
RETURN_FEE_MAX = 5_000
"""Minor units: no bank takes more for a debit that comes back."""

_TEXT_MAX = 10_000
_ACCOUNT_MAX = 70
"""No account has so long a number. An index takes no text of any length."""

_PLAIN_NUMBER = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,6})?", re.ASCII)
_ABSENT = {"", "NOTPROVIDED", "NONREF", "NOT PROVIDED", "NOTAVAILABLE"}


class UnreadableFile(ValueError):
    """Nothing of the file can be taken; the text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a file that a person should see: where it stands (`entry 3`), and a sentence."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came to the account or left it.

    `amount` is above 0, and `is_credit` says that the money came in. `ordinal` is the place in the statement, from 0.
    `bank_reference` is the bank's own id, and `part` the place in a batch whose parts share that id (0 otherwise).
    `charges` were deducted before the money arrived. `whole_batch` marks an entry for several payments whose details
    do not add up to it: only a person can say what it is for. `is_reversal`: the bank takes an earlier entry back, so
    even a credit is no payment.
    """

    amount: int
    is_credit: bool
    currency: str
    booked_on: date
    value_on: date
    ordinal: int
    bank_reference: str = ""
    part: int = 0
    end_to_end_id: str = ""
    mandate_id: str = ""
    name: str = ""
    ultimate_name: str = ""
    iban: str = ""
    purpose: str = ""
    structured_reference: str = ""
    return_reason: str = ""
    charges: int = 0
    whole_batch: bool = False
    is_reversal: bool = False

    @property
    def signed(self) -> int:
        """The amount, below 0 if the money left the account."""
        return self.amount if self.is_credit else -self.amount


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of one account. `account` is its IBAN, or the bank's own number of it.

    `opening` and `closing` are balances in minor units, below 0 for a debt; None if the file does not tell. `sequence`
    and `made_at` are texts of the bank. `pending` counts entries that are not booked yet, which are left out. `page` is
    the number of a page after the first, if the bank sends a statement in several.
    """

    account: str
    currency: str
    kind: str
    sequence: str
    made_at: str
    opening: int | None
    closing: int | None
    movements: tuple[Movement, ...]
    pending: int = 0
    page: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether the opening balance and all movements come to the closing balance, as far as they are known."""
        if self.opening is None or self.closing is None:
            return True
        return self.opening + sum(one.signed for one in self.movements) == self.closing


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a file says."""

    format: str
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]


def minor_amount(text: str, currency: str) -> int:
    """A plain decimal number such as `1234.50` in minor units of a lower-case currency.

    Raises ValueError for another text, an unknown currency, more digits than the currency has, or too large an amount.
    """
    if not is_currency(currency):
        raise ValueError(f"the currency {currency[:10].upper()!r} is unknown")
    if not _PLAIN_NUMBER.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no amount")
    exact = Decimal(text).scaleb(minor_digits(currency))
    if exact != int(exact):
        raise ValueError(f"{text} has more digits than {currency.upper()}")
    if exact > LARGEST_AMOUNT:
        raise ValueError(f"{text} is too large")
    return int(exact)


def told(text: str | None) -> str:
    """A text of the bank without needless blanks; empty if it only says that there is none."""
    plain = " ".join((text or "").split())
    return "" if plain.upper() in _ABSENT else plain[:_TEXT_MAX]


def account_number(text: str) -> str:
    """An IBAN or another account number in upper case, without blanks."""
    return re.sub(r"\s", "", text).upper()[:_ACCOUNT_MAX]


def joined_lines(lines: Sequence[str], full: int) -> str:
    """The lines of a purpose as one text. A line of `full` length was cut there, so the next one follows at once."""
    text = ""
    is_cut = True
    for line in lines:
        if line.strip():
            text += line if is_cut else f" {line}"
            is_cut = len(line) >= full
    return " ".join(text.split())


def decoded(content: bytes) -> str:
    """The text of a file that does not name its encoding: UTF-8, else Latin-1, else cp1252, else cp852.

    Every byte is a sign of Latin-1, but 0x80 to 0x9F are controls that no bank writes; those mean cp1252. Five bytes
    are no sign of that: DOS wrote them, and banks of central Europe still do. Sums are ASCII in all of them.
    """
    for encoding in ("utf-8-sig", "latin-1", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "latin-1" or not re.search("[\x80-\x9f]", text):
            return text
    return content.decode("cp852")


def may_be_a_fee(excess: int, amount: int) -> bool:
    """Whether a bank may have taken `excess` for the return of a debit of `amount`, both in minor units.

    What is more than the debit, or more than 50.00, is other money: an entry for several returns may name one alone.
    """
    return 0 < excess <= min(amount, RETURN_FEE_MAX)
