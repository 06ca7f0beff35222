"""Every statement on the papers that left by mail.

A paper is written with the commit that hands its mail over, so that a crash loses nothing of what left. With the commit
that settles the mail it is kept or goes. Kept is the first paper of each document that certainly left, and each before
it that may have left. Nothing changes a paper that is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from billhook.db.tx import Reader, Tx
from billhook.invoices.sequences_store import Connection


@dataclass(frozen=True, slots=True)
class PaperToSend:
    """The PDF of a document as a mail brings it: `about` is the id of the invoice, credit note, charge or refund.

    A statement of account has no id. Its customer, its currency and its last day name it.
    """

    about: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A paper that is kept, without its content. `size` in bytes, not `is_certain` without an answer of the server.

    `invoice` is the charge or the refund, if the paper is of a payment that is for no invoice. It is the customer, if
    the paper is a statement of account.
    """

    invoice: str
    about: str
    mail: str
    name: str
    sha256: str
    sent_at: int
    is_certain: bool
    size: int


_COLUMNS = "p.invoice, p.about, p.mail, p.name, p.sha256, p.sent_at, p.is_certain, octet_length(p.content)"


async def hand_over(tx: Tx, invoice: str, mail: str, paper: PaperToSend) -> None:
    """Write down a paper that is about to leave, unless one of its document is known to have left."""
    await tx.execute(
        "INSERT INTO sent_papers AS p (tenant, invoice, about, mail, name, sha256, content) "
        "SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS (SELECT FROM sent_papers s "
        "WHERE s.tenant = $1 AND s.invoice = $2 AND s.about = $3 AND s.is_certain) "
        "ON CONFLICT (tenant, invoice, about, mail) DO UPDATE "
        "SET name = excluded.name, sha256 = excluded.sha256, content = excluded.content WHERE p.sent_at IS NULL",
        tx.tenant.id, invoice, paper.about, mail, paper.name, sha256(paper.content).hexdigest(), paper.content,
    )  # fmt: skip


async def keep(tx: Tx, invoice: str, mail: str, *, is_certain: bool) -> None:
    """Keep the papers of a mail that left, or may have; those of documents that are known to have left before go."""
    rows = await tx.fetch(
        "SELECT about, mail, is_certain FROM sent_papers WHERE tenant = $1 AND invoice = $2 "
        "ORDER BY about, mail FOR UPDATE",
        tx.tenant.id, invoice,
    )  # fmt: skip
    if not any(row["mail"] == mail for row in rows):
        return
    await tx.execute(
        "UPDATE sent_papers SET sent_at = $4, is_certain = $5 "
        "WHERE tenant = $1 AND invoice = $2 AND mail = $3 AND sent_at IS NULL AND NOT about = ANY($6)",
        tx.tenant.id, invoice, mail, tx.now, is_certain, [row["about"] for row in rows if row["is_certain"]],
    )  # fmt: skip
    await drop(tx, invoice, mail)


async def drop(tx: Tx, invoice: str, mail: str) -> None:
    """Forget the papers of a mail that never left."""
    await tx.execute(
        "DELETE FROM sent_papers WHERE tenant = $1 AND invoice = $2 AND mail = $3 AND sent_at IS NULL",
        tx.tenant.id, invoice, mail,
    )  # fmt: skip


async def of_invoice(reader: Reader, invoice: str) -> list[SentPaper]:
    """The papers that are kept of an invoice, its credit notes and its receipts, the oldest first."""
    rows = await reader.fetch(
        f"SELECT {_COLUMNS} FROM sent_papers p WHERE p.tenant = $1 AND p.invoice = $2 AND p.sent_at IS NOT NULL "
        "ORDER BY p.sent_at, p.mail, p.about",
        reader.tenant.id, invoice,
    )  # fmt: skip
    return [SentPaper(*row) for row in rows]


async def find(reader: Reader, invoice: str, about: str, mail: str) -> tuple[SentPaper, bytes] | None:
    """A paper that is kept, with its content."""
    row = await reader.fetchrow(
        f"SELECT {_COLUMNS}, p.content FROM sent_papers p WHERE p.tenant = $1 AND p.invoice = $2 AND p.about = $3 "
        "AND p.mail = $4 AND p.sent_at IS NOT NULL",
        reader.tenant.id, invoice, about, mail,
    )  # fmt: skip
    return (SentPaper(*[*row][:-1]), row["content"]) if row is not None else None


async def after(reader: Reader, last: SentPaper | None, *, limit: int) -> Sequence[SentPaper]:
    """The papers that are kept of all invoices, by their keys, from behind `last` on."""
    key = (last.invoice, last.about, last.mail) if last is not None else ("", "", "")
    rows = await reader.fetch(
        f"SELECT {_COLUMNS} FROM sent_papers p WHERE p.tenant = $1 AND (p.invoice, p.about, p.mail) > ($2, $3, $4) "
        "AND p.sent_at IS NOT NULL ORDER BY p.invoice, p.about, p.mail LIMIT $5",
        reader.tenant.id, *key, limit,
    )  # fmt: skip
    return [SentPaper(*row) for row in rows]


SAMPLE = 100
"""So many papers of the oldest invoices, and of the newest, are proven at once."""


async def prove(conn: Connection, tenant: int) -> tuple[int, list[SentPaper]]:
    """Read a sample of the papers that are kept: how many, and those of which content and SHA-256 disagree."""
    statement = f"SELECT {_COLUMNS}, encode(sha256(p.content), 'hex') = p.sha256 AS agrees FROM sent_papers p "
    where = "WHERE p.tenant = $1 AND p.sent_at IS NOT NULL ORDER BY p.invoice {0}, p.about {0}, p.mail {0} LIMIT $2"
    found: dict[tuple[str, str, str], tuple[SentPaper, bool]] = {}
    for order in ("ASC", "DESC"):
        for row in await conn.fetch(statement + where.format(order), tenant, SAMPLE):
            paper = SentPaper(*[*row][:-1])
            found[paper.invoice, paper.about, paper.mail] = (paper, row["agrees"])
    return len(found), [paper for paper, agrees in found.values() if not agrees]
