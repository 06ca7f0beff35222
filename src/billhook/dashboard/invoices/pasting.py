"""Add lines that were copied from a spreadsheet: shown as they were understood first, then added all or none."""

from starlette.responses import Response

from billhook.dashboard.invoices.forms import written
from billhook.dashboard.invoices.pasted_lines import TEXT_LENGTH_MAX, PastedRow, TaxChoice, rows_of
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.invoices.typed_draft import typed_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.objects import LINES_MAX, InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.tax import verbs as taxes
from billhook.tax.params import ListTaxRates

_RATES_MAX = 100


async def show(visit: Visit) -> Response:
    """A field for the text."""
    return _page(visit, await _draft(visit))


async def act(visit: Visit) -> Response:
    """Show what was understood of the text, or add it."""
    details = await _draft(visit)
    text = visit.form.get("text", "")
    if len(text) > TEXT_LENGTH_MAX:
        return _page(visit, details, sentence=f"Paste at most {TEXT_LENGTH_MAX:,} characters.")
    rows = rows_of(text, details.invoice.currency, visit.formats.locale, await _choices(visit))
    if not rows:
        return _page(visit, details, text, sentence="There is no row in this text.")
    if len(rows) + len(details.lines) > LINES_MAX:
        sentence = f"An invoice has at most {LINES_MAX} lines; {LINES_MAX - len(details.lines)} more fit in here."
        return _page(visit, details, text, sentence=sentence)
    wrong = sum(1 for row in rows if row.fault)
    if wrong or visit.form.text("do") != "add":
        problems = "1 row" if wrong == 1 else f"{wrong} rows"
        return _page(visit, details, text, rows, f"{problems} cannot be read. Nothing was added." if wrong else "")
    return await _add(visit, details, text, rows)


async def _add(visit: Visit, details: InvoiceDetails, text: str, rows: list[PastedRow]) -> Response:
    standing = typed_of(details, visit.formats)
    lines = [line for line in standing.lines if not line.is_blank]
    typed = replace(standing, version=visit.form.text("version"), lines=(*lines, *(row.line for row in rows)))
    params, faults = written(typed, visit.formats, details)
    if params is None:
        return _page(visit, details, text, rows, next(iter(faults.values())))
    try:
        await visit.run(verbs.WRITE_DRAFT, params, details.invoice.id)
    except ApiError as error:
        if error.kind is errors.ROLE_NOT_PERMITTED:
            raise
        return _page(visit, details, text, rows, error.message)
    added = "1 line is added." if len(rows) == 1 else f"{len(rows)} lines are added."
    return visit.back(visit.to(f"/invoices/{details.invoice.id}/edit"), added)


async def _draft(visit: Visit) -> InvoiceDetails:
    details = await invoice_of(visit)
    if not details.invoice.is_draft:
        raise errors.NO_SUCH_PATH(noun="draft", id=details.invoice.id)
    return details


async def _choices(visit: Visit) -> list[TaxChoice]:
    rates, _ = await visit.look(taxes.LIST_RATES, ListTaxRates.of(active=True, limit=_RATES_MAX))
    return [TaxChoice(rate.id, rate.display_name, rate.percentage) for rate in rates]


def _page(
    visit: Visit, details: InvoiceDetails, text: str = "", rows: list[PastedRow] | None = None, sentence: str = ""
) -> Response:  # fmt: skip
    return visit.page(
        "invoices/paste.html",
        status=422 if sentence else 200,
        title="Paste items",
        area="invoices",
        invoice=details.invoice,
        version=typed_of(details, visit.formats).version,
        text=text,
        rows=rows or [],
        wrong=any(row.fault for row in rows or []),
        sentence=sentence,
    )
