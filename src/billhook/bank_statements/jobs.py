"""What the worker does for bank statements. Safe to run twice, and to go on with after a process died."""

from contextlib import suppress

from billhook.bank_statements import store
from billhook.bank_statements.actions.import_statement import BOOK_JOB
from billhook.bank_statements.verbs import BOOK, HOLD_RETURN
from billhook.db.due import Due
from billhook.db.jobs import JobContext, Run
from billhook.kernel import errors
from billhook.kernel.errors import ApiError

_AT_ONCE = 200


async def _book(context: JobContext, payload: str) -> None:
    """Book all movements of the tenant that wait for it, each in a transaction of its own."""
    tenant = int(payload.partition("/")[0])
    seen: set[str] = set()
    while True:
        async with context.read(tenant) as reader:
            waiting = [one for one in await store.waiting(reader, _AT_ONCE) if one not in seen]
        if not waiting:
            return
        for movement in waiting:
            seen.add(movement)
            with suppress(ApiError):  # one that is refused holds up no other; the sweep tries it again
                try:
                    await context.run(BOOK, tenant, movement)
                except ApiError as error:
                    if error.kind is not errors.MONEY_SPENT:
                        raise
                    await context.run(HOLD_RETURN, tenant, movement, error.message)


JOBS: dict[str, Run] = {BOOK_JOB: _book}

DUE = (Due(BOOK_JOB, "bank_movements", "book_at"),)
"""Movements that are matched and not booked yet."""
