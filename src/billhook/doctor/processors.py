"""Accounts at processors: whether their keys open, whether the processors take them, and whether news come in."""

from collections.abc import AsyncIterator

from billhook.doctor.findings import Finding, fine, late, span, wrong
from billhook.doctor.looking import Place, connected, looking, places, reader_of
from billhook.kernel.clock import wall_now
from billhook.processor_accounts import store
from billhook.processor_accounts.actions.connect import may_reach
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import SecretsLocked, safe_of
from billhook.processors.connecting import KeyUnusable
from billhook.processors.interface import ProcessorSilent
from billhook.processors.known import CONNECTABLE
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
    there = CONNECTABLE[account.processor]
    base = there.base_of(settings)
    try:
        key = opened_key(safe_of(settings), place.tenant, account)
        there.insist_on_mode(key, live=place.tenant.livemode, base=base)
    except (SecretsLocked, KeyUnusable) as error:
        return wrong(f"{place.words}: the key of {there.label} cannot be used: {error}.")
    try:
        await there.insist_on_rights(key, base=base, seconds=_SECONDS)
    except KeyUnusable as error:
        return wrong(f"{place.words}: {error}. Connect {there.label} with another key.")
    except ProcessorSilent as silence:
        return late(f"{place.words}: {there.label} does not answer as it should: {silence}.")
    comes = account.news_secret is not None if there.signs_news else may_reach(place.tenant, base)
    heard = _heard(account, wall_now(), comes=comes)
    return fine(f"{place.words}: the key of {there.label} (…{account.ending}) is valid, and {heard}.")


def _heard(account: ProcessorAccount, now: int, *, comes: bool) -> str:
    if not comes:
        return "no news come in, so payments are looked at once an hour"
    return (
        "no news came yet"
        if account.last_news_at is None
        else f"the last news came {span(now - account.last_news_at)} ago"
    )
