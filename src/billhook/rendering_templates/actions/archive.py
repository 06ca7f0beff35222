"""Archive a template, or take that back (invoicing.md §1.14)."""

from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.rendering_templates import store
from billhook.rendering_templates.actions.locking import locked
from billhook.rendering_templates.objects import Template


async def archive(tx: Tx, template_id: str) -> Template:
    """Nothing new can name the template; what names it already goes on using it. Raises NO_SUCH_PATH."""
    return await _with(tx, template_id, active=False)


async def unarchive(tx: Tx, template_id: str) -> Template:
    """The template can be named and changed again. Raises NO_SUCH_PATH."""
    return await _with(tx, template_id, active=True)


async def _with(tx: Tx, template_id: str, *, active: bool) -> Template:
    """Archived or not; once more changes nothing."""
    before = await locked(tx, template_id)
    after = replace(before, active=active)
    if after != before:
        await store.save(tx, before, after)
    return after
