"""The list of subscriptions as pages filter it: one of a price reads the price's subscriptions, and not the table."""

from billhook.db.tx import Reader
from billhook.subscriptions import counting_store, store
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import ListSubscriptions

# OFFSET has PostgreSQL ask for each row in the order of the list, whatever the statistics say.
_BY_PRICE = (
    "SELECT t.subscription AS id FROM subscription_items t, LATERAL (SELECT 1 FROM subscriptions s "
    "WHERE s.tenant = t.tenant AND s.id = t.subscription{conditions} OFFSET 0) s "
    "WHERE t.tenant = $1 AND t.price = $2 AND t.deleted_at IS NULL{beyond} ORDER BY t.subscription USING {order} "
    "LIMIT {limit}"
)
_BY_OWN = (
    "SELECT s.id FROM subscriptions s, LATERAL (SELECT 1 FROM subscription_items t WHERE t.tenant = s.tenant "
    "AND t.subscription = s.id AND t.price = $2 AND t.deleted_at IS NULL OFFSET 0) t "
    "WHERE s.tenant = $1{conditions}{beyond} ORDER BY s.id USING {order} LIMIT {limit}"
)


async def page(reader: Reader, wanted: ListSubscriptions) -> tuple[list[SubscriptionDetails], bool]:
    """A page of subscriptions as the list of the API gives it, newest first.

    Of `wanted` it knows status, customer, price, test clock and the place in the list.
    """
    if wanted.price is None:
        return await store.page(reader, wanted)
    arguments: list[object] = [reader.tenant.id, wanted.price]
    conditions = ""
    status = wanted.status if wanted.status != "all" else None
    for column, value in (("status", status), ("customer", wanted.customer), ("test_clock", wanted.test_clock)):
        if value is not None:
            arguments.append(value)
            conditions += f" AND s.{column} = ${len(arguments)}"
    if wanted.customer is None and wanted.test_clock is None:
        conditions += " AND s.test_clock IS NULL"
    by_own = wanted.customer is not None or (status is not None and await _are_few(reader, status))
    at, is_back = wanted.starting_after or wanted.ending_before, wanted.ending_before is not None
    beyond = ""
    if at is not None:
        arguments.append(at)
        beyond = f" AND {'s.id' if by_own else 't.subscription'} {'~>~' if is_back else '~<~'} ${len(arguments)}"
    sql = (_BY_OWN if by_own else _BY_PRICE).format(
        conditions=conditions, beyond=beyond, order="~<~" if is_back else "~>~", limit=wanted.size + 1
    )
    ids = [row["id"] for row in await reader.fetch(sql, *arguments)]
    found = await store.of_ids(reader, ids[: wanted.size])
    found.sort(key=lambda details: details.subscription.id, reverse=True)
    return found, len(ids) > wanted.size


async def _are_few(reader: Reader, status: str) -> bool:
    """Whether so few subscriptions have a status that it is quicker to look at all of them."""
    return not (await counting_store.by_status(reader, [status]))[status].is_more
