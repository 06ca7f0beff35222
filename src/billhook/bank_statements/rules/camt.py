"""CAMT: statements (053), reports (052) and notifications (054) in XML, versions 1 to 13 (live-money.md §4.1).

Elements are found by their local names, so prefixes, namespaces and version numbers do not matter. Where versions
differ, both forms are read: `Dbtr/Nm` and `Dbtr/Pty/Nm`, `Sts` and `Sts/Cd`, dates as `Dt` and as `DtTm`.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from billhook.bank_statements.rules.values import (
    MOVEMENTS_MAX,
    NOTIFICATION,
    REPORT,
    STATEMENT,
    STATEMENTS_MAX,
    Movement,
    Problem,
    Reading,
    Statement,
    UnreadableFile,
    account_number,
    joined_lines,
    may_be_a_fee,
    minor_amount,
    told,
)
from billhook.bank_statements.rules.xml_tree import Node, walk
from billhook.kernel.money import is_currency
from billhook.kernel.replacing import replace

_KINDS = {"Stmt": STATEMENT, "Rpt": REPORT, "Ntfctn": NOTIFICATION}
_ENTRY, _HEAD = "Ntry", "GrpHdr"
_LINE = 140
"""A line of `Ustrd` is full, and was cut, at this length."""
_CODE = 3
"""A code of a currency has so many letters."""
_PLACES_SHOWN = 100
_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")


@dataclass(slots=True)
class _File:
    """What has been read of the file so far; `movements` and `pending` belong to the statement that is open."""

    statements: list[Statement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    pending: int = 0
    entries: int = 0
    count: int = 0
    page: str = ""

    def report(self, text: str) -> None:
        """A problem of the entry that is being read."""
        if len(self.problems) < _PLACES_SHOWN:
            place = f"statement {len(self.statements) + 1}, entry {self.entries}"
            self.problems.append(Problem(place, text))


def read_camt(content: bytes) -> Reading:
    """All statements of a file. Raises UnreadableFile if it is no CAMT file or hostile XML."""
    so_far = _File()

    def _visit(node: Node, parent: Node | None) -> None:
        if node.name in _KINDS:
            if len(so_far.statements) >= STATEMENTS_MAX:
                raise UnreadableFile(f"The file contains more than {STATEMENTS_MAX} statements.")
            so_far.statements.append(_statement(node, so_far))
            so_far.movements, so_far.pending, so_far.entries = [], 0, 0
        elif node.name == _HEAD:
            so_far.page = told(node.told("MsgPgntn/PgNb"))
        elif parent is not None and parent.name in _KINDS:
            _take_entry(node, so_far)

    walk(content, {_ENTRY, _HEAD, *_KINDS}, _visit)
    if not so_far.statements:
        raise UnreadableFile("The file contains no statement: neither camt.052 nor camt.053 nor camt.054.")
    return Reading("camt", tuple(so_far.statements), tuple(so_far.problems))


def _statement(node: Node, so_far: _File) -> Statement:
    currency = node.told("Acct/Ccy").lower() or (so_far.movements[0].currency if so_far.movements else "")
    currency = (currency or _currency_of_balances(node))[:_CODE]
    opening, closing = _balance(node, so_far, currency, "OPBD", "PRCD"), _balance(node, so_far, currency, "CLBD")
    page = told(node.told("StmtPgntn/PgNb", "RptPgntn/PgNb", "NtfctnPgntn/PgNb")) or so_far.page
    return Statement(
        account=account_number(node.told("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id")),
        currency=currency, kind=_KINDS[node.name],
        sequence=told(node.told("ElctrncSeqNb", "LglSeqNb")), made_at=told(node.told("CreDtTm")),
        opening=opening, closing=closing, movements=tuple(so_far.movements), pending=so_far.pending,
        page=page if page != "1" else "",
    )  # fmt: skip


def _balance(node: Node, so_far: _File, currency: str, *codes: str) -> int | None:
    """The balance with the first of the codes that the statement has in its currency; of several with it, the first."""
    for code in codes:
        for balance in node.all("Bal"):
            if balance.told("Tp/CdOrPrtry/Cd", "Tp/Cd") == code and (amount := balance.one("Amt")) is not None:
                if amount.currency != currency and is_currency(amount.currency):
                    continue  # banks tell some balances in the currency of the owner too
                try:
                    minor = minor_amount(amount.text, amount.currency)
                except ValueError as error:
                    so_far.problems.append(Problem(f"balance {code}", f"The balance cannot be read: {error}."))
                    return None
                return minor if balance.told("CdtDbtInd") == "CRDT" else -minor
    return None


def _currency_of_balances(node: Node) -> str:
    amount = node.one("Bal/Amt")
    return amount.currency if amount is not None else ""


def _take_entry(entry: Node, so_far: _File) -> None:
    so_far.entries += 1
    status = told(entry.told("Sts/Cd", "Sts/Prtry", "Sts")).upper()
    if status != "BOOK":
        so_far.pending += 1
        return
    try:
        whole = _whole(entry, len(so_far.movements))
    except ValueError as error:
        so_far.report(f"The entry cannot be read: {error}.")
        return
    found = _parts(entry, whole, so_far)
    so_far.count += len(found)
    if so_far.count > MOVEMENTS_MAX:
        raise UnreadableFile(f"The file contains more than {MOVEMENTS_MAX} movements.")
    so_far.movements += found


def _whole(entry: Node, ordinal: int) -> Movement:
    """The entry as one movement, without any detail. Raises ValueError."""
    amount = entry.one("Amt")
    if amount is None:
        raise ValueError("it has no amount")
    direction = entry.told("CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise ValueError("it is neither a credit nor a debit")
    booked = _date(entry, "BookgDt") or _date(entry, "ValDt")
    if booked is None:
        raise ValueError("it has no date")
    minor = minor_amount(amount.text, amount.currency)
    if not minor:
        raise ValueError("its amount is 0")
    return Movement(
        amount=minor, is_credit=direction == "CRDT", currency=amount.currency, booked_on=booked,
        value_on=_date(entry, "ValDt") or booked, ordinal=ordinal,
        bank_reference=told(entry.told("AcctSvcrRef")) or told(entry.told("NtryRef")),
        purpose=told(entry.told("AddtlNtryInf")), charges=_charges(entry, amount.currency),
        is_reversal=entry.told("RvslInd").lower() in ("true", "1"),
    )  # fmt: skip


def _date(node: Node, name: str) -> date | None:
    """Raises ValueError for a text that is no day."""
    text = node.told(f"{name}/Dt", f"{name}/DtTm")
    if not text:
        return None
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        raise ValueError(f"{text[:30]!r} is no date")
    return date.fromisoformat(text[:10])


def _parts(entry: Node, whole: Movement, so_far: _File) -> list[Movement]:
    """The payments that an entry consists of; the entry itself if it has no details, or they do not add up to it."""
    details = list(entry.all("NtryDtls/TxDtls"))
    if len(details) < 2:
        # A bank may tell of one payment of a batch alone; then the sum is not that payer's.
        is_more = told(entry.told("NtryDtls/Btch/NbOfTxs")) not in ("", "1")
        only = replace(whole, whole_batch=is_more or any(_is_less(each, whole) for each in details))
        return [_with_detail(only, each, whole.amount, whole.is_credit, whole.ordinal, 0) for each in details] or [only]
    amounts = [_own_amount(detail, whole) for detail in details]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(details) or sum(known) != whole.signed or 0 in known:
        so_far.report("The payments of the batch do not add up to the entry, which stays whole.")
        return [replace(whole, whole_batch=True)]
    return [
        _with_detail(whole, detail, abs(amount), amount > 0, whole.ordinal + place, place + 1)
        for place, (detail, amount) in enumerate(zip(details, known, strict=True))
    ]


def _is_less(detail: Node, whole: Movement) -> bool:
    """Whether the only payment that a bank tells of is a part of the entry. Of money that came it is more after
    charges, and 0 stands for no word. What leaves is more than a returned debit by the fees of the bank."""
    own = abs(_own_amount(detail, whole, "Amt", "AmtDtls/TxAmt/Amt") or 0)
    excess = whole.amount - own
    if not own or excess <= 0:
        return False
    charges = _charges(detail, whole.currency) or whole.charges
    return whole.is_credit or not (excess == charges or may_be_a_fee(excess, own))


def _own_amount(detail: Node, whole: Movement, *paths: str) -> int | None:
    """The amount of one payment of a batch, below 0 for a debit; None if it tells none in the entry's currency.

    `paths` are where it may stand, the first that counts first.
    """
    for amount in (detail.one(path) for path in paths or _AMOUNTS):
        if amount is not None and amount.currency == whole.currency:
            try:
                minor = minor_amount(amount.text, amount.currency)
            except ValueError:
                return None
            direction = detail.told("CdtDbtInd")
            is_credit = direction == "CRDT" if direction else whole.is_credit
            return minor if is_credit else -minor
    return None


def _with_detail(whole: Movement, detail: Node, amount: int, is_credit: bool, ordinal: int, part: int) -> Movement:
    reason = told(detail.told("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"))
    own = told(detail.told("Refs/AcctSvcrRef"))
    # Of a returned debit, the debtor is still the one whose money was to come.
    payer_first = is_credit or bool(reason)
    near, far = ("Dbtr", "Cdtr") if payer_first else ("Cdtr", "Dbtr")
    name, iban = _party(detail, near)
    if reason and not name and not iban:  # of a payment, the far side is ourselves
        name, iban = _party(detail, far)
    ultimate = f"Ultmt{near}"
    return replace(
        whole, amount=amount, is_credit=is_credit, ordinal=ordinal, bank_reference=own or whole.bank_reference,
        part=part if own in ("", whole.bank_reference) else 0, end_to_end_id=told(detail.told("Refs/EndToEndId")),
        mandate_id=told(detail.told("Refs/MndtId")), name=name, iban=iban,
        ultimate_name=told(detail.told(f"RltdPties/{ultimate}/Nm", f"RltdPties/{ultimate}/Pty/Nm")),
        purpose=_purpose(detail) or (whole.purpose if not part else ""),
        structured_reference=re.sub(r"\s", "", detail.told("RmtInf/Strd/CdtrRefInf/Ref")).upper(),
        return_reason=reason.upper(), charges=_charges(detail, whole.currency) or (whole.charges if not part else 0),
    )  # fmt: skip


def _party(detail: Node, side: str) -> tuple[str, str]:
    """The name and the account of a party. It may be a bank (`Agt`), or only its account may have a name."""
    path = f"RltdPties/{side}"
    name = told(detail.told(f"{path}/Nm", f"{path}/Pty/Nm", f"{path}/Agt/FinInstnId/Nm", f"{path}Acct/Nm"))
    return name, account_number(detail.told(f"{path}Acct/Id/IBAN", f"{path}Acct/Id/Othr/Id"))


def _purpose(detail: Node) -> str:
    """The free text, then the numbers of documents and further references, then the bank's own words if none."""
    text = joined_lines([line.text for line in detail.all("RmtInf/Ustrd")], _LINE)
    references = [one.text for one in detail.all("RmtInf/Strd/CdtrRefInf/Ref")][1:]
    numbers = [one.text for one in detail.all("RmtInf/Strd/RfrdDocInf/Nb")]
    more = [one.text for one in detail.all("RmtInf/Strd/AddtlRmtInf")]
    return told(" ".join([text, *numbers, *references, *more])) or told(detail.told("AddtlTxInf"))


def _charges(node: Node, currency: str) -> int:
    """What banks deducted, in the entry's currency; what cannot be read counts as nothing."""
    total = node.one("Chrgs/TtlChrgsAndTaxAmt")
    amounts = [total] if total is not None else [*node.all("Chrgs/Rcrd/Amt"), *node.all("Chrgs/Amt")]
    summed = 0
    for amount in amounts:
        try:
            summed += minor_amount(amount.text, amount.currency) if amount.currency == currency else 0
        except ValueError:
            continue
    return summed
