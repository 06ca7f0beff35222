"""Every statement on the further addresses to which the mails of a customer go."""

from collections.abc import Sequence

from billhook.db.tx import Reader, Tx


async def of_customer(reader: Reader, customer: str) -> tuple[str, ...]:
    """The addresses of a customer."""
    found = await reader.fetchval(
        "SELECT k.addresses FROM customer_mail_copies k WHERE k.tenant = $1 AND k.customer = $2",
        reader.tenant.id, customer,
    )  # fmt: skip
    return tuple(found or ())


async def save(tx: Tx, customer: str, addresses: Sequence[str]) -> None:
    """Put these in place of the customer's addresses."""
    await tx.execute(
        "INSERT INTO customer_mail_copies (tenant, customer, addresses) VALUES ($1, $2, $3) "
        "ON CONFLICT (tenant, customer) DO UPDATE SET addresses = excluded.addresses",
        tx.tenant.id, customer, list(addresses),
    )  # fmt: skip


def copies_sql(customer: str) -> str:
    """The addresses of the customer that this expression names, as an SQL expression; NULL for none."""
    return f"(SELECT k.addresses FROM customer_mail_copies k WHERE k.tenant = $1 AND k.customer = {customer})"
