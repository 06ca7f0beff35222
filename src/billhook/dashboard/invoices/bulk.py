"""One verb for many invoices: the question, the run, and what came of it."""

from collections import Counter
from collections.abc import Sequence

from starlette.responses import Response

from billhook.dashboard.invoices.archive import PDFS_MAX
from billhook.dashboard.invoices.badges import named
from billhook.dashboard.invoices.bulk_words import BULK, BulkAct
from billhook.dashboard.visiting import Visit
from billhook.invoices import bulk_store, store, verbs
from billhook.invoices.bulk_store import INVOICES_MAX
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.refusing import REFUSALS, reason_of
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import new_id


async def ask(visit: Visit) -> Response:
    """Ask before a verb is done to what was ticked, and name what it cannot be done to."""
    name, act = _act(visit)
    ids = ticked(visit)
    if not ids:
        return visit.back(visit.to("/invoices"), "Select invoices first.")
    return await _question(visit, name, act, ids)


def ticked(visit: Visit) -> list[str]:
    """The invoices that were ticked in a form: one by one, and all of the page by one box."""
    return list(dict.fromkeys([*visit.form.every("invoice"), *visit.form.text("page").split()]))


def _act(visit: Visit) -> tuple[str, BulkAct]:
    """What the form asks for. Raises NO_SUCH_PATH, ROLE_NOT_PERMITTED."""
    name = visit.form.text("do")
    if name not in BULK:
        raise errors.NO_SUCH_PATH(noun="page", id=name)
    if name in verbs.START_BULK:
        visit.insist(verbs.START_BULK[name])
    return name, BULK[name]


async def _question(visit: Visit, name: str, act: BulkAct, ids: Sequence[str], error: str = "") -> Response:
    most = PDFS_MAX if name == "pdfs" else INVOICES_MAX
    if len(ids) > most:
        error = f"At most {most} at a time; you selected {len(ids)}."
        ids = []
    async with visit.reader() as reader:
        found = {each.invoice.id: each for each in await store.of_ids(reader, ids)} if ids else {}
    able, left_out = [], []
    for id in ids:
        reason = _reason(name, found.get(id))
        if reason:
            left_out.append((named(found[id].invoice) if id in found else id, reason, id in found and id))
        else:
            able.append(found[id])
    what = act.what(len(able))
    return visit.page(
        "invoices/bulk_ask.html",
        status=422 if error else 200,
        title=act.heading.format(what=what) if able else f"{act.words}?",
        area="invoices",
        name=name,
        act=act,
        able=able,
        left_out=left_out,
        sums=_sums(visit, able),
        action="/invoices/pdfs.zip" if name == "pdfs" else "/invoices/bulk/start",
        error=error,
        is_test=visit.mode == "test",
    )


def _reason(name: str, details: InvoiceDetails | None) -> str:
    """Why it cannot be done to an invoice; empty if it can, as far as the invoice tells."""
    if details is None:
        return "It is no longer there."
    if name == "pdfs":
        return "A draft has no PDF yet." if details.invoice.is_draft else ""
    refusal = REFUSALS[name](details)
    return reason_of(refusal) if refusal is not None else ""


def _sums(visit: Visit, able: Sequence[InvoiceDetails]) -> list[str]:
    totals: Counter[str] = Counter()
    for details in able:
        totals[details.invoice.currency] += details.invoice.total
    return [visit.formats.money(totals[currency], currency) for currency in sorted(totals)]


async def start(visit: Visit) -> Response:
    """Begin a run, once for each question, and show how it goes."""
    name, act = _act(visit)
    if name not in verbs.START_BULK:
        raise errors.NO_SUCH_PATH(noun="page", id=name)
    ids = ticked(visit)
    try:
        run = await visit.run(verbs.START_BULK[name], new_id("bulk"), ids)
    except ApiError as error:
        if error.kind is errors.ROLE_NOT_PERMITTED:
            raise
        return await _question(visit, name, act, ids, error.message)
    return visit.back(visit.to(f"/invoices/bulk/{run.id}"))


async def show(visit: Visit) -> Response:
    """How far a run is, and what came of each invoice."""
    async with visit.reader() as reader:
        run = await bulk_store.find(reader, visit.named("run"))
        rows = await bulk_store.rows_of(reader, visit.named("run"))
    if run is None:
        raise errors.NO_SUCH_PATH(noun="page", id=visit.named("run"))
    act = BULK[run.verb]
    outcomes = Counter(row.outcome for row in rows)
    return visit.page(
        "invoices/bulk_run.html",
        title=act.running if run.finished_at is None else f"{act.what(outcomes['done']).capitalize()} {act.ran}",
        area="invoices",
        run=run,
        act=act,
        rows=rows,
        done=outcomes["done"],
        refused=outcomes["refused"],
        settled=outcomes["done"] + outcomes["refused"],
        here=visit.to(f"/invoices/bulk/{run.id}"),
    )
