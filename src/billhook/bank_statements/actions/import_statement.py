"""Import a file of the bank: store what is new, and say whose each movement is."""

import asyncio
from collections.abc import Sequence

from billhook.bank_statements import store
from billhook.bank_statements.actions.csv_mappings import read_by_mapping
from billhook.bank_statements.actions.own_orders import note_own, tell_notified, tell_orders
from billhook.bank_statements.actions.payouts import find_payouts, note_found
from billhook.bank_statements.loading import facts_about
from billhook.bank_statements.objects import BankMovement, BankStatement, Import
from billhook.bank_statements.params import ImportStatement
from billhook.bank_statements.rules import keys
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT, MATCHED, TO_LOOK_AT
from billhook.bank_statements.rules.matching import Answer, Match, Proposal, match
from billhook.bank_statements.rules.own_money import notified
from billhook.bank_statements.rules.reading import NoStatement, read
from billhook.bank_statements.rules.values import (
    NOTIFICATION,
    STATEMENT,
    Movement,
    Problem,
    Reading,
    Statement,
    UnreadableFile,
)
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id

BOOK_JOB = "bank_statements.book"
_AT_ONCE = 500
_FILENAME_MAX = 200
_MANDATE_MAX = 200
_NO_CASH = "The invoice does not name customer_balance among its payment_method_types, so no transfer pays it."
_TOLD_BEFORE = "An earlier statement has the same amount on this day, in other words. It may be the same money."


async def import_statement(tx: Tx, params: ImportStatement) -> Import:
    """What came of the file. Certain matches are booked by a job after the commit.

    Raises UNFIT_FILE, NO_SUCH_PARAM, INVALID_VALUE.
    """
    try:
        reading = await _read(tx, params)
    except UnreadableFile as error:
        raise errors.UNFIT_FILE(param="file", reason=str(error)) from None
    filename = "".join(sign for sign in params.file.filename if sign.isprintable())[:_FILENAME_MAX]
    return await take(tx, reading, keys.file_hash(params.file.content), filename)


async def _read(tx: Tx, params: ImportStatement) -> Reading:
    if params.mapping is None:
        try:
            return await asyncio.to_thread(read, params.file.content)
        except NoStatement as error:
            reason = f"{error} For CSV, say once how your bank writes it: preview the file and save its mapping."
    reading = await read_by_mapping(tx, params.file.content, params.mapping)
    if reading is None:
        raise UnreadableFile(reason)
    return reading


async def take(tx: Tx, reading: Reading, file_hash: str, filename: str) -> Import:
    """Store what a reader made of a file."""
    before = await store.of_file(tx, file_hash)
    problems = list(reading.problems)
    statements: list[BankStatement] = []
    movements: list[BankMovement] = []
    count = 0
    for place, statement in enumerate(reading.statements, 1):
        if statement.kind != STATEMENT:
            problems.append(await _not_booked(tx, statement, place))
            continue
        count += len(statement.movements)
        stored, new = await _take_one(tx, statement, reading.format, file_hash, filename)
        statements.append(stored)
        movements += new
        problems += _doubts(statement, stored, place)
    matched = [one for one in movements if one.status == MATCHED]
    if matched:
        tx.enqueue(BOOK_JOB, f"{tx.tenant.id}/all")
    return Import(
        format=reading.format, filename=filename, statements=statements, problems=problems, is_known=bool(before),
        new=len(movements), known=count - len(movements), booked=sum(one.amount > 0 for one in matched),
        returned=sum(one.amount < 0 for one in matched),
        to_look_at=sum(one.status in TO_LOOK_AT for one in movements),
    )  # fmt: skip


async def _not_booked(tx: Tx, statement: Statement, place: int) -> Problem:
    """Why nothing of it is booked. What a notification says of debits of SEPA files that came back is believed."""
    text = f"It is a {statement.kind}, and only statements are booked."
    if statement.kind == NOTIFICATION:
        count = await tell_notified(tx, [notified(one) for one in statement.movements if one.end_to_end_id])
        text += f" By it {count} debits of SEPA files came back." if count else ""
    return Problem(f"statement {place}", text)


def _doubts(statement: Statement, stored: BankStatement, place: int) -> list[Problem]:
    found = []
    if (stored.movements, stored.opening, stored.closing) != _content(statement):
        found.append("Another statement with this number and moment is known. The movements of this one are not taken.")
    if not statement.adds_up:
        found.append("The movements do not come to the closing balance.")
    if stored.follows_gap:
        found.append("A statement is missing: none that is known closes with this opening balance.")
    if len(set(keys.movement_keys(statement.movements))) < len(statement.movements):
        found.append("Two entries have the same reference of the bank, and count as one.")
    return [Problem(f"statement {place}", text) for text in found]


def _content(statement: Statement) -> tuple[int, int | None, int | None]:
    return len(statement.movements), statement.opening, statement.closing


async def _take_one(
    tx: Tx, statement: Statement, format: str, file_hash: str, filename: str
) -> tuple[BankStatement, list[BankMovement]]:
    """The stored statement, and those of its movements that are new."""
    key = keys.statement_key(statement)
    known = await store.of_key(tx, key)
    if known is not None:
        return known, []
    gap = await store.follows_gap(tx, statement.account, statement.currency, statement.opening)
    stored = BankStatement(
        id=new_id("bst"), created=tx.wall_now, file_hash=file_hash, filename=filename, format=format, key=key,
        account=_text(statement.account), currency=_text(statement.currency), sequence=_text(statement.sequence),
        made_at=_text(statement.made_at), opening=statement.opening, closing=statement.closing,
        movements=len(statement.movements), new_movements=0, adds_up=statement.adds_up, follows_gap=gap,
    )  # fmt: skip
    if not await store.insert_statement(tx, stored):
        other = await store.of_key(tx, key)
        assert other is not None
        return other, []
    new = await _take_movements(tx, statement, stored)
    await store.save_new(tx, stored.id, len(new))
    after = await store.find_statement(tx, stored.id)
    assert after is not None
    return after, new


async def _take_movements(tx: Tx, statement: Statement, stored: BankStatement) -> list[BankMovement]:
    read: list[tuple[str, Movement, Answer]] = []
    all_keys = keys.movement_keys(statement.movements)
    for start in range(0, len(all_keys), _AT_ONCE):
        some = statement.movements[start : start + _AT_ONCE]
        facts, without_cash = await facts_about(tx, some)
        answers = await asyncio.to_thread(lambda some, facts: [match(one, facts) for one in some], some, facts)
        for key, one, answer in zip(all_keys[start : start + _AT_ONCE], some, answers, strict=True):
            read.append((key, one, _payable(answer, without_cash)))
    made = [_stored(tx, stored, *each) for each in await _doubted(tx, stored, read)]
    made, own = await note_own(tx, made)
    made = await find_payouts(tx, made)
    inserted = await store.insert_movements(tx, made)
    await tell_orders(tx, made, own, inserted)
    await note_found(tx, made, inserted)
    return [one for one in made if one.id in inserted]


async def _doubted(
    tx: Tx, stored: BankStatement, read: Sequence[tuple[str, Movement, Answer]]
) -> list[tuple[str, Movement, Answer]]:
    """The keys, movements and answers; a match is a proposal if its money may be known in other words.

    CSV has seldom an id of the bank, so another mapping or another format tells of the same money by another key. It
    may be the same if an earlier statement has an equal movement of that day which this one does not have.
    """
    amounts = {one.amount for _, one, answer in read if isinstance(answer, Match) and one.is_credit}
    keys_here = {key for key, _, _ in read}
    told = await store.told_elsewhere(tx, stored, amounts) if amounts else []
    doubtful = {(one.booked_on, one.amount, one.currency) for one in told if one.key not in keys_here}
    return [
        (key, one, Proposal(answer.rule, answer.customer, answer.invoices, _TOLD_BEFORE))
        if isinstance(answer, Match) and (one.booked_on.isoformat(), one.signed, one.currency) in doubtful
        else (key, one, answer)
        for key, one, answer in read
    ]


def _payable(answer: Answer, without_cash: set[str]) -> Answer:
    """The answer; a match with an invoice that cash cannot pay is a proposal."""
    if isinstance(answer, Match) and any(one.id in without_cash for one in answer.invoices):
        return Proposal(answer.rule, answer.customer, answer.invoices, _NO_CASH)
    return answer


def _stored(tx: Tx, statement: BankStatement, key: str, one: Movement, answer: Answer) -> BankMovement:
    is_match, is_proposal = isinstance(answer, Match), isinstance(answer, Proposal)
    is_return = bool(one.return_reason) and not one.is_credit
    starts = (
        "match" if is_match or is_return else "propose" if is_proposal else "leave" if one.is_credit else "note"
    )  # fmt: skip
    return BankMovement(
        id=new_id("bmv"), created=tx.wall_now, statement=statement.id, account=statement.account, key=key,
        amount=one.signed, currency=one.currency, booked_on=one.booked_on.isoformat(),
        value_on=one.value_on.isoformat(), bank_reference=_text(one.bank_reference),
        end_to_end_id=_text(one.end_to_end_id), mandate_id=_text(one.mandate_id)[:_MANDATE_MAX], name=_text(one.name),
        ultimate_name=_text(one.ultimate_name), iban=_text(one.iban), purpose=_text(one.purpose),
        structured_reference=_text(one.structured_reference), return_reason=_text(one.return_reason),
        charges=one.charges, status=BANK_MOVEMENT.starts[starts],
        rule=answer.rule.value if isinstance(answer, Match | Proposal) else None,
        confidence=answer.confidence.value if isinstance(answer, Match) else None,
        reason=answer.reason if starts in ("propose", "leave") and not isinstance(answer, Match) else "",
        customer=answer.customer if isinstance(answer, Match | Proposal) else None,
        invoices=_invoices(answer), book_at=tx.wall_now if is_match or is_return else None,
    )  # fmt: skip


def _text(text: str) -> str:
    """PostgreSQL keeps no text with a NUL in it."""
    return text.replace("\x00", "")


def _invoices(answer: Answer) -> Sequence[str]:
    found = answer.invoices if isinstance(answer, Match | Proposal) else answer.candidates
    return [one.id for one in found]
