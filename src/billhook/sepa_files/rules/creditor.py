"""Whether the data of a merchant and the IBANs of payers can stand in a SEPA file at all."""

import json
from dataclasses import asdict, dataclass, field

from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.eu import at_02

from billhook.kernel.ibans import is_sepa

LEAD_DAYS, LEAD_DAYS_MAX = 2, 30


class CreditorUnusable(Exception):
    """What a merchant gave cannot be used; says why in a sentence."""


@dataclass(frozen=True, slots=True)
class Creditor:
    """Whose account takes the debits. `lead_days`: so many bank days lie between a file and the day of its debits."""

    creditor_id: str
    iban: str = field(repr=False)
    name: str
    bic: str | None = None
    lead_days: int = LEAD_DAYS

    def stored(self) -> str:
        """As text, to be sealed."""
        return json.dumps(asdict(self))


def creditor_of(stored: str) -> Creditor:
    """What `stored` gave."""
    return Creditor(**json.loads(stored))


def checked_creditor(creditor_id: str, iban: str, name: str, bic: str | None, lead_days: int) -> Creditor:
    """The creditor of what was typed. Raises CreditorUnusable."""
    known, account = at_02.compact(creditor_id), ibans.compact(iban).upper()
    if not (known.isascii() and at_02.is_valid(known)):
        raise CreditorUnusable("the creditor identifier is wrong: two letters, two check digits, and the rest")
    if not is_sepa(account):
        raise CreditorUnusable("the IBAN is wrong, or its country is not in SEPA")
    given = bics.compact(bic) if bic else None
    if given is not None and not (given.isascii() and bics.is_valid(given)):
        raise CreditorUnusable("the BIC is wrong: it has 8 or 11 letters and digits")
    if not name.strip():
        raise CreditorUnusable("the name of the account's holder is missing")
    if not 1 <= lead_days <= LEAD_DAYS_MAX:
        raise CreditorUnusable(f"between a file and its debits lie 1 to {LEAD_DAYS_MAX} bank days")
    return Creditor(known, account, name.strip(), given, lead_days)
