"""The list of invoices: its tabs, filters, order and columns, a page of it, and what the invoices come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from billhook.dashboard.choices import currencies
from billhook.dashboard.clock_choices import clock_choices
from billhook.dashboard.formatting import Formats
from billhook.dashboard.invoices.badges import Badge, badge, named, remaining
from billhook.dashboard.invoices.bulk_words import BULK
from billhook.dashboard.invoices.columns import COLUMNS, Column, as_text, columns_of, purchase_order
from billhook.dashboard.invoices.filters import (
    DAYS,
    LABELS,
    METHODS,
    ROWS,
    TABS,
    TYPED,
    Filters,
    chips,
    filters_of,
    place,
)
from billhook.dashboard.visiting import Visit
from billhook.invoices import counting_store, listing_store
from billhook.invoices.counting_store import COUNTED_MAX, Count
from billhook.invoices.listing_store import LOOKED_AT_MAX, Found, Sort, Sums
from billhook.invoices.objects import InvoiceDetails
from billhook.people.actions.change_profile import choose_invoice_columns

MANY_ROWS = 100


async def show(visit: Visit) -> Response:
    """The invoices of this mode, narrowed and sorted by what stands in the address."""
    filters = await filters_of(visit)
    if TYPED in visit.request.query_params and not filters.faults:
        return visit.back(visit.to("/invoices", **filters.query))
    columns = columns_of(filters.given["columns"] or visit.person.invoice_columns)
    found, sums = Found([], [], has_more=False, stopped_at=None), Sums([], is_part=False)
    async with visit.reader() as reader:
        counts = await counting_store.by_status(reader, ("draft", "open", "paid", "uncollectible", "void"))
        counts["past_due"] = await counting_store.past_due(reader)
        if not filters.faults:
            size = MANY_ROWS if filters.given["rows"] else ROWS
            found = await listing_store.page(
                reader, filters.listing, size=size, at=filters.at, backwards=filters.backwards
            )
            if found.rows and not _is_too_much(filters, counts):
                sums = await listing_store.sums(reader, filters.listing)
            else:
                sums = Sums([], is_part=True)
    return visit.page(
        "invoices/list.html",
        status=422 if filters.faults else 200,
        title="Invoices",
        area="invoices",
        rows=[_row(details, visit.formats) for details in found.rows],
        tabs=_tabs(visit, filters, counts),
        filters=filters,
        days=DAYS,
        methods=METHODS,
        clocks=await clock_choices(visit, "None", filters.given["clock"]),
        currencies=[("", "Any"), *currencies(visit.formats.locale)],
        chips=chips(visit, filters),
        columns=columns,
        all_columns=COLUMNS,
        heads=[(column, *_header(visit, filters, column)) for column in columns],
        sums=_summed(visit.formats, sums),
        number=_number(visit.formats, sums),
        pager=_pager(visit, filters, found),
        length=_length(visit, filters, found),
        looked_at=visit.formats.number(LOOKED_AT_MAX),
        further=visit.to("/invoices", **filters.query, **_further(filters, found)) if found.stopped_at else "",
        bulk=[(name, act.words) for name, act in BULK.items() if visit.may(act.needs)],
        cleared=visit.to("/invoices", **{n: v for n, v in filters.query.items() if n not in LABELS}),
        is_new=not (filters.is_narrowed or filters.faults or any(count.number for count in counts.values())),
    )


async def choose_columns(visit: Visit) -> Response:
    """Remember which columns the person wants to see, and show the list with them."""
    columns = as_text(visit.form.every("column"))
    await choose_invoice_columns(visit.parts.desk, visit.person, columns)
    kept = {name: visit.form.text(name) for name in ("status", *LABELS, "sort", "order", "rows")}
    return visit.back(visit.to("/invoices", **kept, columns=columns))


# ── Rows ────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Row:
    """A row: the invoice, what it is called, and the texts of those columns that are plain texts, by their names."""

    details: InvoiceDetails
    name: str
    badge: Badge
    texts: Mapping[str, str]


def _row(details: InvoiceDetails, f: Formats) -> Row:
    invoice = details.invoice

    def money(minor: int) -> str:
        return f.money(minor, invoice.currency)

    def day(moment: int | None) -> str:
        return f.day(moment) if moment is not None else "–"

    is_owed = invoice.status in ("open", "uncollectible")
    texts = {
        "email": details.bill_to.email or "–",
        "amount": money(invoice.total),
        "tax": money(invoice.total - invoice.total_excluding_tax),
        "paid": money(invoice.amount_paid),
        "remaining": money(remaining(details)) if is_owed else "–",
        "created": day(invoice.created),
        "finalized": day(invoice.finalized_at),
        "paid_at": day(invoice.paid_at),
        "method": dict(METHODS)[invoice.collection_method],
        "purchase_order": purchase_order(invoice) or "–",
        "id": invoice.id,
    }
    return Row(details, named(invoice), badge(invoice, f.now), texts)


# ── Around them ─────────────────────────────────────────────────────────────────────────────────
def _tabs(visit: Visit, filters: Filters, counts: dict[str, Count]) -> list[tuple[str, str, bool, str | None]]:
    """One tab for each status; a count stands behind the name."""
    return [
        (
            visit.to("/invoices", **{**filters.query, "status": name}),
            words,
            name == filters.given["status"],
            _spoken(counts[name].number, visit.formats, is_more=counts[name].is_more) if name else None,
        )
        for name, words in TABS
    ]


def _spoken(number: int, f: Formats, *, is_more: bool) -> str:
    return f.number(number) + ("+" if is_more else "")


def _header(visit: Visit, filters: Filters, column: Column) -> tuple[str, str]:
    """Where the head of a column leads, and how the list is sorted by it; both empty where it is not."""
    if column.sort is None:
        return "", ""
    listing, usual = filters.listing, column.sort is not Sort.DUE
    is_here = listing.sort is column.sort
    descending = not listing.descending if is_here else usual
    order = "desc" if descending else "asc"
    address = visit.to("/invoices", **{**filters.query, "sort": column.sort.value, "order": order})
    return address, ("descending" if listing.descending else "ascending") if is_here else ""


def _pager(visit: Visit, filters: Filters, found: Found) -> tuple[str, str]:
    """The addresses of the rows before and behind these."""
    if not found.keys:
        return "", ""
    has_newer = found.has_more if filters.backwards else filters.at is not None
    has_older = filters.backwards or found.has_more
    newer = visit.to("/invoices", **filters.query, before=place(found.keys[0])) if has_newer else ""
    older = visit.to("/invoices", **filters.query, after=place(found.keys[-1])) if has_older else ""
    return newer, older


def _length(visit: Visit, filters: Filters, found: Found) -> Mapping[str, str]:
    """The way to longer pages, or back to short ones; no address where one page has everything."""
    is_long, is_cut = bool(filters.given["rows"]), found.has_more or filters.at is not None
    if not is_long and not is_cut:
        return {"address": "", "words": ""}
    rows = "" if is_long else str(MANY_ROWS)
    words = f"Show {ROWS if is_long else MANY_ROWS} on a page"
    return {"address": visit.to("/invoices", **{**filters.query, "rows": rows}), "words": words}


def _further(filters: Filters, found: Found) -> dict[str, str]:
    """Where to look further, if a page ended because so many rows were looked at."""
    assert found.stopped_at is not None
    return {"before" if filters.backwards else "after": place(found.stopped_at)}


# ── Sums ────────────────────────────────────────────────────────────────────────────────────────
def _is_too_much(filters: Filters, counts: dict[str, Count]) -> bool:
    """Whether it is known already that there are more invoices than anybody sums up for a page."""
    if filters.is_narrowed:
        return False
    if status := filters.given["status"]:
        return counts[status].is_more
    return sum(count.number for name, count in counts.items() if name != "past_due") > COUNTED_MAX


def _summed(f: Formats, sums: Sums) -> Mapping[str, Sequence[str]]:
    """By the name of a column, a sum for each currency; none of a part of the invoices."""
    if sums.is_part:
        return {}
    return {
        "amount": [f.money(each.total, each.currency) for each in sums.of],
        "tax": [f.money(each.tax, each.currency) for each in sums.of],
        "paid": [f.money(each.paid, each.currency) for each in sums.of],
        "remaining": [f.money(each.remaining, each.currency) for each in sums.of],
    }


def _number(f: Formats, sums: Sums) -> str:
    """How many invoices there are, in words."""
    if sums.is_part:
        return f"{_spoken(min(sums.number or COUNTED_MAX, COUNTED_MAX), f, is_more=True)} invoices"
    return "1 invoice" if sums.number == 1 else f"{f.number(sums.number)} invoices"
