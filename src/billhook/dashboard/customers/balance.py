"""The balance of a customer: its history, and the form that adjusts it."""

from dataclasses import dataclass

from starlette.responses import Response

from billhook.customers import verbs
from billhook.customers.objects import Customer
from billhook.customers.params import CreateBalanceTransaction, ListBalanceTransactions
from billhook.dashboard.choices import currencies, with_present
from billhook.dashboard.customers.naming import address_of, below, customer_of
from billhook.dashboard.customers.showing import balance_in_words, balance_words, movement_words
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.numbers import NotANumber, whole_minor_units
from billhook.dashboard.paging import cursors, pager
from billhook.dashboard.visiting import Visit
from billhook.kernel.api_error import ApiError
from billhook.kernel.money import is_currency

KINDS = (
    ("credit", "Credit: lowers what the customer pays"),
    ("debit", "Debit: the customer pays more"),
)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What was typed."""

    kind: str = "credit"
    amount: str = ""
    currency: str = ""
    description: str = ""


async def show(visit: Visit) -> Response:
    """The history, newest first, and the form beside it."""
    customer = await customer_of(visit)
    currency = customer.currency or visit.tenant.settings.default_currency
    return await _page(visit, customer, Adjustment(currency=currency), Faults())


async def adjust(visit: Visit) -> Response:
    """Move the balance, and say where it is now."""
    customer = await customer_of(visit)
    form, faults = visit.form, Faults()
    given = Adjustment(
        "debit" if form.text("kind") == "debit" else "credit",
        form.text("amount"),
        form.text("currency").lower(),
        form.text("description"),
    )
    params = _params(visit, given, faults)
    if params is None:
        return await _page(visit, customer, given, faults)
    try:
        await visit.run(verbs.ADJUST_BALANCE, params, customer.id)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        faults.add(error, _field_of)
        return await _page(visit, customer, given, faults)
    now = balance_in_words((await customer_of(visit)).balance_in(params.currency), params.currency, visit)
    return visit.back(address_of(visit, customer), f"The balance is adjusted: {now[0].lower()}{now[1:]}.")


def _params(visit: Visit, given: Adjustment, faults: Faults) -> CreateBalanceTransaction | None:
    minor = 0
    if not is_currency(given.currency):
        faults.fields["currency"] = "Choose a currency of the list."
    else:
        try:
            minor = whole_minor_units(given.amount, given.currency, visit.formats.locale)
        except NotANumber as error:
            faults.fields["amount"] = str(error)
    if not faults and minor <= 0:
        faults.fields["amount"] = "Write an amount above zero; credit or debit says the direction."
    signed = -minor if given.kind == "credit" else minor
    form = {"amount": str(signed), "currency": given.currency, "description": given.description}
    return checked(CreateBalanceTransaction, form, faults, _field_of)


def _field_of(param: str) -> str | None:
    return param if param in ("amount", "currency", "description") else None


async def _page(visit: Visit, customer: Customer, given: Adjustment, faults: Faults) -> Response:
    wanted = ListBalanceTransactions.of(**cursors(visit))
    rows, has_more = await visit.look(verbs.LIST_MOVEMENTS, wanted, customer.id)
    path = f"/customers/{customer.id}/balance"
    return visit.page(
        "customers/balance.html",
        status=422 if faults else 200,
        title="Balance",
        area="customers",
        place=below(visit, customer),
        customer=customer,
        balance=balance_words(customer, visit) or "Nothing on it",
        rows=[(row, movement_words(row)) for row in rows],
        pager=pager(visit, path, [row.id for row in rows], has_more=has_more),
        given=given,
        faults=faults,
        kinds=KINDS,
        currencies=with_present(currencies(visit.formats.locale), given.currency),
        may_adjust=visit.may("balances:write"),
    )
