"""Accounts at processors: whether their keys open, whether Stripe takes them, and whether news come in."""

from collections.abc import AsyncIterator

from billhook.doctor.findings import Finding, fine, late, span, wrong
from billhook.doctor.looking import Place, connected, looking, places, reader_of
from billhook.kernel.clock import wall_now
from billhook.processor_accounts import store
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import SecretsLocked, safe_of
from billhook.processors.interface import ProcessorSilent
from billhook.processors.stripe.checking import KeyUnusable, insist_on_mode, insist_on_rights
from billhook.processors.stripe.client import StripeClient
from billhook.settings import Settings

# One request of several; an answer that takes longer is no good sign.
_SECONDS = 10.0


async def examine_processors(settings: Settings, dsn: str) -> AsyncIterator[Finding]:
    """Each account that is connected: its key is tried by requests that change nothing."""
    async with connected(dsn) as conn:
        if conn is None:
            return
        async with looking(conn):
            found = [
                (place, account)
                for place in await places(conn)
                for account in await store.all_of(reader_of(conn, place))
            ]
    if not found:
        yield fine("No account at a processor is connected.")
    for place, account in found:
        yield await _tried(settings, place, account)


async def _tried(settings: Settings, place: Place, account: ProcessorAccount) -> Finding:
    try:
        key = opened_key(safe_of(settings), place.tenant, account)
        insist_on_mode(key, live=place.tenant.livemode, base=settings.stripe_api_base)
    except (SecretsLocked, KeyUnusable) as error:
        return wrong(f"{place.words}: the key of Stripe cannot be used: {error}.")
    client = StripeClient(key, base=settings.stripe_api_base, seconds=_SECONDS)
    try:
        await insist_on_rights(client)
    except KeyUnusable as error:
        return wrong(f"{place.words}: {error}. Connect Stripe with another key.")
    except ProcessorSilent as silence:
        return late(f"{place.words}: Stripe does not answer as it should: {silence}.")
    finally:
        await client.close()
    return fine(f"{place.words}: the key of Stripe (…{account.ending}) is valid, and {_heard(account, wall_now())}.")


def _heard(account: ProcessorAccount, now: int) -> str:
    if account.news_secret is None:
        return "no news come in, so payments are looked at once an hour"
    return (
        "no news came yet"
        if account.last_news_at is None
        else f"the last news came {span(now - account.last_news_at)} ago"
    )
