"""The statement of account of a customer for a period: the page, and the same as a CSV file and as a PDF."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from billhook.account_statements.loading import INVOICES_MAX, accounts_of
from billhook.account_statements.papers import statement_paper
from billhook.account_statements.rules import account
from billhook.account_statements.rules.account import Account, Entry
from billhook.account_statements.rules.months import Period
from billhook.customers.objects import Customer
from billhook.dashboard.csv_files import amount, defused, streamed
from billhook.dashboard.customers.naming import below, customer_of, named
from billhook.dashboard.days import begins, day_of, ends
from billhook.dashboard.exporting import file_name
from billhook.dashboard.faults import Faults
from billhook.dashboard.filtering import read_days
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.places import page_of
from billhook.dashboard.visiting import Visit
from billhook.documents.invoice_pdf import render_async
from billhook.kernel import errors
from billhook.kernel.money import CURRENCIES

KINDS = {
    account.INVOICE: "Invoice", account.PAYMENT: "Payment", account.NOTE: "Credit note",
    account.SETTLED: "Settled elsewhere", account.REFUND: "Refund", account.ADJUSTMENT: "Balance adjusted",
    account.VOID: "Voided", account.WRITE_OFF: "Written off",
}  # fmt: skip
_SUMS = {
    account.INVOICE: "Invoiced", account.PAYMENT: "Paid", account.NOTE: "Credited",
    account.SETTLED: "Settled elsewhere", account.REFUND: "Refunded", account.ADJUSTMENT: "Balance adjusted",
    account.VOID: "Voided", account.WRITE_OFF: "Written off",
}  # fmt: skip
COLUMNS = ("date", "currency", "type", "number", "amount", "balance", "id")


@dataclass(frozen=True, slots=True)
class Asked:
    """The days of a statement, both included, and what is wrong with those of the address."""

    given: dict[str, str]
    first: date
    last: date
    faults: Faults


async def show(visit: Visit) -> Response:
    """The statement of a period; without one in the address, of the year so far."""
    customer, asked = await customer_of(visit), _asked(visit)
    found = await _accounts(visit, customer, asked) if not asked.faults else []
    query = {"from": asked.first.isoformat(), "to": asked.last.isoformat()}
    return visit.page(
        "customers/statement.html",
        status=422 if asked.faults else 200,
        title="Statement of account",
        area="customers",
        place=below(visit, customer),
        customer=customer,
        name=named(customer),
        asked=asked,
        accounts=found,
        opens=begins(asked.first, visit.formats.time_zone),
        closes=begins(asked.last, visit.formats.time_zone),
        invoices_max=visit.formats.number(INVOICES_MAX),
        sums=_SUMS,
        words=KINDS,
        page_of=_page_of,
        paper=lambda currency: visit.to(f"/customers/{customer.id}/statement/{currency}/paper", **query),
        export=visit.to(f"/customers/{customer.id}/statement/export.csv", **query),
    )


async def download(visit: Visit) -> Response:
    """The same as a CSV file: for each currency the opening balance, the entries, and the closing balance."""
    customer, asked = await customer_of(visit), _asked(visit)
    found = await _accounts(visit, customer, asked) if not asked.faults else []
    if found is None:
        return visit.back(visit.to(f"/customers/{customer.id}/statement"))

    async def pages() -> AsyncIterator[Iterable[Sequence[object]]]:
        for each in found:
            yield _rows(visit, each, asked)

    name = file_name("statement", visit.mode, customer.id, asked.first.isoformat(), asked.last.isoformat())
    return streamed(name, COLUMNS, pages())


async def paper(visit: Visit) -> Response:
    """The account in one currency as a PDF, in the customer's language."""
    customer, asked = await customer_of(visit), _asked(visit)
    found = await _accounts(visit, customer, asked) if not asked.faults else None
    if found is None:
        return visit.back(visit.to(f"/customers/{customer.id}/statement"))
    currency = visit.named("currency")
    if currency not in CURRENCIES:
        raise errors.NO_SUCH_PATH(noun="account", id=currency)
    chosen = next((each for each in found if each.currency == currency), Account(currency, 0, ()))
    async with visit.reader() as reader:
        document = await statement_paper(reader, customer, chosen, _period(visit, asked))
    pdf = await render_async(document)
    name = f"statement-{visit.mode}-{customer.id}-{currency}-{asked.last.isoformat()}.pdf"
    headers = {**SECRET_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _asked(visit: Visit) -> Asked:
    today = visit.formats.local(visit.formats.now)
    given = {"created_from": visit.asked("from")[:20], "created_to": visit.asked("to")[:20]}
    faults = Faults()
    read_days(given, given, faults)
    first = day_of(given["created_from"]) or today.replace(month=1, day=1)
    last = day_of(given["created_to"]) or max(today, first)
    named_faults = {name.replace("created_", ""): words for name, words in faults.fields.items()}
    if not named_faults and last < first:
        named_faults["to"] = "This is before the day that it begins with."
    shown = {"from": given["created_from"] or first.isoformat(), "to": given["created_to"] or last.isoformat()}
    return Asked(shown, first, last, Faults(named_faults))


async def _accounts(visit: Visit, customer: Customer, asked: Asked) -> list[Account] | None:
    """The accounts in the period; None for a customer with too many invoices."""
    period = _period(visit, asked)
    async with visit.reader() as reader:
        found = await accounts_of(reader, customer.id, period.since, period.until)
    return found.all if found is not None else None


def _period(visit: Visit, asked: Asked) -> Period:
    zone = visit.formats.time_zone
    return Period(begins(asked.first, zone), ends(asked.last, zone))


def _page_of(entry: Entry) -> str:
    """The path of the page of what an entry is about; empty if it has none."""
    return page_of(entry.about)


def _rows(visit: Visit, found: Account, asked: Asked) -> list[Sequence[object]]:
    currency = found.currency

    def edge(day: date, words: str, balance: int) -> Sequence[object]:
        return [day.isoformat(), currency, words, "", "", amount(balance, currency), ""]

    entries = [
        [
            visit.formats.iso_day(line.entry.at), currency, line.entry.kind, defused(line.entry.number),
            amount(line.entry.amount, currency), amount(line.balance, currency), line.entry.about,
        ]
        for line in found.lines
    ]  # fmt: skip
    opening = edge(asked.first, "opening_balance", found.opening)
    return [opening, *entries, edge(asked.last, "closing_balance", found.closing)]
