"""Stripe's payouts and what they pay, in words of the interface."""

import re
from collections.abc import Iterator, Mapping

import structlog

from billhook.kernel.money import is_currency
from billhook.processors.paying_out import BookedPayout, PaidItem, PaidItems, SeenPayout
from billhook.processors.reading import (
    Fields,
    Garbled,
    checked_id,
    id_of,
    number,
    optional_number,
    optional_text,
    own_id,
    part,
    rows,
    text,
    word,
)
from billhook.processors.stripe import requests, verdicts
from billhook.processors.stripe.client import StripeClient

log = structlog.get_logger(__name__)

_PAGE = 100
_PAGES_MAX = 10
"""The newest 1,000 payouts of the time that is asked for."""
_STATUSES = frozenset({"pending", "in_transit", "paid", "failed", "canceled"})
_TEXT_MAX = 500
_CALL = re.compile(r"call_[A-Za-z0-9]{1,60}", re.ASCII)
_YEAR_9999 = 253_402_300_799
_EXPAND = ["data.balance_transaction", "data.failure_balance_transaction"]


async def payouts(client: StripeClient, since: int) -> list[SeenPayout]:
    """Payouts from a moment on, the oldest first. Raises ProcessorSilent and Refusal."""
    found: list[SeenPayout] = []
    after: str | None = None
    for _ in range(_PAGES_MAX):
        asked = {"created": {"gte": since}, "limit": _PAGE, "starting_after": after, "expand": _EXPAND}
        answer = await client.get("/v1/payouts", asked)
        page = rows(answer, "data")
        found += [one for one in map(_seen_or_none, page) if one is not None]
        if not page or answer.get("has_more") is not True:
            break
        after = own_id(page[-1])
    # The same moment keeps Stripe's order, which is the newest first.
    return found[::-1]


async def paid_by(client: StripeClient, reference: str, after: str | None) -> PaidItems:
    """A page of what a payout pays. Raises ProcessorSilent and Refusal."""
    asked = {"payout": reference, "limit": _PAGE, "starting_after": after, "expand": ["data.source"]}
    answer = await client.get("/v1/balance_transactions", asked)
    page = rows(answer, "data")
    items = tuple(item(one) for one in page if _id(one, "source") != reference)
    return PaidItems(items, own_id(page[-1]) if page else after, bool(page) and answer.get("has_more") is True)


def _seen_or_none(payout: Fields) -> SeenPayout | None:
    """A payout; None if it cannot be read, which keeps no other from being recorded."""
    try:
        return seen(payout)
    except Garbled as garbled:
        log.warning("a payout cannot be read", reason=str(garbled))
        return None


def seen(payout: Fields) -> SeenPayout:
    """A payout. Raises Garbled."""
    status = text(payout, "status")
    if status not in _STATUSES:
        raise Garbled("a payout has a status that is not expected here")
    trace = part(payout, "trace_id") or {}
    return SeenPayout(
        reference=own_id(payout), created=_moment(payout, "created"), amount=number(payout, "amount"),
        currency=_currency(payout), status=status, arrival_date=_moment(payout, "arrival_date"),
        is_automatic=payout.get("automatic") is True, method=word(payout, "method") or "standard",
        type=word(payout, "type") or "bank_account", source_type=word(payout, "source_type") or "card",
        description=_line(payout, "description"), statement_descriptor=_line(payout, "statement_descriptor"),
        trace_status=word(trace, "status"), trace_id=_line(trace, "value"),
        failure_code=word(payout, "failure_code"), failure_message=_line(payout, "failure_message"),
        original=_id(payout, "original_payout"), reversed_by=_id(payout, "reversed_by"),
        booked=_booked(payout, "balance_transaction"), returned=_booked(payout, "failure_balance_transaction"),
        is_listed=payout.get("reconciliation_status") == "completed",
    )  # fmt: skip


def item(entry: Fields) -> PaidItem:
    """An entry of the account. Raises Garbled."""
    amount, fee, net = number(entry, "amount"), number(entry, "fee"), number(entry, "net")
    if net != amount - fee:
        raise Garbled("an entry does not come to its amount without its fee")
    source = part(entry, "source") or {}
    return PaidItem(
        category=word(entry, "reporting_category") or word(entry, "type") or "other", amount=amount, fee=fee, net=net,
        currency=_currency(entry), source=_id(entry, "source"),
        about=tuple(dict.fromkeys(_about(source))), source_amount=optional_number(source, "amount"),
    )  # fmt: skip


def _about(source: Fields) -> Iterator[str]:
    """The names of the payment that something belongs to."""
    for name in ("payment_intent", "charge"):
        if (id := _id(source, name)) is not None:
            yield id
    if source.get("object") == "charge":
        yield own_id(source)
        # A charge has the metadata of its intent; those of a refund name the call for the refund.
        metadata = source.get("metadata")
        called = metadata.get(requests.CALL) if isinstance(metadata, Mapping) else None
        if isinstance(called, str) and _CALL.fullmatch(called):
            yield called


def _booked(payout: Fields, name: str) -> BookedPayout | None:
    entry = part(payout, name)
    if entry is None and payout.get(name) is not None:
        raise Garbled("the entry of a payout is not told yet")
    if entry is None:
        return None
    amount, fee = number(entry, "amount"), number(entry, "fee")
    # A fee that is given back is no fee.
    is_fee = fee > 0
    return BookedPayout(amount if is_fee else amount - fee, _currency(entry), max(fee, 0), verdicts.rate_of(entry))


def _currency(of: Fields) -> str:
    found = text(of, "currency")
    if not is_currency(found):
        raise Garbled("a currency is not known here")
    return found


def _id(of: Fields, name: str) -> str | None:
    """The id of an object inside another, which may be looked for. Raises Garbled."""
    found = id_of(of, name)
    return checked_id(found) if found is not None else None


def _moment(of: Fields, name: str) -> int:
    found = number(of, name)
    if not 0 <= found <= _YEAR_9999:
        raise Garbled(f"{name} is no moment")
    return found


def _line(of: Fields, name: str) -> str | None:
    found = optional_text(of, name)
    return "".join(sign for sign in found if sign.isprintable())[:_TEXT_MAX] if found is not None else None
