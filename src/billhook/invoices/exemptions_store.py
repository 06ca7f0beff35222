"""Every statement on the invoices and customers that are exempt from reminders, late fees or statements of account."""

from collections.abc import Iterable, Mapping

from billhook.db.tx import Reader, Tx
from billhook.invoices.rules.exemptions import EXEMPTED, Exempted


async def exempt_among(reader: Reader, what: Exempted, ids: Iterable[str]) -> frozenset[str]:
    """Those of these invoices and customers that are exempt from `what`, by their ids."""
    statement = "SELECT about FROM exemptions WHERE tenant = $1 AND about = ANY($2) AND what = $3"
    return frozenset(row["about"] for row in await reader.fetch(statement, reader.tenant.id, list(ids), what))


async def exempt_by_kind(reader: Reader, ids: Iterable[str]) -> Mapping[Exempted, frozenset[str]]:
    """Those of these invoices and customers that are exempt from anything, by what they are exempt from."""
    statement = "SELECT about, what FROM exemptions WHERE tenant = $1 AND about = ANY($2)"
    rows = await reader.fetch(statement, reader.tenant.id, list(ids))
    return {what: frozenset(row["about"] for row in rows if row["what"] == what) for what in EXEMPTED}


async def exempt(tx: Tx, what: Exempted, about: str) -> None:
    """Exempt an invoice or a customer, if they are not exempt already."""
    statement = "INSERT INTO exemptions (tenant, about, what) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    await tx.execute(statement, tx.tenant.id, about, what)


async def end_exemption(tx: Tx, what: Exempted, about: str) -> None:
    """Let an invoice or a customer be as all others again."""
    await tx.execute("DELETE FROM exemptions WHERE tenant = $1 AND about = $2 AND what = $3", tx.tenant.id, about, what)


async def inherit_exemptions(tx: Tx, original: str, revision: str) -> None:
    """Exempt a revision from all that its original is exempt from."""
    statement = (
        "INSERT INTO exemptions (tenant, about, what) "
        "SELECT tenant, $3, what FROM exemptions WHERE tenant = $1 AND about = $2"
    )
    await tx.execute(statement, tx.tenant.id, original, revision)
