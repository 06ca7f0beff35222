"""Upload a statement."""

from starlette.responses import Response

from billhook.bank_statements import verbs
from billhook.bank_statements.objects import Import
from billhook.bank_statements.params import ImportStatement
from billhook.bank_statements.rules.values import BYTES_MAX
from billhook.dashboard.bank.pages import statements_page
from billhook.dashboard.payments.sections import STATEMENTS
from billhook.dashboard.visiting import Done, Visit
from billhook.kernel.errors import ApiError

UPLOAD_MAX = BYTES_MAX


async def take(visit: Visit) -> Response:
    """Import the file that was chosen, and say what came of it."""
    if visit.form.is_too_large:
        return await statements_page(visit, f"The file is larger than {BYTES_MAX // 1_000_000} MB.")
    if visit.form.upload is None:
        return await statements_page(visit, "Choose a file first.")
    try:
        done = await visit.run(verbs.IMPORT, ImportStatement.of(file=visit.form.upload))
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return await statements_page(visit, str(error.fields.get("reason") or error.message))
    if isinstance(done, Done):
        return visit.back(visit.to(STATEMENTS), "This file was imported a moment ago.")
    said = outcome(done)
    if done.problems:
        return await statements_page(visit, problems=[f"{one.place}: {one.text}" for one in done.problems], notice=said)
    return visit.back(visit.to(STATEMENTS), said)


def outcome(done: Import) -> str:
    """What came of a file, in a sentence each."""
    if not done.new:
        return "Nothing is new in this file."
    parts = [f"{done.new} new", f"{done.known} known already", f"{done.booked} booked", f"{done.to_look_at} to look at"]
    if done.returned:
        parts.append(f"{done.returned} returned")
    return f"Movements: {', '.join(parts)}."
