"""MT940: SWIFT's statement as text, and MT942 (of a day so far), with the German form of field 86 (live-money.md §4.1).

The package mt-940 reads the fields 60, 61 and 62. It joins the lines of field 86 with blanks, which breaks numbers of
invoices in two, and gives up a whole file for one bad line; so the fields are divided here, and field 86 is read here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mt940 import models, processors, tags
from mt940.options import Options
from stdnum import iban as ibans

from billhook.bank_statements.rules.values import (
    MOVEMENTS_MAX,
    REPORT,
    STATEMENT,
    STATEMENTS_MAX,
    Movement,
    Problem,
    Reading,
    Statement,
    UnreadableFile,
    account_number,
    decoded,
    joined_lines,
    minor_amount,
    told,
)
from billhook.kernel.replacing import replace

_FIELD = re.compile(r"^:([0-9]{2}[A-Z]?|NS):", re.MULTILINE | re.ASCII)
_PART = 27
"""A part of a German purpose is full, and was cut, at this length."""
_LINE = 65
"""So is a line of field 86 at this one."""
_GERMAN = re.compile(r"([0-9]{3})([^0-9A-Za-z\s])(?=[0-9]{2})", re.ASCII)
_PURPOSE_PARTS = {*range(20, 30), *range(60, 64)}
_NS_PURPOSE, _NS_NAME = range(1, 15), (15, 16)
"""What the lines of field NS mean, which savings banks write in the place of field 86: each begins with its number."""
_SEPA = ("EREF", "KREF", "MREF", "CRED", "DEBT", "SVWZ", "ABWA", "ABWE", "COAM", "OAMT", "IBAN", "BIC", "RTRN")
_SEPA_KEY = re.compile(rf"(?:^|(?<=[\n ]))({'|'.join(_SEPA)})\+")
_SLASHED = (
    "ACCW", "BENM", "BIC", "CHGS", "CNTP", "CSID", "EREF", "EXCH", "IBAN", "INIT", "ISDT", "KREF", "MARF", "NAME",
    "ORDP", "PREF", "PURP", "REMI", "RTRN", "SVCL", "TRCD", "TRTP", "ULTB", "ULTC", "ULTD",
)  # fmt: skip
_SLASHED_KEY = re.compile(rf"/({'|'.join(_SLASHED)})/")
_RETURNED = ("108", "109")
"""Codes of business transactions (GVC) of returned debits."""
_RETURN_CODE = re.compile(r"\b(A[CGM][0-9]{2}|M[DS][0-9]{2}|RC01|BE05|FF01|[CD]NOR|RR0[1-4]|SL01)\b")
_PROBLEMS_MAX = 100

_OPENING, _CLOSING = ("60F", "60M"), ("62F", "62M")


@dataclass(slots=True)
class _Block:
    """The fields of one message, in their order. `intermediate` says that it goes on with the page before it."""

    fields: list[tuple[str, str]] = field(default_factory=list)

    def first(self, *names: str) -> str:
        """The value of the first field with one of the names; empty if there is none."""
        return next((value for name, value in self.fields if name in names), "")

    def has(self, *names: str) -> bool:
        """Whether there is a field with one of the names."""
        return any(name in names for name, _ in self.fields)


@dataclass(frozen=True, slots=True)
class _Details:
    """What field 86 tells."""

    purpose: str = ""
    end_to_end_id: str = ""
    mandate_id: str = ""
    name: str = ""
    ultimate_name: str = ""
    iban: str = ""
    return_reason: str = ""


def read_mt940(content: bytes) -> Reading:
    """All statements of a file; the pages of one statement are joined. Raises UnreadableFile."""
    text = decoded(content).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    problems: list[Problem] = []
    statements: list[Statement] = []
    count = 0
    for place, block in enumerate(_blocks(text), 1):
        statement = _statement(block, f"statement {place}", problems)
        count += len(statement.movements)
        if count > MOVEMENTS_MAX:
            raise UnreadableFile(f"The file contains more than {MOVEMENTS_MAX} movements.")
        if statements and block.has("60M") and _same(statements[-1], statement):
            statements[-1] = _joined(statements[-1], statement)
        else:
            statements.append(statement)
        if len(statements) > STATEMENTS_MAX:
            raise UnreadableFile(f"The file contains more than {STATEMENTS_MAX} statements.")
    if not statements:
        raise UnreadableFile("The file contains no statement: no field :20: with a field :25: after it.")
    return Reading("mt940", tuple(statements), tuple(problems[:_PROBLEMS_MAX]))


def _blocks(text: str) -> Iterator[_Block]:
    """The messages of the text: each begins with field 20, and has field 25."""
    found = list(_FIELD.finditer(text))
    block = _Block()
    for place, match in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        value = re.split(r"^-\}?\s*$|^\{", text[match.end() : end], maxsplit=1, flags=re.MULTILINE)[0]
        if match[1] == "20" and block.has("25"):
            yield block
            block = _Block()
        elif match[1] == "20":
            block = _Block()
        block.fields.append((match[1], value.rstrip("\n")))
    if block.has("25"):
        yield block


def _statement(block: _Block, place: str, problems: list[Problem]) -> Statement:
    opening, currency = _balance(block, _OPENING, place, problems)
    closing, closing_currency = _balance(block, _CLOSING, place, problems)
    currency = currency or closing_currency or _limit_currency(block)
    sequence = told(block.first("28C", "28"))
    return Statement(
        account=_account(block.first("25", "25P")), currency=currency,
        kind=STATEMENT if block.has(*_OPENING) else REPORT,
        sequence=sequence.partition("/")[0], made_at="", opening=opening, closing=closing,
        movements=tuple(_movements(block, currency, place, problems)),
    )  # fmt: skip


def _account(text: str) -> str:
    """The IBAN, without the currency that some banks write after it; or the text as it is."""
    plain = account_number(text)
    for known in (plain, plain[:-3]):
        if ibans.is_valid(known):
            return known
    return plain


def _limit_currency(block: _Block) -> str:
    """The currency of MT942, which has no balances but a limit of amounts (field 34F)."""
    match = re.match(r"[A-Z]{3}", block.first("34F"), re.ASCII)
    return match[0].lower() if match else ""


def _balance(
    block: _Block, names: Sequence[str], place: str, problems: list[Problem]
) -> tuple[int | None, str]:  # fmt: skip
    value = next((value for name, value in block.fields if name in names), None)
    if value is None:
        return None, ""
    try:
        balance = _read(tags.FinalOpeningBalance(), value.strip(), "")["final_opening_balance"]
        assert isinstance(balance, models.Balance)
        amount = balance.amount
        assert isinstance(amount, models.Amount)
        currency = str(amount.currency).lower()
        minor = minor_amount(_plain(abs(amount.amount)), currency)
    except (ValueError, RuntimeError, ArithmeticError, KeyError) as error:
        problems.append(Problem(place, f"The balance {value.strip()[:40]!r} cannot be read{_why(error)}."))
        return None, ""
    return minor if amount.amount >= 0 else -minor, currency


def _movements(block: _Block, currency: str, place: str, problems: list[Problem]) -> Iterator[Movement]:
    entry, ordinal = 0, 0
    for index, (name, value) in enumerate(block.fields):
        if name != "61":
            continue
        entry += 1
        following, text = block.fields[index + 1] if index + 1 < len(block.fields) else ("", "")
        details = _details(text) if following == "86" else _non_swift(text) if following == "NS" else _Details()
        charges = _charges(text, currency) if following == "86" else 0
        try:
            yield _movement(value, details, charges, currency, ordinal)
        except (ValueError, RuntimeError, ArithmeticError, KeyError) as error:
            first = value.partition("\n")[0][:60]
            where = f"{place}, entry {entry}"
            problems.append(Problem(where, f"The entry {first!r} cannot be read{_why(error)}."))
            continue
        ordinal += 1


def _why(error: Exception) -> str:
    return f": {error}" if type(error) is ValueError else ""


def _movement(value: str, details: _Details, charges: int, currency: str, ordinal: int) -> Movement:
    """Raises ValueError, RuntimeError, ArithmeticError, KeyError, all of the reader of field 61."""
    line = _read(tags.Statement(), value, currency)
    assert isinstance(line["amount"], models.Amount)
    amount = line["amount"].amount
    minor = minor_amount(_plain(abs(amount)), currency)
    if not minor:
        raise ValueError("its amount is 0")
    day = _day(line["date"])
    booked = _day(line["guessed_entry_date"]) if "guessed_entry_date" in line else day
    customer, bank = (told(str(line.get(name) or "")) for name in ("customer_reference", "bank_reference"))
    return Movement(
        amount=minor, is_credit=amount > 0, currency=currency, booked_on=booked, value_on=day, ordinal=ordinal,
        bank_reference=bank, end_to_end_id=details.end_to_end_id or (customer if details == _Details() else ""),
        mandate_id=details.mandate_id, name=details.name, ultimate_name=details.ultimate_name, iban=details.iban,
        purpose=details.purpose, return_reason=details.return_reason, charges=charges,
        is_reversal=str(line.get("status") or "").upper().startswith("R"),
    )  # fmt: skip


def _day(value: object) -> date:
    assert isinstance(value, date)
    return date(value.year, value.month, value.day)


def _read(tag: tags.Tag, value: str, currency: str) -> dict[str, object]:
    """What mt-940 makes of a field. It also repairs a day such as 30 February, which banks write."""
    statement = models.Transactions(options=Options.all())
    statement.data["currency"] = currency.upper()
    found = tag.parse(statement, value)
    found = processors.date_fixup_pre_processor(statement, tag, found)
    return tag(statement, found)


def _plain(amount: object) -> str:
    return f"{amount:f}".rstrip(".")


def _details(text: str) -> _Details:
    german = _GERMAN.match(text.lstrip())
    if german is not None:
        return _german(text, german[1], german[2])
    lines = text.split("\n")
    plain = joined_lines(lines, _LINE)
    return _slashed("".join(lines)) if _SLASHED_KEY.search(plain) else _Details(purpose=plain)


def _non_swift(text: str) -> _Details:
    """The lines of field NS: the purpose and the name of the other party, by the numbers before them."""
    lines = [(int(line[:2]), line[2:]) for line in text.split("\n") if re.match(r"[0-9]{2}", line, re.ASCII)]
    purpose = joined_lines([said for number, said in lines if number in _NS_PURPOSE], _PART)
    return _Details(purpose=purpose, name=told(" ".join(said for number, said in lines if number in _NS_NAME)))


def _german(text: str, code: str, sign: str) -> _Details:
    """`166?00…?20…`: fields with two digits each, cut into lines of 65 anywhere."""
    parts: dict[int, str] = {}
    purpose: list[str] = []
    for piece in text.replace("\n", "").split(sign)[1:]:
        if not re.match(r"[0-9]{2}", piece, re.ASCII):
            continue
        number = int(piece[:2])
        if number in _PURPOSE_PARTS:
            purpose.append(piece[2:])
        else:
            parts[number] = parts.get(number, "") + piece[2:]
    keyed = _by_keyword(purpose)
    free = keyed.get("SVWZ", keyed.get("", ""))
    name = told(f"{parts.get(32, '')}{'' if len(parts.get(32, '')) >= _PART else ' '}{parts.get(33, '')}")
    reason = ""
    if code in _RETURNED:
        named = _RETURN_CODE.search(f"{keyed.get('RTRN', '')} {free}")
        reason = named[1] if named else told(parts.get(34, ""))
    return _Details(
        purpose=told(free), end_to_end_id=told(keyed.get("EREF", "")), mandate_id=told(keyed.get("MREF", "")),
        name=name, ultimate_name=told(keyed.get("ABWA", "")),
        iban=account_number(parts.get(31, "") or keyed.get("IBAN", "")), return_reason=reason,
    )  # fmt: skip


def _by_keyword(parts: Sequence[str]) -> Mapping[str, str]:
    """The purpose by its keywords (`EREF+`, `SVWZ+` …); before the first keyword, and without any, under ''."""
    text, is_cut = "", True
    for part in parts:
        begins = _SEPA_KEY.match(part) is not None
        text += f"\n{part}" if begins else part if is_cut else f" {part}"
        is_cut = len(part) >= _PART
    pieces = _SEPA_KEY.split(text)
    found = {"": pieces[0]}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        found[key] = value
    return found


def _slashed(text: str) -> _Details:
    """`/EREF/…/REMI/…/` as Dutch and other banks write it."""
    pieces = _SLASHED_KEY.split(text)
    found = {key: value.strip("/ ") for key, value in reversed(list(zip(pieces[1::2], pieces[2::2], strict=True)))}
    party = found.get("CNTP", "").split("/")
    purpose = re.sub(r"^(?:USTD|STRD(?:/(?:CUR|ISO))?)/+", "", found.get("REMI", ""))
    return replace(
        _Details(),
        purpose=told(purpose), end_to_end_id=told(found.get("EREF")), mandate_id=told(found.get("MARF")),
        name=told(found.get("NAME") or found.get("ORDP") or (party[2] if len(party) > 2 else "")),
        ultimate_name=told(found.get("ULTD")),
        iban=account_number(found.get("IBAN", "") or party[0]), return_reason=told(found.get("RTRN")).upper()[:4],
    )  # fmt: skip


def _charges(text: str, currency: str) -> int:
    """`/CHGS/EUR2,50/`: what banks deducted, in the account's currency; what cannot be read counts as nothing."""
    match = re.search(r"/CHGS/([A-Z]{3})([0-9]{1,9},[0-9]{0,2})(?![0-9])", text, re.ASCII)
    if match is None or match[1].lower() != currency:
        return 0
    try:
        return minor_amount(match[2].replace(",", ".").rstrip("."), currency)
    except ValueError:
        return 0


def _same(one: Statement, other: Statement) -> bool:
    return (one.account, one.sequence, one.kind) == (other.account, other.sequence, other.kind)


def _joined(one: Statement, other: Statement) -> Statement:
    """A statement with its next page."""
    more = tuple(replace(each, ordinal=each.ordinal + len(one.movements)) for each in other.movements)
    return replace(one, closing=other.closing, movements=one.movements + more)
