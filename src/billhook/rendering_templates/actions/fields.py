"""From parameters to what a template says."""

from typing import cast

from billhook.documents.line_groups import By
from billhook.documents.look import Layout, Look
from billhook.rendering_templates.objects import Design, Filter, GroupRule
from billhook.rendering_templates.params import Group, TemplateFields


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
            unit_prices=params.show_unit_prices, taxes=params.show_taxes, page_code=params.show_page_code,
        ),
        groups=tuple(_rule(group) for group in params.groups or ()),
    )  # fmt: skip


def _rule(group: Group) -> GroupRule:
    return GroupRule(
        cast(Filter, group.filter), group.matches, cast(By, group.group_by), group.key, group.title, group.hide_lines
    )
