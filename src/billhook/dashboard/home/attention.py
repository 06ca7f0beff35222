"""What waits for somebody, worst first. Only what is there is told; nothing is counted further than it is told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from billhook.customers import movements_store
from billhook.dashboard.visiting import Visit
from billhook.db import calls_look
from billhook.invoices import counting_store
from billhook.invoices.counting_store import COUNTED_MAX, Count
from billhook.kernel.clock import wall_now
from billhook.payments import store as payments
from billhook.people.actions.authenticator import leans_on_password
from billhook.processor_accounts import store as processor_accounts
from billhook.processors.known import CONNECTABLE
from billhook.webhooks import deliveries_store
from billhook.webhooks import store as endpoints

_WEEK_SECONDS, _DAY_SECONDS, _HOUR_SECONDS = 7 * 86_400, 86_400, 3_600


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits: a sentence, and where it leads. `is_bad`: something is late or went wrong."""

    words: str
    address: str
    is_bad: bool = True


async def attention(visit: Visit) -> list[Matter]:
    """Everything that waits in this mode."""
    return [matter async for matter in _matters(visit)]


async def _matters(visit: Visit) -> AsyncIterator[Matter]:
    now = visit.formats.now
    async with visit.reader() as reader:
        past_due = await counting_store.past_due(reader)
        failed = await payments.charges_failed_since(reader, now - _WEEK_SECONDS, limit=COUNTED_MAX + 1)
        overpaid = await movements_store.overpaid_since(reader, now - _WEEK_SECONDS, limit=COUNTED_MAX + 1)
        silent = await calls_look.silent_before(reader, wall_now() - _HOUR_SECONDS, limit=COUNTED_MAX + 1)
        connected = await processor_accounts.all_of(reader)
        mails = await counting_store.mails_gone_wrong(reader, since=now - _WEEK_SECONDS)
        finalizing = await counting_store.finalizing_before(reader, now + _DAY_SECONDS)
        listening = await endpoints.all_of(reader)
        deliveries = await deliveries_store.counts(reader, [e.id for e in listening], limit=COUNTED_MAX)
    if past_due.number:
        yield Matter(f"{_told(past_due, visit, 'invoice is', 'invoices are')} past due",
                     visit.to("/invoices", status="past_due"))  # fmt: skip
    if failed:
        count = Count(min(failed, COUNTED_MAX), failed > COUNTED_MAX)
        yield Matter(f"{_told(count, visit, 'charge', 'charges')} failed in the last 7 days", visit.to("/payments"))
    if overpaid:
        count = Count(min(overpaid, COUNTED_MAX), overpaid > COUNTED_MAX)
        told = _told(count, visit, "payment was more than its invoice", "payments were more than their invoices")
        yield Matter(f"{told} in the last 7 days: the rest is credit of the customer", visit.to("/payments"))
    if silent:
        count = Count(min(silent, COUNTED_MAX), silent > COUNTED_MAX)
        told = _told(count, visit, "call to a processor has", "calls to a processor have")
        yield Matter(f"{told} had no answer for more than an hour", visit.to("/calls", silent=1))
    for account in connected:
        label = CONNECTABLE[account.processor].label if account.processor in CONNECTABLE else account.processor
        if account.problem is not None:
            yield Matter(f"The key of {label} does not work", visit.to("/settings/processor"))
        if account.has_failing_news:
            told = f"News of {label} come with a signature that does not fit"
            yield Matter(told, visit.to("/settings/processor"))
    if mails.number:
        yield Matter(f"{_told(mails, visit, 'e-mail', 'e-mails')} went wrong in the last 7 days",
                     visit.to("/developers/outbox"))  # fmt: skip
    undelivered = sum(number for (_, status), number in deliveries.items() if status == "failed")
    if undelivered:
        count = Count(min(undelivered, COUNTED_MAX), undelivered > COUNTED_MAX)
        yield Matter(f"{_told(count, visit, 'webhook', 'webhooks')} could not be delivered",
                     visit.to("/developers/webhooks"))  # fmt: skip
    given_up = sum(endpoint.given_up_at is not None for endpoint in listening)
    if given_up:
        told = _told(Count(given_up, False), visit, "webhook endpoint was", "webhook endpoints were")
        yield Matter(f"{told} disabled after failing for days", visit.to("/developers/webhooks"))
    if visit.tenant.livemode and not visit.tenant.settings.business_line1:
        yield Matter("Your address is missing: invoices have to carry it", visit.to("/settings/business"))
    if visit.tenant.livemode and await leans_on_password(visit.parts.desk, visit.person):
        yield Matter("Your password alone lets you in: set up an authenticator app", "/dashboard/me", is_bad=False)
    if finalizing.number:
        words = f"{_told(finalizing, visit, 'draft', 'drafts')} will be finalized within 24 hours"
        yield Matter(words, visit.to("/invoices", status="draft"), is_bad=False)


def _told(count: Count, visit: Visit, one: str, many: str) -> str:
    number = visit.formats.number(count.number) + ("+" if count.is_more else "")
    return f"{number} {one if count.number == 1 and not count.is_more else many}"
