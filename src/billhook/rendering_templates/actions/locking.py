"""A template that is about to change."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.rendering_templates import store
from billhook.rendering_templates.objects import Template


async def locked(tx: Tx, template_id: str) -> Template:
    """A template that nobody else changes until this transaction ends. Raises NO_SUCH_PATH."""
    found = await store.lock(tx, template_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="invoice_rendering_template", id=template_id)
    return found
