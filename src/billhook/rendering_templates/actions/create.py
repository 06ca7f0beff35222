"""Make a template. Pages do; the API cannot (invoicing.md §1.14)."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id
from billhook.rendering_templates import store
from billhook.rendering_templates.actions.fields import design_in
from billhook.rendering_templates.actions.series import insist_on_own_numbers
from billhook.rendering_templates.objects import Template
from billhook.rendering_templates.params import CreateTemplate
from billhook.wire.params import merged_metadata


async def create(tx: Tx, params: CreateTemplate) -> Template:
    """A new template at its first version. No event tells of it: Stripe has none.

    Raises INVALID_VALUE for a pattern whose numbers another series can give.
    """
    template = Template(
        id=new_id("inrtem"), created=tx.now, active=True, nickname=params.nickname, version=1,
        metadata=merged_metadata({}, params.metadata), design=design_in(params),
        number_pattern=params.number_pattern, credit_note_pattern=params.credit_note_pattern,
    )  # fmt: skip
    await insist_on_own_numbers(tx, template.unit)
    await store.insert(tx, template)
    return template
