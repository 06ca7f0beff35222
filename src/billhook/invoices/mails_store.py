"""Every statement on the mails that invoices asked for."""

from dataclasses import dataclass

from billhook.db.tx import Tx


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as stored."""

    id: str
    created: int
    invoice: str
    recipient: str
    says_paid: bool
    status: str
    attempts: int


async def insert(tx: Tx, mail_id: str, invoice: str, recipient: str, *, says_paid: bool) -> None:
    """Write down that a mail is wanted, due at once."""
    await tx.write_later(
        mail_id,
        "INSERT INTO invoice_mails (tenant, id, created, invoice, recipient, says_paid, next_attempt_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $3)",
        tx.tenant.id, mail_id, tx.now, invoice, recipient, says_paid,
    )  # fmt: skip


async def lock_due(tx: Tx, mail_id: str) -> Mail | None:
    """A mail whose moment has come and that no other worker holds."""
    row = await tx.fetchrow(
        "SELECT id, created, invoice, recipient, says_paid, status, attempts FROM invoice_mails "
        "WHERE tenant = $1 AND id = $2 AND next_attempt_at <= $3 FOR UPDATE SKIP LOCKED",
        tx.tenant.id, mail_id, tx.now,
    )  # fmt: skip
    return Mail(*row) if row is not None else None


async def hand_over(tx: Tx, mail_id: str, until: int) -> None:
    """Commit to sending now; until `until` nobody else looks at the mail."""
    await tx.execute(
        "UPDATE invoice_mails SET status = 'sending', attempts = attempts + 1, next_attempt_at = $3 "
        "WHERE tenant = $1 AND id = $2",
        tx.tenant.id, mail_id, until,
    )  # fmt: skip


async def finish(tx: Tx, mail_id: str, status: str, outcome: str, *, next_attempt_at: int | None = None) -> None:
    """Write down what came of it: `sent`, `failed`, `unknown`, or `queued` again for another moment."""
    await tx.execute(
        "UPDATE invoice_mails SET status = $3, outcome = $4, next_attempt_at = $5, "
        "settled_at = CASE WHEN $3 = 'queued' THEN NULL ELSE $6::bigint END WHERE tenant = $1 AND id = $2",
        tx.tenant.id, mail_id, status, outcome[:500], next_attempt_at, tx.now,
    )  # fmt: skip
