"""The installation: the database, its schema, the clock, the settings of each account, and fonts."""

from collections.abc import AsyncIterator, Iterator, Mapping

from billhook.account_settings.settings import SettingValue, faults, from_stored, missing_of_issuer
from billhook.accounts import store
from billhook.db import newest
from billhook.db.migrate import insist_on_our_schema
from billhook.db.reach import place
from billhook.db.unusable import DatabaseUnusable
from billhook.doctor.findings import Finding, fine, span, wrong
from billhook.doctor.looking import connected, looking
from billhook.documents.fonts import SAMPLES, families_for
from billhook.documents.typesetter import can_draw
from billhook.kernel.clock import wall_micros

# Other machines on the same database may be so far ahead without harm.
_AHEAD_MAX_SECONDS = 5


async def examine_database(dsn: str) -> AsyncIterator[Finding]:
    """Whether the database answers, its schema, the clock and the account's settings, as far as one can look."""
    try:
        await insist_on_our_schema(dsn)
    except DatabaseUnusable as error:
        yield wrong(f"{error}.")
        return
    yield fine(f"The database at {place(dsn)} answers, and its schema is that of this program.")
    async with connected(dsn) as conn, looking(conn):
        yield clock(await newest.moment(conn), wall_micros())
        accounts = await store.accounts(conn)
        stored = {account: await store.stored_values(conn, account) for account in accounts}
    for account, values in stored.items():
        for finding in settings_of_account(values, "the account" if len(stored) == 1 else account):
            yield finding


def settings_of_account(stored: Mapping[str, SettingValue], account: str) -> Iterator[Finding]:
    """Whether the stored settings of an account are valid, and what is still to be set."""
    found = faults(stored)
    for sentence in found:
        yield wrong(f"The setting {sentence}.")
    if found:
        return
    yield fine(f"The settings of {account} are valid.")
    settings = from_stored(stored)
    if missing := missing_of_issuer(settings):
        yield fine(
            f"Before the first live invoice, set {', '.join(missing)}: without them it does not say who issued it."
        )
    if not settings.business_email and not settings.business_phone:
        yield fine("Set business_email: without it no page names an address where payers can ask.")


def clock(newest_micros: int | None, now_micros: int) -> Finding:
    """Whether something was committed at a moment that this clock has not reached. Both in Unix microseconds."""
    ahead = ((newest_micros or 0) - now_micros) // 1_000_000
    if ahead <= _AHEAD_MAX_SECONDS:
        return fine("The clock is not behind what is committed.")
    return wrong(
        f"The newest object in the database was made {span(ahead)} ahead of this machine's clock: the clock has "
        "stepped back, or was ahead. Set it right. New ids go on after the newest one, so no list misses them."
    )


def examine_fonts() -> Finding:
    """Whether a PDF can show each script. A script without a font comes out as boxes."""
    missing = [script for script, text in SAMPLES.items() if not can_draw(text, families_for(text, "en"))]
    if not missing:
        return fine(f"PDFs can show {len(SAMPLES)} scripts, from Latin to Korean.")
    return fine(
        f"PDFs have no letters of {', '.join(missing)}. Point BILLHOOK_FONTS to a folder with fonts of them before you "
        "invoice customers who write so."
    )
