"""The list of payments as people filter it: every statement looks at a bounded number of rows.

The API's list filters by customer and day, for which there are indexes. A page also filters by amount and by what the
status is called; these sort out what a walk along the ids meets. The walk ends after so many rows, and its reader goes
on from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.db.tx import Reader
from billhook.payments import store
from billhook.payments.objects import PaymentIntent
from billhook.wire.lists import Span, ids_of

LOOKED_AT_MAX = 10_000
"""So many payments are looked at for one page."""

# Of the newest attempt: what was given back of what was taken, as `Charge.amount_given_back` has it.
_BACK = "CASE WHEN h.amount_captured > 0 THEN h.amount_refunded - (h.amount - h.amount_captured) ELSE 0 END"
_PAID = "w.status = 'succeeded'"
_UNPAID = "w.status IN ('requires_payment_method', 'requires_confirmation', 'requires_action')"
_KEPT = f"{_PAID} AND h.id IS NOT NULL AND NOT h.charged_back"
_CONDITIONS: Mapping[str, str] = {
    "succeeded": f"{_PAID} AND (h.id IS NULL OR (NOT h.charged_back AND NOT h.disputed AND {_BACK} = 0))",
    "refunded": f"{_KEPT} AND {_BACK} > 0 AND {_BACK} >= h.amount_captured",
    "partly_refunded": f"{_KEPT} AND {_BACK} > 0 AND {_BACK} < h.amount_captured",
    "disputed": f"{_PAID} AND (h.charged_back OR (h.disputed AND {_BACK} = 0))",
    "uncaptured": "w.status = 'requires_capture'",
    "processing": "w.status = 'processing'",
    "needs_customer": f"{_UNPAID} AND w.last_payment_error IS NULL",
    "failed": f"{_UNPAID} AND w.last_payment_error IS NOT NULL",
    "canceled": "w.status = 'canceled'",
}
STATUSES = tuple(_CONDITIONS)
"""What a payment can be called; each is called one of these."""

_ANY_TIME = Span()


@dataclass(frozen=True, slots=True)
class Listing:
    """Which payments. Empty texts mean any; amounts are in minor units of `currency`, both ends included."""

    status: str = ""
    customer: str = ""
    currency: str = ""
    amount_from: int | None = None
    amount_to: int | None = None
    created: Span = _ANY_TIME


@dataclass(frozen=True, slots=True)
class Found:
    """A page of payments, newest first. `has_more`: there are further ones in the direction of reading.

    `stopped_at` is the id of the last payment that was looked at, if the walk ended there before the page was full.
    """

    rows: Sequence[PaymentIntent]
    has_more: bool
    stopped_at: str | None


async def page(
    reader: Reader, listing: Listing, *, size: int, at: str | None = None, backwards: bool = False,
    looked_at: int = LOOKED_AT_MAX,
) -> Found:  # fmt: skip
    """The `size` payments after the id `at`, or those before it; always the newest first."""
    walking: list[object] = [reader.tenant.id]
    walk = _walk(listing, walking, at, backwards=backwards, looked_at=looked_at)
    arguments = [*walking]
    order = _order(listing, backwards=backwards)
    sql = (
        f"SELECT w.id FROM ({walk}) w LEFT JOIN LATERAL (SELECT c.* FROM charges c "
        f"WHERE c.tenant = $1 AND c.id = w.latest_charge OFFSET 0) h ON true"
        f"{_sorting_out(listing, arguments)} ORDER BY w.id {order} LIMIT {size + 1}"
    )
    ids = [row["id"] for row in await reader.fetch(sql, *arguments)]
    has_more, stopped_at = len(ids) > size, None
    if not has_more:
        stopped_at = await reader.fetchval(f"SELECT w.id FROM ({walk}) w OFFSET {looked_at - 1}", *walking)
    ids = ids[:size][::-1] if backwards else ids[:size]
    there = {intent.id: intent for intent in await store.intents_of_ids(reader, ids)} if ids else {}
    return Found([there[id] for id in ids if id in there], has_more, stopped_at)


def _walk(listing: Listing, arguments: list[object], at: str | None, *, backwards: bool, looked_at: int) -> str:
    """The statement that gives at most so many rows in the order of reading."""
    conditions = ["p.tenant = $1"]

    def given(condition: str, value: object) -> None:
        arguments.append(value)
        conditions.append(condition.format(f"${len(arguments)}"))

    if listing.customer:
        given("p.customer = {}", listing.customer)
    low, high = ids_of("pi", listing.created)
    # Only the index of a customer's payments has the order ~>~; without a customer the primary key has the plain one.
    mark = "~" if listing.customer else ""
    for sign, id in ((">=", low), ("<", high), (">" if backwards else "<", at)):
        if id is not None:
            given(f"p.id {mark}{sign}{mark} {{}}", id)
    return (
        "SELECT p.id, p.currency, p.amount, p.created, p.status, p.latest_charge, p.last_payment_error "
        f"FROM payment_intents p WHERE {' AND '.join(conditions)} "
        f"ORDER BY p.id {_order(listing, backwards=backwards)} LIMIT {looked_at}"
    )


def _order(listing: Listing, *, backwards: bool) -> str:
    """The direction of reading, in the order of the index that the walk goes along."""
    if listing.customer:
        return "USING ~<~" if backwards else "USING ~>~"
    return "ASC" if backwards else "DESC"


def _sorting_out(listing: Listing, arguments: list[object]) -> str:
    """What the filters say of a row that the walk met."""
    conditions = [f"({_CONDITIONS[listing.status]})"] if listing.status else []
    created = listing.created
    for condition, value in (
        ("w.currency = {}", listing.currency or None), ("w.amount >= {}", listing.amount_from),
        ("w.amount <= {}", listing.amount_to), ("w.created >= {}", created.since), ("w.created < {}", created.until),
    ):  # fmt: skip
        if value is not None:
            arguments.append(value)
            conditions.append(condition.format(f"${len(arguments)}"))
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
