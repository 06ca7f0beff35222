"""Change a template. Pages do; the API cannot (invoicing.md §1.14)."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.rendering_templates import store
from billhook.rendering_templates.actions.fields import design_in
from billhook.rendering_templates.actions.locking import locked
from billhook.rendering_templates.actions.series import insist_on_own_numbers
from billhook.rendering_templates.objects import Template, Unit
from billhook.rendering_templates.params import UpdateTemplate
from billhook.rendering_templates.rules.versions import changed
from billhook.wire.params import merged_metadata


async def update(tx: Tx, params: UpdateTemplate, template_id: str) -> Template:
    """The template as it is from now on; former versions stay.

    Raises NO_SUCH_PATH, TEMPLATE_FROZEN for one that is archived, and INVALID_VALUE for a pattern whose numbers another
    series can give.
    """
    before = await locked(tx, template_id)
    if not before.active:
        raise errors.TEMPLATE_FROZEN(id=template_id)
    metadata = merged_metadata(before.metadata, params.metadata) if params.given("metadata") else before.metadata
    unit = Unit(before.id, params.nickname, params.number_pattern, params.credit_note_pattern)
    after = changed(before, unit, metadata, design_in(params))
    if unit != before.unit:
        await insist_on_own_numbers(tx, unit)
    if after != before:
        await store.save(tx, before, after)
    return after
