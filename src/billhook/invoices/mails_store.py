"""Every statement on the mails that invoices asked for, payments that are for no invoice, and accounts of customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from billhook.account_settings.mail_texts import OwnTexts
from billhook.customers.mail_copies_store import copies_sql
from billhook.db.rows import decoding
from billhook.db.tx import Reader, Tx
from billhook.invoices.rules.letters import INVOICE_ITSELF, Said
from billhook.invoices.rules.mailing import Settled
from billhook.kernel.email_list import distinct

# The mails of so many invoices of one customer are looked at.
_INVOICES_MAX = 100
_OUTCOME_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as stored.

    `kind` is what it tells of (`rules/letters.py`), `about` the object of that if there is one, and `said` what it
    tells of it, None for the invoice itself. `invoice` is None if it tells of a payment that is for no
    invoice, or of the account of a customer.

    `cc` and `bcc` were asked for besides the `recipient`; `copies` and `blind_copies` are those of them that are left
    if nobody gets the mail twice. The mail server took the mail for the addresses `taken`, and will not take it for
    those of `refused`: each has the reply behind a space. `own_texts` are the account's own subject and greeting, as
    they were when the mail was asked for.
    """

    id: str
    created: int
    invoice: str | None
    recipient: str
    says_paid: bool
    status: str
    attempts: int
    kind: str
    about: str | None
    said: Said | None
    cc: Sequence[str]
    bcc: Sequence[str]
    taken: Sequence[str]
    refused: Sequence[str]
    own_texts: OwnTexts | None

    @property
    def papers(self) -> str:
        """Under what its papers are kept: the invoice, or else the charge, the refund or the customer."""
        kept = self.invoice or self.about
        assert kept is not None
        return kept

    @property
    def copies(self) -> tuple[str, ...]:
        """Who gets a copy that everybody sees."""
        return distinct(self.cc, [self.recipient])

    @property
    def blind_copies(self) -> tuple[str, ...]:
        """Who gets a copy that nobody else sees."""
        return distinct(self.bcc, [self.recipient, *self.copies])

    @property
    def refusals(self) -> dict[str, str]:
        """The reply for each address that was refused."""
        return {address: reply for address, _, reply in (line.partition(" ") for line in self.refused)}

    @property
    def everybody(self) -> tuple[str, ...]:
        """Who gets it: the recipient, then those of the copies."""
        return (self.recipient, *self.copies, *self.blind_copies)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The addresses about which the mail server has not said its last word."""
        settled = {*self.taken, *self.refusals}
        return tuple(address for address in self.everybody if address not in settled)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets a mail of a customer: an address, copies, and blind copies.

    Without `cc` the copies are those that are kept beside the customer, if there is one.
    """

    customer: str | None
    to: str
    cc: Sequence[str] | None
    bcc: Sequence[str]


async def insert(
    tx: Tx,
    mail_id: str,
    invoice: str | None,
    recipients: Recipients,
    *,
    says_paid: bool = False,
    kind: str = INVOICE_ITSELF,
    about: str | None = None,
    said: Said | None = None,
) -> None:
    """Write down that a mail is wanted: of the invoice itself, or about something that happened to it.

    It is dated in the customer's time, and due at once by the wall: mail servers know no test clocks.
    """
    await tx.write_later(
        mail_id,
        "INSERT INTO invoice_mails "
        "(tenant, id, created, invoice, recipient, says_paid, next_attempt_at, kind, about, said, cc, bcc, own_texts) "
        "VALUES ($1, $2, $3, $4, $5, $6, $13, $7, $8, $9, "
        f"coalesce($10::text[], {copies_sql('$11')}, '{{}}'), $12, $14)",
        tx.tenant.id, mail_id, tx.now, invoice, recipients.to, says_paid, kind, about, said,
        list(recipients.cc) if recipients.cc is not None else None, recipients.customer, list(recipients.bcc),
        tx.wall_now, tx.tenant.settings.mail_texts_of(kind),
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


async def finish(tx: Tx, mail_id: str, status: str, outcome: str) -> None:
    """Write down what came of it: `sent`, `failed` or `unknown`."""
    await tx.execute(
        "UPDATE invoice_mails SET status = $3, outcome = $4, next_attempt_at = NULL, settled_at = $5 "
        "WHERE tenant = $1 AND id = $2",
        tx.tenant.id, mail_id, status, outcome[:_OUTCOME_LENGTH], tx.now,
    )  # fmt: skip


async def refuse(tx: Tx, mail_id: str, refused: Mapping[str, str]) -> None:
    """Write down for whom the mail is not even tried, with the reason for each; the others still wait."""
    await tx.execute(
        "UPDATE invoice_mails SET refused = $3 WHERE tenant = $1 AND id = $2",
        tx.tenant.id, mail_id, _lines(refused),
    )  # fmt: skip


def _lines(refused: Mapping[str, str]) -> list[str]:
    return [f"{address} {reply}" for address, reply in refused.items()]


async def answer(tx: Tx, mail_id: str, settled: Settled) -> None:
    """Write down what the mail server said: of the whole mail, and of each address."""
    await tx.execute(
        "UPDATE invoice_mails SET status = $3, outcome = $4, next_attempt_at = $5, taken = $6, refused = $7, "
        "settled_at = CASE WHEN $3 = 'queued' THEN NULL ELSE $8::bigint END WHERE tenant = $1 AND id = $2",
        tx.tenant.id, mail_id, settled.status, settled.outcome[:_OUTCOME_LENGTH], settled.next_attempt_at,
        list(settled.taken), _lines(settled.refused), tx.now,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedMail(Mail):
    """A mail as people look at it: what became of it, and when. `settled_at` is None while it is on its way.

    `news` is what was told since it left, None for nothing (`mail_returns/rules/notices.py`).
    """

    settled_at: int | None
    outcome: str | None
    news: str | None
    news_at: int | None
    news_words: str | None

    @property
    def state(self) -> str:
        """What is known of it last: one of `MAIL_STATES`."""
        return self.news or ("queued" if self.status == "sending" else self.status)


IS_OVER = (
    "o.next_attempt_at IS NULL AND (o.invoice IS NULL OR EXISTS (SELECT FROM invoices i WHERE i.tenant = o.tenant "
    "AND i.id = o.invoice AND i.status IN ('paid', 'void')))"
)
"""That a mail `o` is settled, and its invoice is paid or void, if it has one."""

_COLUMNS = tuple(Mail.__dataclass_fields__)
_ASKED_COLUMNS = tuple(AskedMail.__dataclass_fields__)
ASKED = f"SELECT {', '.join('m.' + name for name in _ASKED_COLUMNS)} FROM invoice_mails m"
_values = decoding(_ASKED_COLUMNS, {"said": Said.from_stored, "own_texts": OwnTexts.from_stored})


def asked(rows: Sequence[Any]) -> list[AskedMail]:
    """Mails from rows that `ASKED` gave."""
    return [AskedMail(*_values(row)) for row in rows]


async def of_invoice(reader: Reader, invoice: str) -> list[AskedMail]:
    """The mails of an invoice, newest first."""
    rows = await reader.fetch(
        f"{ASKED} WHERE m.tenant = $1 AND m.invoice = $2 ORDER BY m.id DESC", reader.tenant.id, invoice
    )
    return asked(rows)


async def about(reader: Reader, invoice: str, object_id: str) -> list[AskedMail]:
    """The mails of an invoice about one object, newest first."""
    rows = await reader.fetch(
        f"{ASKED} WHERE m.tenant = $1 AND m.invoice = $2 AND m.about = $3 ORDER BY m.id DESC",
        reader.tenant.id, invoice, object_id,
    )  # fmt: skip
    return asked(rows)


async def about_objects(reader: Reader, object_ids: Sequence[str]) -> list[AskedMail]:
    """The mails about charges and refunds, newest first."""
    rows = await reader.fetch(
        f"{ASKED} WHERE m.tenant = $1 AND m.about = ANY($2) ORDER BY m.id DESC", reader.tenant.id, list(object_ids)
    )
    return asked(rows)


async def first_of_invoice(reader: Reader, invoice: str) -> str | None:
    """The id of the first mail of an invoice."""
    found: str | None = await reader.fetchval(
        "SELECT m.id FROM invoice_mails m WHERE m.tenant = $1 AND m.invoice = $2 ORDER BY m.id LIMIT 1",
        reader.tenant.id, invoice,
    )  # fmt: skip
    return found


async def of_customer(reader: Reader, customer: str, *, limit: int) -> list[AskedMail]:
    """The newest mails of a customer's newest invoices, and of their account."""
    rows = await reader.fetch(
        f"{ASKED} WHERE m.tenant = $1 AND (m.about = $2 OR m.invoice = ANY(ARRAY(SELECT i.id FROM invoices i "
        f"WHERE i.tenant = $1 AND i.customer = $2 ORDER BY i.id USING ~>~ LIMIT {_INVOICES_MAX}))) "
        "ORDER BY m.id DESC LIMIT $3",
        reader.tenant.id, customer, limit,
    )  # fmt: skip
    return asked(rows)


async def find_asked(reader: Reader, mail_id: str) -> AskedMail | None:
    """A mail by its id."""
    row = await reader.fetchrow(f"{ASKED} WHERE m.tenant = $1 AND m.id = $2", reader.tenant.id, mail_id)
    return AskedMail(*_values(row)) if row is not None else None
