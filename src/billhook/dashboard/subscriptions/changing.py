"""Changing the items of a subscription. What the change bills is previewed by the verb itself, in a trial."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from starlette.responses import Response

from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.invoices.badges import remaining
from billhook.dashboard.subscriptions import words
from billhook.dashboard.subscriptions.items_form import whole
from billhook.dashboard.subscriptions.reading import place_of, price_choices, subscription_of
from billhook.dashboard.visiting import Visit
from billhook.kernel.api_error import ApiError
from billhook.subscriptions import verbs
from billhook.subscriptions.actions.preview_change import ChangePreview
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import UpdateSubscription
from billhook.subscriptions.rules.lifecycle import SUBSCRIPTION, TRIALING
from billhook.wire.forms import Form, Node

NEW_ROWS = ("new1", "new2")
_PREVIEW_SECONDS = 3_600
"""So long a preview counts: later the rest of the period has become another one."""
_DIGEST_LENGTH = 32


@dataclass(frozen=True, slots=True)
class _Filled:
    """The form: what was typed, what is wrong with it, and what the change would do, with a digest and its moment."""

    given: Mapping[str, str]
    faults: Faults
    preview: ChangePreview | None = None
    seen: str = ""
    at: int = 0


async def show(visit: Visit) -> Response:
    """The form with what is stored."""
    details = await subscription_of(visit)
    if not SUBSCRIPTION.allows("change", details.subscription.status):
        return visit.back(place_of(visit, details).back, "Its items cannot be changed now.")
    return await _page(visit, details, _Filled(_stored(details), Faults()))


async def act(visit: Visit) -> Response:
    """Preview the change, or make it. What is wrong stands at its field, and what was typed stays."""
    details = await subscription_of(visit)
    given, faults = _typed(visit, details), Faults()
    items, rows = _items(visit, details, given, faults)
    if not items and not faults:
        faults.sentence = "Nothing is changed yet."
    at = _moment(visit)
    form: Form = {"items": items, "off_session": "true", "proration_date": str(at)}
    if given["prorate"]:
        form["proration_behavior"] = given["prorate"]

    def field_of(param: str) -> str | None:
        parts = param.replace("]", "").split("[")
        if len(parts) == 3 and parts[0] == "items" and parts[1].isdigit() and int(parts[1]) < len(rows):
            return f"{'quantity' if parts[2] == 'quantity' else 'price'}_{rows[int(parts[1])]}"
        return "prorate" if param == "proration_behavior" else None

    params = checked(UpdateSubscription, form, faults, field_of) if not faults else None
    if params is None:
        return await _page(visit, details, _Filled(given, faults))
    seen = _digest(form, details)
    is_seen = visit.form.text("do") == "confirm" and visit.form.text("seen") == seen
    try:
        if not is_seen:
            if visit.form.text("do") == "confirm":
                faults.sentence = "Something changed since the preview. Look at it once more."
            preview: ChangePreview = await visit.run_trial(verbs.PREVIEW_CHANGE, params, details.subscription.id)
            return await _page(visit, details, _Filled(given, faults, preview, seen, at))
        await visit.run(verbs.UPDATE, params, details.subscription.id)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        faults.add(error, field_of)
        return await _page(visit, details, _Filled(given, faults))
    return visit.back(place_of(visit, details).back, "The subscription is changed.")


def _moment(visit: Visit) -> int:
    """From when on the change counts: the moment of the preview that is confirmed, or this one."""
    now, text = visit.formats.now, visit.form.text("at")
    is_confirmed = (
        visit.form.text("do") == "confirm" and text.isascii() and text.isdigit() and len(text) <= len(str(now))
    )
    return int(text) if is_confirmed and now - _PREVIEW_SECONDS <= int(text) <= now else now


def _digest(form: Form, details: SubscriptionDetails) -> str:
    """What stands in the form and in the subscription: whoever confirms has seen the preview of the same."""
    standing = [(item.id, item.price, item.quantity, item.period_end, item.debits) for item in details.items]
    return sha256(repr((form, standing)).encode()).hexdigest()[:_DIGEST_LENGTH]


def _stored(details: SubscriptionDetails) -> dict[str, str]:
    given = {
        "prorate": "create_prorations",
        **{f"{name}_{row}": "" for row in NEW_ROWS for name in ("price", "quantity")},
    }
    for item in details.items:
        given |= {f"price_{item.id}": item.price, f"quantity_{item.id}": str(item.quantity), f"remove_{item.id}": ""}
    return given


def _typed(visit: Visit, details: SubscriptionDetails) -> dict[str, str]:
    return {name: visit.form.text(name) for name in _stored(details)}


def _items(
    visit: Visit, details: SubscriptionDetails, given: Mapping[str, str], faults: Faults
) -> tuple[dict[str, Node], list[str]]:  # fmt: skip
    """The items that change, as the API takes them, and the row of each."""
    found: dict[str, Node] = {}
    rows: list[str] = []

    def add(row: str, values: dict[str, Node]) -> None:
        found[str(len(rows))] = values
        rows.append(row)

    for item in details.items:
        if given[f"remove_{item.id}"]:
            add(item.id, {"id": item.id, "deleted": "true"})
            continue
        quantity = whole(given, f"quantity_{item.id}", visit.formats, faults)
        if not quantity:
            faults.fields.setdefault(f"quantity_{item.id}", "Fill this in.")
        if (given[f"price_{item.id}"], quantity) != (item.price, str(item.quantity)):
            add(item.id, {"id": item.id, "price": given[f"price_{item.id}"] or item.price, "quantity": quantity})
    for row in NEW_ROWS:
        if given[f"price_{row}"]:
            quantity = whole(given, f"quantity_{row}", visit.formats, faults)
            add(row, {"price": given[f"price_{row}"], "quantity": quantity or "1"})
    return found, rows


async def _page(visit: Visit, details: SubscriptionDetails, filled: _Filled) -> Response:
    s, f = details.subscription, visit.formats
    place = place_of(visit, details)
    given = filled.given
    also = [item.price for item in details.items]
    prices = await price_choices(visit, none="None", also=also, currency=s.currency)
    preview = filled.preview
    invoice = preview.invoice if preview is not None else None
    return visit.page(
        "subscriptions/change.html",
        status=422 if filled.faults else 200,
        title="Change items",
        area="subscriptions",
        up=place.crumbs,
        away=place.back,
        s=s,
        items=[(item.id, details.products[item.product].name) for item in details.items],
        new_rows=NEW_ROWS,
        prices=prices,
        given=given,
        faults=filled.faults,
        prorations=[(name, words.PRORATIONS[name]) for name in ("create_prorations", "always_invoice", "none")],
        prorates=s.status != TRIALING,
        preview=preview,
        costs_before=words.costs(details, f),
        costs_after=words.costs(preview.after, f) if preview is not None else "",
        lines=[] if preview is None else invoice.lines if invoice is not None else preview.waiting,
        invoice=invoice,
        due=remaining(invoice) if invoice is not None else 0,
        waiting=sum(item.amount for item in preview.waiting) if preview is not None else 0,
        seen=filled.seen,
        at=filled.at,
    )
