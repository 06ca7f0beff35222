"""The log of mails: every statement on what became of them after they left, and on the whole list of them."""

from billhook.db.tx import Reader, Tx
from billhook.invoices.mails_store import ASKED, AskedMail, asked
from billhook.invoices.params import ListMails
from billhook.kernel.ids import first_id
from billhook.wire import lists
from billhook.wire.lists import Filter

# As the indexes have it (migrations/0063_mail_returns.sql).
_STATE = "(CASE WHEN m.status = 'sending' THEN 'queued' ELSE coalesce(m.news, m.status) END)"
_TO = "lower(m.recipient)"
_LEFT = "(m.status IN ('sent', 'unknown') OR m.news IS NOT NULL)"


async def page(reader: Reader, wanted: ListMails) -> tuple[list[AskedMail], bool]:
    """A page of all mails, newest first, and whether there are more."""
    by = Filter(reader.tenant.id)
    if wanted.recipient is not None:
        by.equal(_TO, wanted.recipient.lower())
        # Written so that no index has it: the mails to one address are fewer than those of one state.
        by.same(f"({_STATE} || '')", wanted.state)
    else:
        by.equal(_STATE, wanted.state)
    rows, has_more = await lists.page(reader, ASKED, by, wanted, table="invoice_mails", noun="mail", alias="m")
    return asked(rows), has_more


async def lock(tx: Tx, mail_id: str) -> AskedMail | None:
    """A mail that notices may speak of: it was handed over at least once."""
    rows = await tx.fetch(
        f"{ASKED} WHERE m.tenant = $1 AND m.id = $2 AND m.attempts > 0 FOR UPDATE OF m", tx.tenant.id, mail_id
    )
    return next(iter(asked(rows)), None)


async def newest_to(reader: Reader, address: str, *, since: int) -> str | None:
    """The id of the newest mail that left for an address since a moment."""
    found: str | None = await reader.fetchval(
        f"SELECT m.id FROM invoice_mails m WHERE m.tenant = $1 AND {_TO} = $2 AND m.id ~>=~ $3 AND m.attempts > 0 "
        "ORDER BY m.id USING ~>~ LIMIT 1",
        reader.tenant.id, address, first_id("inmail", since),
    )  # fmt: skip
    return found


async def last_to(reader: Reader, recipient: str, *, above: str, limit: int) -> list[str | None]:
    """What became of the newest mails that left for an address, newest first; None for no news.

    Those with ids below `above` do not count.
    """
    rows = await reader.fetch(
        f"SELECT m.news FROM invoice_mails m WHERE m.tenant = $1 AND {_TO} = lower($2) AND m.id ~>=~ $3 "
        f"AND {_LEFT} ORDER BY m.id USING ~>~ LIMIT $4",
        reader.tenant.id, recipient, above, limit,
    )  # fmt: skip
    return [row["news"] for row in rows]


async def tell(tx: Tx, mail_id: str, news: str, words: str) -> None:
    """Write down what became of a mail after it left."""
    await tx.execute(
        "UPDATE invoice_mails SET news = $3, news_at = $4, news_words = $5 WHERE tenant = $1 AND id = $2",
        tx.tenant.id, mail_id, news, tx.now, words or None,
    )  # fmt: skip
