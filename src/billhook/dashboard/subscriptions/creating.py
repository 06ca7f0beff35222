"""Making a subscription: for whom, of which prices, with which trial, and how it is paid."""

import re
from collections.abc import Mapping

from starlette.responses import Response

from billhook.dashboard.choices import Choices
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.subscriptions import words
from billhook.dashboard.subscriptions.choosing import FIELD, Chosen, chosen_customer
from billhook.dashboard.subscriptions.items_form import whole
from billhook.dashboard.subscriptions.reading import LIST, price_choices
from billhook.dashboard.visiting import Done, Visit
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.api_error import ApiError
from billhook.kernel.replacing import replace
from billhook.subscriptions import verbs
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import CreateSubscription
from billhook.subscriptions.rules.lifecycle import INCOMPLETE
from billhook.tax import verbs as taxes
from billhook.tax.params import ListTaxRates
from billhook.wire.forms import Form, Node

ROWS = range(4)
PAIRS = range(3)
_DAYS_UNTIL_DUE = "30"
_RATES_MAX = 100
_PLAIN = ("trial_days", "collection_method", "days_until_due", "description")
_NAMES = (
    *_PLAIN, "customer", FIELD, "chosen",
    *(f"{name}_{n}" for n in ROWS for name in ("price", "quantity")),
    *(f"{name}_{n}" for n in PAIRS for name in ("key", "value")),
)  # fmt: skip
_FIELDS = {
    "customer": FIELD, "trial_period_days": "trial_days", "collection_method": "collection_method",
    "days_until_due": "days_until_due", "description": "description",
}  # fmt: skip
_ITEM = re.compile(r"items\[([0-9])\]\[(price|quantity)\]")


def _typed(form: Mapping[str, str]) -> dict[str, str]:
    return {name: form.get(name, "").strip() for name in _NAMES}


async def show(visit: Visit) -> Response:
    """The empty form, for the customer that the address names."""
    chosen = await chosen_customer(visit, visit.asked("customer"), None)
    return await _page(visit, {**_typed({}), "quantity_0": "1", "days_until_due": _DAYS_UNTIL_DUE}, chosen, Faults())


async def create(visit: Visit) -> Response:
    """Make the subscription and go to its page. What is wrong stands at its field, and what was typed stays."""
    given, faults = _typed(visit.form), Faults()
    picked = given["chosen"]
    chosen = await chosen_customer(visit, picked or given["customer"], None if picked else given[FIELD])
    if chosen.customer is None:
        faults.fields[FIELD] = chosen.fault or "Choose a customer."
    rows = [n for n in ROWS if given[f"price_{n}"]]
    if not rows:
        faults.fields["price_0"] = "Choose a price."

    def field_of(param: str) -> str | None:
        if (item := _ITEM.fullmatch(param)) is not None and int(item[1]) < len(rows):
            return f"{item[2]}_{rows[int(item[1])]}"
        return "key_0" if param.startswith("metadata") else _FIELDS.get(param)

    form = _form(visit, given, rows, faults)
    form["customer"] = chosen.customer.id if chosen.customer is not None else ""
    if chosen.customer is None:
        del form["customer"]
    params = checked(CreateSubscription, form, faults, field_of)
    if params is None:
        return await _page(visit, given, chosen, faults)
    try:
        made: SubscriptionDetails | Done = await visit.run(_CREATE, params)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        if error.kind is errors.NO_METHOD_TO_CHARGE:
            faults.fields["collection_method"] = "The customer has no payment method to charge. Send invoices instead."
        else:
            faults.add(error, field_of)
        return await _page(visit, given, chosen, faults)
    id = made.id if isinstance(made, Done) else made.subscription.id
    notice = "The subscription is created."
    if isinstance(made, SubscriptionDetails) and made.subscription.status == INCOMPLETE:
        notice = "The subscription is created. Its first payment did not succeed yet."
    return visit.back(visit.to(f"{LIST}/{id}"), notice)


async def _create(tx: Tx, params: CreateSubscription) -> SubscriptionDetails | Call:
    """Create it, and have the audit log name it: no event tells of it before its first payment is settled."""
    outcome: SubscriptionDetails | Call = await verbs.CREATE.function(tx, params)
    tx.record(verbs.CREATE.name, next((id for id in tx.newest if id.startswith("sub_")), None))
    return outcome


_CREATE = replace(verbs.CREATE, function=_create)


def _form(visit: Visit, given: Mapping[str, str], rows: list[int], faults: Faults) -> Form:
    """The parameters of the API that were typed."""
    f = visit.formats
    items: dict[str, Node] = {}
    for place, n in enumerate(rows):
        quantity = whole(given, f"quantity_{n}", f, faults)
        items[str(place)] = {"price": given[f"price_{n}"], **({"quantity": quantity} if quantity else {})}
    form: Form = {"items": items, "off_session": "true"}
    if days := whole(given, "trial_days", f, faults):
        form["trial_period_days"] = days
    if given["collection_method"]:
        form["collection_method"] = given["collection_method"]
    if given["collection_method"] == "send_invoice":
        form["days_until_due"] = whole(given, "days_until_due", f, faults) or "0"
    if given["description"]:
        form["description"] = given["description"]
    rates: dict[str, Node] = {str(n): rate for n, rate in enumerate(visit.form.every("tax_rate")) if rate}
    if rates:
        form["default_tax_rates"] = rates
    metadata: dict[str, Node] = {given[f"key_{n}"]: given[f"value_{n}"] for n in PAIRS if given[f"key_{n}"]}
    if metadata:
        form["metadata"] = metadata
    for n in PAIRS:
        if given[f"value_{n}"] and not given[f"key_{n}"]:
            faults.fields[f"key_{n}"] = "Name this value."
    return form


async def _rates(visit: Visit) -> Choices:
    rates, _ = await visit.look(taxes.LIST_RATES, ListTaxRates.of(active=True, limit=_RATES_MAX))
    return [
        (rate.id, f"{rate.display_name}, {visit.formats.percent(rate.percentage)}"
         f"{' included' if rate.inclusive else ''}")
        for rate in rates
    ]  # fmt: skip


async def _page(visit: Visit, given: Mapping[str, str], chosen: Chosen, faults: Faults) -> Response:
    also = [given[f"price_{n}"] for n in ROWS]
    prices = await price_choices(visit, none="Choose a price", also=also)
    return visit.page(
        "subscriptions/new.html",
        status=422 if faults else 200,
        title="Create subscription",
        area="subscriptions",
        given={**given, "customer": chosen.customer.id if chosen.customer is not None else "", FIELD: chosen.name},
        faults=faults,
        matches=chosen.matches,
        prices=prices,
        rows=ROWS,
        pairs=PAIRS,
        methods=tuple(words.METHODS.items()),
        rates=await _rates(visit),
        chosen_rates=visit.form.every("tax_rate"),
        away=visit.to(f"/customers/{chosen.customer.id}") if chosen.customer is not None else visit.to(LIST),
    )
