"""Every statement on templates and their versions."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.rendering_templates.objects import ACTIVE, Design, Template
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
_DESIGN = "SELECT design FROM invoice_rendering_template_versions WHERE tenant = $1 AND template = $2 AND version = $3"


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
    stored = await reader.fetchval(_DESIGN, reader.tenant.id, template_id, version)
    return Design.from_stored(stored) if stored is not None else None


async def page(reader: Reader, wanted: ListTemplates) -> tuple[list[Template], bool]:
    """A page of templates, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("t.active", None if wanted.status is None else wanted.status == ACTIVE)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="invoice_rendering_template")
