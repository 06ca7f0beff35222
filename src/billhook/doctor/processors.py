"""Accounts at processors: whether their keys open, whether the processors take them, and whether news come in."""

from collections.abc import AsyncIterator

from billhook.doctor.findings import Finding, fine, late, span, wrong
from billhook.doctor.looking import Place, connected, looking, places, reader_of
from billhook.kernel.clock import wall_now
from billhook.processor_accounts import store
from billhook.processor_accounts.actions.connect import has_news
from billhook.processor_accounts.actions.try_key import try_key
from billhook.processor_accounts.facts import opened_key
from billhook.processor_accounts.objects import ProcessorAccount
from billhook.processor_accounts.sealing import SecretsLocked, safe_of
from billhook.processors.known import CONNECTABLE
from billhook.settings import Settings


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
    there = CONNECTABLE.get(account.processor)
    if there is None:
        return _opened(settings, place, account)
    tried = await try_key(settings, place.tenant, there, account)
    if tried.problem is not None:
        return (late if tried.is_silent else wrong)(f"{place.words}: {tried.problem}.")
    comes = has_news(place.tenant, there, account, there.base_of(settings))
    heard = _heard(account, wall_now(), comes=comes)
    return fine(f"{place.words}: the key of {there.label} (…{account.ending}) is valid, and {heard}.")


def _opened(settings: Settings, place: Place, account: ProcessorAccount) -> Finding:
    """SEPA files: nobody is asked, so the key alone is tried."""
    try:
        opened_key(safe_of(settings), place.tenant, account)
    except SecretsLocked as error:
        return wrong(f"{place.words}: no SEPA file can be written: {error}.")
    return fine(f"{place.words}: debits go to the bank as SEPA files, for the account …{account.ending}.")


def _heard(account: ProcessorAccount, now: int, *, comes: bool) -> str:
    if not comes and account.next_look_at is None:
        return "no news come in, so payments are looked at once an hour"
    if not comes:
        last = "" if account.last_news_at is None else f"; the last are of {span(now - account.last_news_at)} ago"
        return f"no news come in, so they are asked for{last}"
    return (
        "no news came yet"
        if account.last_news_at is None
        else f"the last news came {span(now - account.last_news_at)} ago"
    )
