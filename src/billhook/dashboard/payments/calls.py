"""What a processor was asked and is not settled: since when, why there is no answer, and a way to ask again now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from billhook.dashboard.paging import ROWS, pager
from billhook.dashboard.payments import words
from billhook.dashboard.payments.sections import CALLS, PAYMENTS
from billhook.dashboard.places import page_of
from billhook.dashboard.visiting import Visit
from billhook.db.calls_look import WaitingCall
from billhook.invoices import store as invoices
from billhook.payments import verbs
from billhook.payments.queries import Waiting
from billhook.processors.known import CONNECTABLE

_ID_LENGTH_MAX = 255
SILENT = "silent"
"""In the address: only calls without an answer."""


@dataclass(frozen=True, slots=True)
class Row:
    """A call as the page shows it. `subject` is the address of what it is about, and `invoice` that of its invoice;
    `number` is what the invoice is called. Texts are empty where there is nothing."""

    call: WaitingCall
    what: str
    whom: str
    badge: words.Badge
    subject: str
    subject_words: str
    invoice: str
    number: str


async def show_list(visit: Visit) -> Response:
    """The calls of this mode that are not settled, newest first; those without an answer alone if that is asked."""
    silent = bool(visit.asked(SILENT))
    after, before = visit.asked("after")[:_ID_LENGTH_MAX], visit.asked("before")[:_ID_LENGTH_MAX]
    found: Sequence[Waiting] = await visit.look(verbs.LIST_WAITING, after, before, silent, ROWS + 1)
    has_more = len(found) > ROWS
    found = (found[1:] if before and not after else found[:-1]) if has_more else found
    return PAYMENTS.page(
        visit,
        "payments/calls.html",
        CALLS,
        title="Waiting at the processor",
        tabs=[(visit.to(CALLS), "All", not silent, None), (visit.to(CALLS, silent=1), "No answer", silent, None)],
        rows=await _rows(visit, found),
        is_narrowed=silent,
        may_ask=visit.may("payments:write"),
        pager=pager(
            visit, CALLS, [one.call.id for one in found], has_more=has_more, query={SILENT: "1"} if silent else None
        ),
    )


async def _rows(visit: Visit, found: Sequence[Waiting]) -> list[Row]:
    named = [one.invoice for one in found if one.invoice is not None]
    async with visit.reader() as reader:
        billed = await invoices.of_ids(reader, list(dict.fromkeys(named))) if named else []
    numbers = {one.invoice.id: one.invoice.number or "Draft" for one in billed}
    return [_row(visit, one, numbers) for one in found]


def _row(visit: Visit, one: Waiting, numbers: Mapping[str, str]) -> Row:
    call = one.call
    path = f"/payments/{one.intent}" if one.intent is not None else page_of(call.subject)
    there = CONNECTABLE.get(call.processor)
    return Row(
        call,
        words.ASKED.get(call.kind, call.kind),
        there.label if there is not None else words.NO_LABEL.get(call.processor, call.processor),
        words.NO_ANSWER if call.silence is not None else words.NOT_DONE,
        visit.to(path) if path else "",
        "Payment" if one.intent is not None else words.SUBJECTS.get(call.subject.partition("_")[0], ""),
        visit.to(f"/invoices/{one.invoice}") if one.invoice in numbers else "",
        numbers.get(one.invoice or "", ""),
    )


async def lead_back(visit: Visit) -> Response:
    """The list, which has the button. Raises NO_SUCH_PATH."""
    await visit.look(verbs.LOOK_WAITING, visit.named("call"))
    return visit.back(visit.to(CALLS))


async def ask_again(visit: Visit) -> Response:
    """Ask now. Raises NO_SUCH_PATH if it is settled meanwhile."""
    await visit.run(verbs.ASK_AGAIN, visit.named("call"))
    return visit.back(visit.to(CALLS), "The processor is being asked. Look again in a moment.")
