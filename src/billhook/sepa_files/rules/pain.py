"""The files themselves: pain.008 for debits and pain.001 for refunds, written by sepaxml and valid by its XSD.

The same values give the same bytes: every id and the moment come from outside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.etree import ElementTree

from sepaxml import SepaDD, SepaTransfer

from billhook.sepa_files.rules.creditor import Creditor
from billhook.sepa_files.rules.signs import NAME_MAX, NOT_PROVIDED, TEXT_MAX, plain

DEBITS, TRANSFERS = "pain.008.001.08", "pain.001.001.09"
KINDS = DEBIT, TRANSFER = "debit", "transfer"
REFUNDS = "RFND"
"""How the id of the one payment of a pain.001 ends."""

AMOUNT_MAX = 99_999_999_999
"""999,999,999.99 euros: the largest amount of an order (EPC rulebooks)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One order in a file: `amount` in cents, `name` and `iban` of the payer. A debit has the reference of its mandate,
    the day on which it was given, and its `sequence`."""

    end_to_end_id: str
    amount: int
    name: str
    iban: str = field(repr=False)
    text: str
    mandate: str = ""
    given_on: date | None = None
    sequence: str = ""


def payment_id(batch: str, sequence: str) -> str:
    """The PmtInfId of the debits of one sequence, or of all refunds (REFUNDS)."""
    return f"{batch}-{sequence}"


class _Debits(SepaDD):  # type: ignore[misc]
    """SepaDD makes ids of its own at random; these are put in their place. Its header tells the time of the machine."""

    def rename(self, batch: str, made_at: datetime) -> None:
        """Give the file its id and its moment."""
        _rename(self._xml, batch, made_at)
        for payment in self._xml.iter("PmtInf"):
            _set(payment, "PmtInfId", payment_id(batch, str(payment.findtext("PmtTpInf/SeqTp"))))


class _Transfers(SepaTransfer):  # type: ignore[misc]
    def rename(self, batch: str, made_at: datetime) -> None:
        """Give the file its id and its moment; a bank without a BIC is one that is not told."""
        _rename(self._xml, batch, made_at)
        for payment in self._xml.iter("PmtInf"):
            _set(payment, "PmtInfId", payment_id(batch, REFUNDS))
            bank = payment.find("DbtrAgt/FinInstnId")
            if bank is not None and len(bank) == 0:
                other = ElementTree.SubElement(bank, "Othr")
                ElementTree.SubElement(other, "Id").text = NOT_PROVIDED


def written(
    kind: str, batch: str, lines: Sequence[Line], creditor: Creditor, *, execute_on: date, made_at: datetime
) -> bytes:  # fmt: skip
    """The file with the MsgId `batch`. Raises sepaxml's ValidationError, which no checked value brings about."""
    config: dict[str, object] = {
        "name": plain(creditor.name, NAME_MAX), "IBAN": creditor.iban, "batch": True, "currency": "EUR",
    }  # fmt: skip
    if creditor.bic is not None:
        config["BIC"] = creditor.bic
    made: _Debits | _Transfers
    if kind == DEBIT:
        made = _Debits(config | {"creditor_id": creditor.creditor_id}, schema=DEBITS, clean=False)
    else:
        made = _Transfers(config, schema=TRANSFERS, clean=False)
    for line in lines:
        made.add_payment(_order(kind, line, execute_on))
    made.export(validate=False)  # folds the orders into the tree, where the ids are put right
    made.rename(batch, made_at)
    return _whole(made)


def _whole(made: _Debits | _Transfers) -> bytes:
    """The tree as it is, checked against the XSD."""
    from sepaxml.validation import try_valid_xml

    content: bytes = b'<?xml version="1.0" encoding="UTF-8"?>' + ElementTree.tostring(made._xml, "utf-8")
    try_valid_xml(content, made.schema)
    return content


def _order(kind: str, line: Line, execute_on: date) -> dict[str, object]:
    order: dict[str, object] = {
        "name": plain(line.name, NAME_MAX), "IBAN": line.iban, "amount": line.amount,
        "description": plain(line.text, TEXT_MAX), "endtoend_id": line.end_to_end_id,
    }  # fmt: skip
    if kind == TRANSFER:
        return order | {"execution_date": execute_on}
    return order | {
        "type": line.sequence, "collection_date": execute_on, "mandate_id": line.mandate, "mandate_date": line.given_on,
    }  # fmt: skip


def _rename(tree: ElementTree.Element, batch: str, made_at: datetime) -> None:
    header = next(tree.iter("GrpHdr"))
    _set(header, "MsgId", batch)
    _set(header, "CreDtTm", made_at.strftime("%Y-%m-%dT%H:%M:%S"))


def _set(element: ElementTree.Element, name: str, text: str) -> None:
    found = element.find(name)
    assert found is not None, name
    found.text = text
