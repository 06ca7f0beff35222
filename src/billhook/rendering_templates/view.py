"""Templates as the newest API version shows them (invoicing.md §1.14). What they say is not shown there."""

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.rendering_templates.objects import Template


def invoice_rendering_template(reader: Reader, t: Template) -> WireObject:
    """The wire object."""
    shown = {
        "id": t.id,
        "object": "invoice_rendering_template",
        "created": t.created,
        "livemode": reader.tenant.livemode,
        "metadata": t.metadata,
        "nickname": t.nickname,
        "status": t.status,
        "version": t.version,
    }
    return WireObject(shown)
