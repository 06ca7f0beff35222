"""The list of statements, one statement, the money that waits, and one movement."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from billhook.bank_statements import verbs
from billhook.bank_statements.actions.undo import is_payout
from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.params import ListMovements, ListStatements
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT, STATUSES, TO_LOOK_AT
from billhook.bank_statements.rules.return_reasons import reason_of
from billhook.bank_statements.rules.returning import explained
from billhook.dashboard.asking import Place
from billhook.dashboard.bank import words
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.payments.sections import PAYMENTS, STATEMENTS, UNMATCHED
from billhook.dashboard.visiting import Visit
from billhook.invoices import store as invoices
from billhook.invoices.rules.lifecycle import OPEN
from billhook.sepa_files import verbs as sepa_files
from billhook.wire.params import Page

WAITING = "to_look_at"
_TABS = ((WAITING, "To look at"), ("booked", "Booked"), ("returned", "Returned"), ("dismissed", "Dismissed"))
_STEPS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invoice that a movement may be for: its id and number, its customer, and what it still asks for, in words."""

    id: str
    number: str
    customer: str
    remaining: str
    is_open: bool


async def movement_of(visit: Visit) -> BankMovement:
    """The movement that the address names. Raises NO_SUCH_PATH."""
    found: BankMovement = await visit.look(verbs.RETRIEVE_MOVEMENT, visit.named("movement"))
    return found


def place_of(visit: Visit, movement: BankMovement) -> Place:
    """Where a page below a movement stands."""
    here = visit.to(f"{UNMATCHED}/{movement.id}")
    amount = visit.formats.money(movement.amount, movement.currency)
    return Place("payments", ((visit.to(UNMATCHED), "Unmatched money"), (here, amount)), here)


async def show_statements(visit: Visit) -> Response:
    """The statements of this mode, newest first, and the form to upload one."""
    return await statements_page(visit)


async def statements_page(
    visit: Visit, fault: str = "", problems: Sequence[str] = (), notice: str = ""
) -> Response:  # fmt: skip
    """The same with what is wrong with a file that was sent, or with what came of it."""
    rows, has_more = await visit.look(verbs.LIST, ListStatements.of(**cursors(visit)))
    return PAYMENTS.page(
        visit,
        "bank/statements.html",
        STATEMENTS,
        title="Statements",
        status=422 if fault else 200,
        rows=rows,
        fault=fault,
        problems=problems,
        outcome=notice,
        may_import=visit.may("bank_statements:write"),
        waiting=sum(number for number, _ in (await visit.look(sepa_files.COUNT_WAITING)).values()),
        pager=pager(visit, STATEMENTS, [one.id for one in rows], has_more=has_more),
    )


async def show_statement(visit: Visit) -> Response:
    """One statement with its movements, newest first."""
    statement = await visit.look(verbs.RETRIEVE, visit.named("statement"))
    wanted = ListMovements.of(statement=statement.id, **cursors(visit))
    rows, has_more = await visit.look(verbs.LIST_MOVEMENTS, wanted)
    here = f"{STATEMENTS}/{statement.id}"
    return PAYMENTS.page(
        visit,
        "bank/statement.html",
        STATEMENTS,
        title=f"Statement {statement.sequence}".strip(),
        up=((visit.to(STATEMENTS), "Statements"),),
        statement=statement,
        rows=[(one, words.badge(one)) for one in rows],
        pager=pager(visit, here, [one.id for one in rows], has_more=has_more),
    )


async def show_unmatched(visit: Visit) -> Response:
    """Movements that wait for a person; or those with another status."""
    asked = visit.asked("status")
    status = asked if asked in STATUSES else WAITING
    rows, has_more = await visit.look(verbs.LIST_MOVEMENTS, ListMovements.of(status=status, **cursors(visit)))
    query = {"status": status} if status != WAITING else {}
    return PAYMENTS.page(
        visit,
        "bank/unmatched.html",
        UNMATCHED,
        title="Unmatched money",
        tabs=[
            (visit.to(UNMATCHED, status="" if name == WAITING else name), label, name == status, None)
            for name, label in _TABS
        ],
        rows=[(one, words.badge(one)) for one in rows],
        is_waiting=status == WAITING,
        pager=pager(visit, UNMATCHED, [one.id for one in rows], has_more=has_more, query=query),
    )


async def show_movement(visit: Visit) -> Response:
    """One movement: what the bank says, whose money it may be, what was done with it, and what can be done."""
    movement = await movement_of(visit)
    steps, _ = await visit.look(verbs.HISTORY, Page.of(limit=_STEPS_SHOWN), movement.id)
    may = visit.may("bank_statements:write")
    is_money = movement.amount > 0
    reason = reason_of(movement.return_reason) if movement.return_reason else None
    return PAYMENTS.page(
        visit,
        "bank/movement.html",
        UNMATCHED,
        title=visit.formats.money(movement.amount, movement.currency),
        up=((visit.to(UNMATCHED), "Unmatched money"),),
        movement=movement,
        badge=words.badge(movement),
        rule=words.RULES.get(movement.rule or "", ""),
        returned=reason,
        why=movement.reason.removeprefix(explained(movement.return_reason)).strip() if reason else movement.reason,
        next=words.NEXT[reason.next.value] if reason is not None else "",
        candidates=await candidates_of(visit, movement),
        steps=[(one, words.step(one), words.who(one)) for one in steps],
        waits=movement.status in TO_LOOK_AT,
        may_assign=may and is_money and BANK_MOVEMENT.allows("assign", movement.status),
        may_dismiss=may and BANK_MOVEMENT.allows("dismiss", movement.status),
        may_undo=may and (is_payout(movement) or BANK_MOVEMENT.allows("undo", movement.status)),
    )


async def candidates_of(visit: Visit, movement: BankMovement) -> list[Candidate]:
    """The invoices that the movement is for, or may be for."""
    if not movement.invoices:
        return []
    async with visit.reader() as reader:
        found = {one.invoice.id: one for one in await invoices.of_ids(reader, list(movement.invoices))}
    return [
        Candidate(
            id, one.invoice.number or id, one.bill_to.name or one.invoice.customer,
            visit.formats.money(one.invoice.amount_remaining, one.invoice.currency), one.invoice.status == OPEN,
        )
        for id in movement.invoices
        if (one := found.get(id)) is not None
    ]  # fmt: skip
