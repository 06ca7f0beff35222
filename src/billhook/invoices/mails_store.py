"""Every statement on the mails that invoices asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from billhook.db.rows import decoding
from billhook.db.tx import Reader, Tx
from billhook.invoices.rules.letters import Said

_LAST = "~"  # above every id
# The mails of so many invoices of one customer are looked at.
_INVOICES_MAX = 100


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as stored.

    `kind` is what it tells of (`rules/letters.py`), `about` the object of that if there is one, and `said` what it
    tells of it, None for the invoice itself.
    """

    id: str
    created: int
    invoice: str
    recipient: str
    says_paid: bool
    status: str
    attempts: int
    kind: str
    about: str | None
    said: Said | None


async def insert(tx: Tx, mail_id: str, invoice: str, recipient: str, *, says_paid: bool) -> None:
    """Write down that a mail of the invoice itself is wanted, due at once."""
    await tx.write_later(
        mail_id,
        "INSERT INTO invoice_mails (tenant, id, created, invoice, recipient, says_paid, next_attempt_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $3)",
        tx.tenant.id, mail_id, tx.now, invoice, recipient, says_paid,
    )  # fmt: skip


async def insert_letter(
    tx: Tx, mail_id: str, invoice: str, recipient: str, kind: str, about: str | None, said: Said
) -> None:
    """Write down that a mail about something that happened to an invoice is wanted, due at once."""
    await tx.write_later(
        mail_id,
        "INSERT INTO invoice_mails "
        "(tenant, id, created, invoice, recipient, says_paid, next_attempt_at, kind, about, said) "
        "VALUES ($1, $2, $3, $4, $5, FALSE, $3, $6, $7, $8)",
        tx.tenant.id, mail_id, tx.now, invoice, recipient, kind, about, said,
    )  # fmt: skip


async def lock_due(tx: Tx, mail_id: str) -> Mail | None:
    """A mail whose moment has come and that no other worker holds."""
    row = await tx.fetchrow(
        f"SELECT {', '.join(_COLUMNS)} FROM invoice_mails "
        "WHERE tenant = $1 AND id = $2 AND next_attempt_at <= $3 FOR UPDATE SKIP LOCKED",
        tx.tenant.id, mail_id, tx.now,
    )  # fmt: skip
    return Mail(*_values(row)) if row is not None else None


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


@dataclass(frozen=True, slots=True)
class AskedMail(Mail):
    """A mail as people look at it: what became of it, and when. `settled_at` is None while it is on its way."""

    settled_at: int | None
    outcome: str | None


_COLUMNS = tuple(Mail.__dataclass_fields__)
_ASKED_COLUMNS = tuple(AskedMail.__dataclass_fields__)
_ASKED = f"SELECT {', '.join('m.' + name for name in _ASKED_COLUMNS)} FROM invoice_mails m"
_values = decoding(_ASKED_COLUMNS, {"said": Said.from_stored})


def _asked(rows: Sequence[Any]) -> list[AskedMail]:
    return [AskedMail(*_values(row)) for row in rows]


async def of_invoice(reader: Reader, invoice: str) -> list[AskedMail]:
    """The mails of an invoice, newest first."""
    rows = await reader.fetch(
        f"{_ASKED} WHERE m.tenant = $1 AND m.invoice = $2 ORDER BY m.id DESC", reader.tenant.id, invoice
    )
    return _asked(rows)


async def about(reader: Reader, invoice: str, object_id: str) -> list[AskedMail]:
    """The mails of an invoice about one object, newest first."""
    rows = await reader.fetch(
        f"{_ASKED} WHERE m.tenant = $1 AND m.invoice = $2 AND m.about = $3 ORDER BY m.id DESC",
        reader.tenant.id, invoice, object_id,
    )  # fmt: skip
    return _asked(rows)


async def first_of_invoice(reader: Reader, invoice: str) -> str | None:
    """The id of the first mail of an invoice."""
    found: str | None = await reader.fetchval(
        "SELECT m.id FROM invoice_mails m WHERE m.tenant = $1 AND m.invoice = $2 ORDER BY m.id LIMIT 1",
        reader.tenant.id, invoice,
    )  # fmt: skip
    return found


async def of_customer(reader: Reader, customer: str, *, limit: int) -> list[AskedMail]:
    """The newest mails of a customer's newest invoices."""
    rows = await reader.fetch(
        f"{_ASKED} WHERE m.tenant = $1 AND m.invoice = ANY(ARRAY(SELECT i.id FROM invoices i WHERE i.tenant = $1 "
        f"AND i.customer = $2 ORDER BY i.id USING ~>~ LIMIT {_INVOICES_MAX})) ORDER BY m.id DESC LIMIT $3",
        reader.tenant.id, customer, limit,
    )  # fmt: skip
    return _asked(rows)


async def find_asked(reader: Reader, mail_id: str) -> AskedMail | None:
    """A mail by its id."""
    row = await reader.fetchrow(f"{_ASKED} WHERE m.tenant = $1 AND m.id = $2", reader.tenant.id, mail_id)
    return AskedMail(*_values(row)) if row is not None else None


async def newest(reader: Reader, *, limit: int, before: str | None = None) -> list[AskedMail]:
    """The newest mails, or those that came before another."""
    rows = await reader.fetch(
        f"{_ASKED} WHERE m.tenant = $1 AND m.id < $2 ORDER BY m.id DESC LIMIT $3",
        reader.tenant.id, before or _LAST, limit,
    )  # fmt: skip
    return _asked(rows)


async def after(reader: Reader, mail_id: str, *, limit: int) -> list[AskedMail]:
    """The mails that came next after another, newest first."""
    rows = await reader.fetch(
        f"{_ASKED} WHERE m.tenant = $1 AND m.id > $2 ORDER BY m.id LIMIT $3", reader.tenant.id, mail_id, limit
    )
    return _asked(rows[::-1])
