"""A template that a customer or an invoice is to name."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.rendering_templates import store
from billhook.rendering_templates.objects import Template


async def chosen(reader: Reader, template_id: str, *, param: str, standing: str | None) -> Template:
    """The template, unless it is archived and not the `standing` one, which was named before (invoicing.md §1.14).

    Raises NO_SUCH_PARAM, TEMPLATE_ARCHIVED.
    """
    found = await store.find(reader, template_id)
    if found is None:
        raise errors.NO_SUCH_PARAM(param=param, noun="invoice_rendering_template", id=template_id)
    if not found.active and found.id != standing:
        raise errors.TEMPLATE_ARCHIVED(param=param, id=template_id)
    return found
