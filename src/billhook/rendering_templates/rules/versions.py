"""When a change of a template makes a new version (invoicing.md §1.14)."""

from billhook.kernel.replacing import replace
from billhook.rendering_templates.objects import Design, Template, Unit


def changed(template: Template, unit: Unit, metadata: dict[str, str], design: Design) -> Template:
    """The template after a change. What invoices show makes a version; nickname, numbers and metadata do not."""
    version = template.version + (design != template.design)
    return replace(
        template, nickname=unit.nickname, number_pattern=unit.number_pattern,
        credit_note_pattern=unit.credit_note_pattern, metadata=metadata, design=design, version=version,
    )  # fmt: skip
