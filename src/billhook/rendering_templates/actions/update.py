"""Change a template. Pages do; the API cannot (invoicing.md §1.14)."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.rendering_templates import store
from billhook.rendering_templates.actions.fields import design_in
from billhook.rendering_templates.actions.locking import locked
from billhook.rendering_templates.objects import Template
from billhook.rendering_templates.params import UpdateTemplate
from billhook.rendering_templates.rules.versions import changed
from billhook.wire.params import merged_metadata


async def update(tx: Tx, params: UpdateTemplate, template_id: str) -> Template:
    """The template as it is from now on; former versions stay.

    Raises NO_SUCH_PATH, and TEMPLATE_FROZEN for one that is archived.
    """
    before = await locked(tx, template_id)
    if not before.active:
        raise errors.TEMPLATE_FROZEN(id=template_id)
    metadata = merged_metadata(before.metadata, params.metadata) if params.given("metadata") else before.metadata
    after = changed(before, params.nickname, metadata, design_in(params))
    if after != before:
        await store.save(tx, before, after)
    return after
