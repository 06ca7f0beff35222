"""Every statement on templates and their versions."""

from typing import Any

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.rendering_templates.objects import ACTIVE, Design, Template, Unit
from billhook.rendering_templates.params import ListTemplates
from billhook.wire import lists

_ROWS = Rows("invoice_rendering_templates", "t", Template, decoders={"design": Design.from_stored})
find = _ROWS.find
of_ids = _ROWS.of_ids
lock = _ROWS.lock

_ADD_VERSION = (
    "INSERT INTO invoice_rendering_template_versions (tenant, template, version, created, design) "
    "VALUES ($1, $2, $3, $4, $5)"
)
# The largest number of a column of this type.
_VERSION_MAX = 2**31 - 1
_DESIGN = "SELECT design FROM invoice_rendering_template_versions WHERE tenant = $1 AND template = $2 AND version = $3"

_UNIT = "SELECT t.id, t.nickname, t.number_pattern, t.credit_note_pattern FROM invoice_rendering_templates t"
_UNITS = f"""
    {_UNIT} WHERE t.tenant = ANY($1) AND (t.number_pattern IS NOT NULL OR t.credit_note_pattern IS NOT NULL)
    ORDER BY t.tenant, t.id"""
_ONE_UNIT = f"{_UNIT} WHERE t.tenant = $1 AND t.id = $2"
_LOCK_UNITS = "SELECT pg_advisory_xact_lock(hashtextextended('units', $1))"

Connection = Any


async def insert(tx: Tx, template: Template) -> None:
    """Store a new template with its first version."""
    await _ROWS.insert(tx, template)
    await _add_version(tx, template)


async def save(tx: Tx, before: Template, after: Template) -> None:
    """Write a template that `lock` gave as `before`, and its version if that is a new one."""
    await _ROWS.save(tx, after)
    if after.version != before.version:
        await _add_version(tx, after)


async def _add_version(tx: Tx, template: Template) -> None:
    row = tx.tenant.id, template.id, template.version, tx.now, template.design
    await tx.write_later(f"{template.id}/{template.version}", _ADD_VERSION, *row)


async def design_of(reader: Reader, template_id: str, version: int) -> Design | None:
    """What a version said; None if there is none of this number."""
    if version > _VERSION_MAX:
        return None
    stored = await reader.fetchval(_DESIGN, reader.tenant.id, template_id, version)
    return Design.from_stored(stored) if stored is not None else None


async def units(conn: Connection, *tenants: int) -> list[Unit]:
    """The templates that count numbers of their own, archived ones too."""
    return [Unit(*row) for row in await conn.fetch(_UNITS, list(tenants))]


async def unit(conn: Connection, tenant: int, template_id: str) -> Unit | None:
    """What a template counts."""
    row = await conn.fetchrow(_ONE_UNIT, tenant, template_id)
    return Unit(*row) if row is not None else None


async def lock_units(tx: Tx) -> None:
    """Let nobody else say what a template counts until the transaction ends."""
    await tx.execute(_LOCK_UNITS, tx.tenant.id)


async def page(reader: Reader, wanted: ListTemplates) -> tuple[list[Template], bool]:
    """A page of templates, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("t.active", None if wanted.status is None else wanted.status == ACTIVE)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="invoice_rendering_template")
