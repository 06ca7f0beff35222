"""When a change of a template makes a new version (invoicing.md §1.14)."""

from billhook.kernel.replacing import replace
from billhook.rendering_templates.objects import Design, Template


def changed(template: Template, nickname: str | None, metadata: dict[str, str], design: Design) -> Template:
    """The template after a change. What invoices show makes a version; nickname and metadata do not."""
    version = template.version + (design != template.design)
    return replace(template, nickname=nickname, metadata=metadata, design=design, version=version)
