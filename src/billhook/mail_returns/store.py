"""Every statement on suppressed addresses and on the secrets of relays."""

from collections.abc import Collection

from billhook.db.tx import Reader, Tx
from billhook.mail_returns.objects import Suppression

_COLUMNS = ", ".join(f"s.{name}" for name in Suppression.__dataclass_fields__)
_SELECT = f"SELECT {_COLUMNS} FROM mail_suppressions s"


async def find(reader: Reader, address: str) -> Suppression | None:
    """What is stored of an address, be it in force or not; the address is as `comparable` gives it."""
    row = await reader.fetchrow(f"{_SELECT} WHERE s.tenant = $1 AND s.address = $2", reader.tenant.id, address)
    return Suppression(*row) if row is not None else None


async def in_force(reader: Reader, address: str) -> Suppression | None:
    """The suppression of an address that gets no mails."""
    found = await find(reader, address)
    return found if found is not None and found.is_in_force else None


async def in_force_of(reader: Reader, addresses: Collection[str]) -> frozenset[str]:
    """Those of these addresses that get no mails."""
    if not addresses:
        return frozenset()
    rows = await reader.fetch(
        "SELECT s.address FROM mail_suppressions s WHERE s.tenant = $1 AND s.address = ANY($2) "
        "AND s.allowed_at IS NULL",
        reader.tenant.id, list(addresses),
    )  # fmt: skip
    return frozenset(row["address"] for row in rows)


async def lock(tx: Tx, address: str) -> Suppression | None:
    """What is stored of an address, held until this transaction is over."""
    row = await tx.fetchrow(f"{_SELECT} WHERE s.tenant = $1 AND s.address = $2 FOR UPDATE", tx.tenant.id, address)
    return Suppression(*row) if row is not None else None


async def write(tx: Tx, suppression: Suppression) -> None:
    """Store what is known of an address, in place of what was."""
    await tx.execute(
        "INSERT INTO mail_suppressions (tenant, address, reason, words, mail, suppressed_at, allowed_at, "
        "allowed_above) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, address) DO UPDATE SET "
        "reason = excluded.reason, words = excluded.words, mail = excluded.mail, "
        "suppressed_at = excluded.suppressed_at, allowed_at = excluded.allowed_at, "
        "allowed_above = excluded.allowed_above",
        tx.tenant.id, suppression.address, suppression.reason, suppression.words, suppression.mail,
        suppression.suppressed_at, suppression.allowed_at, suppression.allowed_above,
    )  # fmt: skip


async def write_secret(tx: Tx, digest: str) -> None:
    """Store the digest of a new secret; the one before opens nothing any more."""
    await tx.execute(
        "INSERT INTO mail_return_secrets (tenant, digest, created) VALUES ($1, $2, $3) "
        "ON CONFLICT (tenant) DO UPDATE SET digest = excluded.digest, created = excluded.created",
        tx.tenant.id, digest, tx.now,
    )  # fmt: skip


async def secret_since(reader: Reader) -> int | None:
    """When the secret of this mode was made; None if there is none."""
    made: int | None = await reader.fetchval(
        "SELECT created FROM mail_return_secrets WHERE tenant = $1", reader.tenant.id
    )
    return made


async def opens(reader: Reader, digest: str) -> bool:
    """Whether a digest is that of the secret of this mode."""
    found = await reader.fetchval(
        "SELECT 1 FROM mail_return_secrets WHERE tenant = $1 AND digest = $2", reader.tenant.id, digest
    )
    return found is not None
