"""All examinations, in the order in which the doctor tells of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial

import asyncpg

from billhook.doctor.claims import examine_claims
from billhook.doctor.evidence import examine_numbers, examine_papers
from billhook.doctor.findings import Finding, late
from billhook.doctor.glyphs import examine_glyphs
from billhook.doctor.incoming import examine_mailbox
from billhook.doctor.installation import examine_database, examine_fonts
from billhook.doctor.lateness import examine_late, examine_queue
from billhook.doctor.looking import GIVEN_UP, PATIENCE_SECONDS
from billhook.doctor.outgoing import examine_mail, examine_signing
from billhook.doctor.processors import examine_processors
from billhook.doctor.proofs import examine_customers, examine_figures, examine_invoices, examine_ledger
from billhook.settings import Settings

Examination = tuple[str, Callable[[str], AsyncIterator[Finding]]]

LOOKS: Sequence[Examination] = (
    ("database", examine_database),
    ("late", examine_late),
    ("queue", examine_queue),
)
"""What the database is asked, by the name of the examination."""

PROOFS: Sequence[Examination] = (
    ("claims", examine_claims),
    ("numbers", examine_numbers),
    ("papers", examine_papers),
    ("invoices", examine_invoices),
    ("ledger", examine_ledger),
    ("customers", examine_customers),
    ("figures", examine_figures),
    ("glyphs", examine_glyphs),
)
"""What takes longer in a large database, and is left out if it has to go quickly."""


def examine(dsn: str, settings: Settings, *, quick: bool) -> list[Finding]:
    """Everything that the database tells."""
    mailbox: Examination = ("mailbox", partial(examine_mailbox, settings))
    processors: Examination = ("processors", partial(examine_processors, settings))
    return asyncio.run(_all(dsn, (*LOOKS, mailbox, processors, *(() if quick else PROOFS))))


def examine_rest(settings: Settings) -> list[Finding]:
    """Everything that needs no database."""
    mails = [finding.of("mail") for finding in asyncio.run(_listed(examine_mail(settings)))]
    return [
        *mails,
        *(finding.of("signing") for finding in examine_signing(settings)),
        examine_fonts().of("fonts"),
    ]


async def _all(dsn: str, examinations: Sequence[Examination]) -> list[Finding]:
    return [finding.of(name) for name, look in examinations for finding in await _told(name, look(dsn))]


async def _told(name: str, findings: AsyncIterator[Finding]) -> list[Finding]:
    """What an examination finds until it takes too long."""
    told: list[Finding] = []
    try:
        async for finding in findings:
            told.append(finding)
    except asyncpg.QueryCanceledError:
        told.append(late(f"The examination `{name}` took longer than {PATIENCE_SECONDS} seconds. {GIVEN_UP}"))
    return told


async def _listed(findings: AsyncIterator[Finding]) -> list[Finding]:
    return [finding async for finding in findings]
