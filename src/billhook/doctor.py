"""`billhook doctor`: what is wrong with an installation, in plain sentences. It changes nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import parseaddr

from billhook.account_settings.settings import faults, from_stored, missing_of_issuer
from billhook.accounts import store
from billhook.db import newest
from billhook.db.migrate import insist_on_our_schema
from billhook.db.pool import open_pool
from billhook.db.reach import place
from billhook.db.unusable import DatabaseUnusable
from billhook.documents.fonts import SAMPLES, families_for
from billhook.documents.typesetter import can_draw
from billhook.kernel.clock import wall_micros
from billhook.mail.transport import MailDeferred, MailRefused, SmtpTransport
from billhook.settings import Settings

# Other machines on the same database may be so far ahead without harm.
_AHEAD_MAX_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and whether it tells of something wrong."""

    wrong: bool
    sentence: str


def fine(sentence: str) -> Finding:
    """All is well here."""
    return Finding(wrong=False, sentence=sentence)


def wrong(sentence: str) -> Finding:
    """Something has to be done about this."""
    return Finding(wrong=True, sentence=sentence)


async def examine_database(dsn: str) -> AsyncIterator[Finding]:
    """Whether the database answers, its schema, the clock and the account's settings, as far as one can look."""
    try:
        await insist_on_our_schema(dsn)
    except DatabaseUnusable as error:
        yield wrong(f"{error}.")
        return
    yield fine(f"The database at {place(dsn)} answers, and its schema is that of this program.")
    async with await open_pool(dsn, size=1) as pool, pool.acquire() as conn:
        yield clock(await newest.moment(conn), wall_micros())
        account = await store.first_account(conn)
        stored = await store.stored_values(conn, account) if account is not None else {}
    found = faults(stored)
    for sentence in found:
        yield wrong(f"The setting {sentence}.")
    if not found:
        yield fine("The settings of the account are valid.")
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
        f"The newest object in the database was made {_span(ahead)} ahead of this machine's clock: the clock has "
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


async def examine_mail(settings: Settings) -> AsyncIterator[Finding]:
    """Whether mails can leave. Connects to the mail server and logs in, but sends nothing."""
    name = "BILLHOOK_MAIL_FROM"
    sender = parseaddr(settings.mail_from)[1]
    if "@" not in sender:
        yield wrong(f"{name} has no mail address in it; write it like `Acme <billing@example.com>`.")
    if settings.smtp_url is None:
        yield fine(f"Mails are kept in {settings.data_dir / 'outbox'} and sent nowhere; BILLHOOK_SMTP_URL is not set.")
        return
    if sender.endswith("@localhost"):
        yield wrong(f"{name} is {sender}, and mail servers refuse a sender at localhost; name an address of yours.")
    transport = SmtpTransport(settings.smtp_url)
    try:
        await transport.check()
    except (MailDeferred, MailRefused) as error:
        yield wrong(f"The mail server of BILLHOOK_SMTP_URL does not let us in: {error}.")
    else:
        yield fine(f"The mail server {transport.host}:{transport.port} lets us in.")


def _span(seconds: int) -> str:
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"
