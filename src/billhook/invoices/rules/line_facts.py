"""What the rules of a template know of a line."""

from billhook.invoices.objects import Item
from billhook.kernel.display import local_date
from billhook.rendering_templates.rules.grouping import LineFacts


def line_facts(line: Item, product_name: str, time_zone: str) -> LineFacts:
    """The facts of a line; its month is the one in which its period begins, where the account is."""
    return LineFacts(
        product=line.product,
        product_name=product_name,
        price=line.price,
        metadata=line.metadata,
        month=f"{local_date(line.period_start, time_zone):%Y-%m}",
        tax_rates=tuple(tax.rate for tax in line.taxes),
    )
