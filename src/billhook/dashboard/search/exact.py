"""What was searched for by its id: the page of that object."""

from collections.abc import Awaitable, Callable
from types import MappingProxyType

from billhook.catalog import store as catalog
from billhook.credit_notes import store as credit_notes
from billhook.customers import store as customers
from billhook.dashboard.places import page_of
from billhook.db.tx import Reader
from billhook.discounts import store as discounts
from billhook.disputes import store as disputes
from billhook.events import store as events
from billhook.invoices import store as invoices
from billhook.payments import store as payments
from billhook.payouts import store as payouts
from billhook.request_log import store as requests
from billhook.subscriptions import store as subscriptions
from billhook.test_clocks import store as test_clocks
from billhook.webhooks import store as webhooks

_Found = Awaitable[str | None]
_ID_LENGTH_MAX = 255


async def _customer(reader: Reader, id: str) -> str | None:
    found = await customers.find(reader, id)
    return page_of(id) if found is not None and not found.is_deleted else None


async def _invoice(reader: Reader, id: str) -> str | None:
    return page_of(id) if await invoices.of_ids(reader, [id]) else None


async def _subscription(reader: Reader, id: str) -> str | None:
    return page_of(id) if await subscriptions.find(reader, id) is not None else None


async def _product(reader: Reader, id: str) -> str | None:
    found = await catalog.find_product(reader, id)
    return page_of(id) if found is not None and not found.inline else None


async def _price(reader: Reader, id: str) -> str | None:
    found = await catalog.find_price(reader, id)
    return await _product(reader, found.product) if found is not None else None


async def _intent(reader: Reader, id: str) -> str | None:
    return page_of(id) if await payments.find_intent(reader, id) is not None else None


async def _charge(reader: Reader, id: str) -> str | None:
    found = await payments.find_charge(reader, id)
    return f"/payments/{found.payment_intent}" if found is not None else None


async def _credit_note(reader: Reader, id: str) -> str | None:
    return page_of(id) if await credit_notes.find(reader, id) is not None else None


async def _dispute(reader: Reader, id: str) -> str | None:
    return page_of(id) if await disputes.find(reader, id) is not None else None


async def _payout(reader: Reader, id: str) -> str | None:
    return page_of(id) if await payouts.find(reader, id) is not None else None


async def _event(reader: Reader, id: str) -> str | None:
    return page_of(id) if await events.find(reader, id) is not None else None


async def _request(reader: Reader, id: str) -> str | None:
    return page_of(id) if await requests.find(reader.conn, reader.tenant.id, id) is not None else None


async def _endpoint(reader: Reader, id: str) -> str | None:
    return page_of(id) if await webhooks.find(reader, id) is not None else None


async def _promotion_code(reader: Reader, id: str) -> str | None:
    return f"/promotion-codes/{id}" if await discounts.find_code(reader, id) is not None else None


async def _clock(reader: Reader, id: str) -> str | None:
    return page_of(id) if await test_clocks.find(reader, id) is not None else None


_BY_PREFIX: MappingProxyType[str, Callable[[Reader, str], _Found]] = MappingProxyType(
    {
        "cus": _customer,
        "in": _invoice,
        "sub": _subscription,
        "prod": _product,
        "price": _price,
        "pi": _intent,
        "ch": _charge,
        "cn": _credit_note,
        "du": _dispute,
        "po": _payout,
        "evt": _event,
        "req": _request,
        "we": _endpoint,
        "promo": _promotion_code,
        "clock": _clock,
    }
)


async def page_of_id(reader: Reader, text: str) -> str | None:
    """The path of the page of the object with this id; None if it is no id, or nothing has it in this mode."""
    prefix, mark, _ = text.partition("_")
    find = _BY_PREFIX.get(prefix)
    if find is None or not mark or len(text) > _ID_LENGTH_MAX:
        return None
    return await find(reader, text)
