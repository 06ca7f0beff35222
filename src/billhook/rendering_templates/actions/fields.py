"""From parameters to what a template says."""

from typing import cast

from billhook.documents.look import Layout, Look
from billhook.rendering_templates.objects import Design
from billhook.rendering_templates.params import TemplateFields


def design_in(params: TemplateFields) -> Design:
    """What a page said of a template."""
    return Design(
        memo=params.memo,
        footer=params.footer,
        custom_fields=tuple((field.name, field.value) for field in params.custom_fields or ()),
        page_size=params.page_size,
        colour=params.brand_color,
        accent=params.accent_color,
        look=Look(
            layout=cast(Layout, params.layout), quantities=params.show_quantities,
            unit_prices=params.show_unit_prices, taxes=params.show_taxes,
        ),
    )  # fmt: skip
