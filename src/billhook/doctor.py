"""`billhook doctor`: what is wrong with an installation, in plain sentences. It changes nothing."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from billhook.account_settings.settings import faults, from_stored, missing_of_issuer
from billhook.accounts import store
from billhook.credit_notes import store as credit_notes
from billhook.db import newest
from billhook.db.migrate import insist_on_our_schema
from billhook.db.pool import open_pool
from billhook.db.reach import place
from billhook.db.unusable import DatabaseUnusable
from billhook.documents.fonts import SAMPLES, families_for
from billhook.documents.typesetter import can_draw
from billhook.invoices import proof_store, sent_papers_store
from billhook.invoices.objects import OtherNumbers, SequenceProof
from billhook.invoices.rules.numbering import CREDIT_NOTES, SETTING_OF
from billhook.kernel.clock import wall_micros
from billhook.kernel.replacing import replace
from billhook.mail.signing import signer_of
from billhook.mail.transport import MailDeferred, MailRefused, SmtpTransport
from billhook.settings import Settings

# Other machines on the same database may be so far ahead without harm.
_AHEAD_MAX_SECONDS = 5
_OTHERS_NAMED = 3


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


async def examine_numbers(dsn: str) -> AsyncIterator[Finding]:
    """Whether a number of an invoice or credit note is missing, in each mode; nothing if the schema is not ours."""
    async for mode, conn, tenant in _modes(dsn):
        proofs = [
            *await proof_store.proof_of_invoices(conn, tenant),
            *await credit_notes.proof_of_numbers(conn, tenant),
        ]
        for finding in proved(proofs):
            yield replace(finding, sentence=f"{mode}: {finding.sentence}")
        if others := await proof_store.other_invoices(conn, tenant):
            yield fine(f"{mode}: {_others(others)}")


async def examine_papers(dsn: str) -> AsyncIterator[Finding]:
    """Whether papers that were kept as they were sent are what they were; nothing if the schema is not ours."""
    async for mode, conn, tenant in _modes(dsn):
        examined, damaged = await sent_papers_store.prove(conn, tenant)
        for paper in damaged[:_OTHERS_NAMED]:
            yield wrong(
                f"{mode}: the PDF {paper.name} as sent by mail {paper.mail} is no longer that of its SHA-256. "
                "Restore it from a backup."
            )
        if more := damaged[_OTHERS_NAMED:]:
            yield wrong(f"{mode}: {len(more)} more PDFs as sent are no longer those of their SHA-256.")
        if examined and not damaged:
            yield fine(f"{mode}: a sample of {examined} PDFs as sent agrees with their SHA-256.")


async def _modes(dsn: str) -> AsyncIterator[tuple[str, Any, int]]:
    """Each mode of the account in words, with a connection and the number of its tenant."""
    try:
        await insist_on_our_schema(dsn)
    except DatabaseUnusable:
        return
    async with await open_pool(dsn, size=1) as pool, pool.acquire() as conn:
        account = await store.first_account(conn)
        for livemode in (False, True) if account is not None else ():
            tenant = await store.tenant_of(conn, str(account), livemode)
            if tenant is not None:
                yield "Live mode" if livemode else "Test mode", conn, tenant.id


def proved(proofs: Sequence[SequenceProof]) -> Iterator[Finding]:
    """A sentence for each sequence of the account and for each with a gap, and one for all other sequences."""
    named = [one for one in proofs if one.missing or one.scheme in SETTING_OF]
    for one in named:
        heads = " or ".join(head or "(digits alone)" for head in one.heads)
        first = ", ".join(str(number) for number in one.first_missing)
        more = f" and {one.missing - len(one.first_missing)} more" if one.missing > len(one.first_missing) else ""
        if one.missing:
            yield wrong(f"of the numbers {heads} these are missing: {first}{more}.")
        else:
            yield fine(f"of the {one.given} numbers {heads} from {one.low} to {one.high} none is missing.")
    totals = {one.scheme == CREDIT_NOTES: (one.in_all, one.with_gaps) for one in proofs}
    rest = sum(in_all for in_all, _ in totals.values()) - len(named)
    gaps = sum(with_gaps for _, with_gaps in totals.values()) - sum(1 for one in named if one.missing)
    if gaps:
        yield wrong(f"numbers are missing in {gaps} sequences more.")
    elif rest:
        yield fine(f"in {rest} {'sequence' if rest == 1 else 'sequences'} more no number is missing.")


def _others(others: Sequence[OtherNumbers]) -> str:
    """Numbers that callers chose. No sequence gave them, so their gaps prove nothing."""
    told = [
        f"{one.head or '(digits alone)'} ({one.given}, from {one.low} to {one.high}, {one.missing} missing between)"
        if one.low is not None
        else one.head
        for one in others[:_OTHERS_NAMED]
    ]
    more = others[0].in_all - len(told)
    return (
        f"{others[0].given_in_all} numbers were chosen by a caller, or given in an earlier scheme: {', '.join(told)}"
        f"{f' and {more} schemes more' if more > 0 else ''}."
    )


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


def examine_signing(settings: Settings) -> Iterator[Finding]:
    """How mails are signed, and the record that the DNS needs for it. The DNS itself is not asked."""
    signer = signer_of(settings)
    if signer is None:
        yield fine("Mails are not signed here (BILLHOOK_DKIM_DOMAIN is not set). The mail server may sign them.")
        return
    sender = parseaddr(settings.mail_from)[1].rpartition("@")[2].lower()
    if not _aligned(sender, signer.domain):
        yield wrong(
            f"mails are signed for {signer.domain}, but BILLHOOK_MAIL_FROM is at {sender}. Receivers count a signature "
            "only if it is of the sender's own domain (DMARC)."
        )
    yield fine(
        f"Mails are signed. Publish this TXT record in the DNS, in pieces of at most 255 characters: "
        f"{signer.record_name} {signer.record}"
    )


def _aligned(one: str, other: str) -> bool:
    """Whether two domains are the same, or one is below the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _span(seconds: int) -> str:
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"
