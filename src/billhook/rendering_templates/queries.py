"""What can be looked at: templates, at any of their versions."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.rendering_templates import store
from billhook.rendering_templates.objects import Template
from billhook.rendering_templates.params import RetrieveTemplate
from billhook.wire.lookups import existing

_template = existing(store.find, "invoice_rendering_template")


async def template(reader: Reader, params: RetrieveTemplate, template_id: str) -> Template:
    """A template, at its newest version or at the one that was asked for. Raises NO_SUCH_PATH, NO_SUCH_VERSION."""
    found = await _template(reader, template_id)
    if params.version is None or params.version == found.version:
        return found
    design = await store.design_of(reader, template_id, params.version)
    if design is None:
        raise errors.NO_SUCH_VERSION(param="version", id=template_id, version=params.version)
    return replace(found, version=params.version, design=design)
