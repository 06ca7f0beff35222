"""Counts of subscriptions, as far as people want to know them: never more rows are looked at than are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.db.tx import Reader
from billhook.subscriptions.rules.lifecycle import ENDED

COUNTED_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; `is_more` if there are more than were counted."""

    number: int
    is_more: bool


_BY_STATUS = f"""
    SELECT w.status, (SELECT count(*) FROM (
        SELECT 1 FROM subscriptions s WHERE s.tenant = $1 AND s.status = w.status
        LIMIT {COUNTED_MAX + 1} + $3) r) AS number
    FROM unnest($2::text[]) AS w (status)"""
_ON_CLOCKS = """
    SELECT s.status, count(*) AS number FROM subscriptions s
    WHERE s.tenant = $1 AND s.test_clock IS NOT NULL AND s.status = ANY($2) GROUP BY s.status"""


async def by_status(reader: Reader, statuses: Sequence[str]) -> dict[str, Count]:
    """How many subscriptions have each status; none on test clocks.

    Those on clocks have an index of their own and are taken off: then the index of all need not ask each row.
    """
    found = await reader.fetch(_ON_CLOCKS, reader.tenant.id, list(statuses)) if not reader.tenant.livemode else []
    on_clocks = {row["status"]: row["number"] for row in found}
    rows = await reader.fetch(_BY_STATUS, reader.tenant.id, list(statuses), max(on_clocks.values(), default=0))
    return {row["status"]: _count(row["number"] - on_clocks.get(row["status"], 0)) for row in rows}


_OF_PRICES = f"""
    SELECT w.price, (SELECT count(*) FROM (
        SELECT 1 FROM subscription_items t, LATERAL (SELECT 1 FROM subscriptions s
            WHERE s.tenant = t.tenant AND s.id = t.subscription AND s.status <> ALL($3) AND s.test_clock IS NULL
            OFFSET 0) s
        WHERE t.tenant = $1 AND t.price = w.price AND t.deleted_at IS NULL
        ORDER BY t.subscription USING ~>~ LIMIT {COUNTED_MAX + 1}) r) AS number
    FROM unnest($2::text[]) AS w (price)"""


async def of_prices(reader: Reader, prices: Sequence[str]) -> Mapping[str, Count]:
    """How many subscriptions that have not ended use each price; none on test clocks."""
    rows = await reader.fetch(_OF_PRICES, reader.tenant.id, list(prices), list(ENDED))
    return {row["price"]: _count(row["number"]) for row in rows}


def _count(number: int) -> Count:
    return Count(min(number, COUNTED_MAX), number > COUNTED_MAX)
