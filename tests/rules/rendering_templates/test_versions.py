"""What makes a new version of a template (invoicing.md §1.14)."""

from typing import Any

import pytest

from billhook.documents.look import Look
from billhook.kernel.replacing import replace
from billhook.rendering_templates.objects import Design, Template, Unit
from billhook.rendering_templates.rules.versions import changed

DESIGN = Design(
    "Memo", "Footer", (("Order", "7"),), "a4", "#1d5fae", "#112233",
    Look("compact", quantities=False, unit_prices=True, taxes=False),
)  # fmt: skip
TEMPLATE = Template("inrtem_1", 1, True, "Trade", 4, {}, DESIGN)


@pytest.mark.parametrize(
    "change",
    [
        {"memo": None}, {"footer": "New"}, {"custom_fields": ()}, {"page_size": None}, {"colour": "#000000"},
        {"accent": None}, {"look": Look("letter")}, {"look": Look("compact", False, True, True)},
    ],
    ids=str,
)  # fmt: skip
def test_a_change_of_what_is_shown_makes_a_version(change: dict[str, Any]) -> None:
    assert changed(TEMPLATE, TEMPLATE.unit, {}, replace(DESIGN, **change)).version == 5


def test_other_changes_make_none() -> None:
    unit = Unit(TEMPLATE.id, "Shops", "WEB-{sequence}", None)
    after = changed(TEMPLATE, unit, {"a": "b"}, DESIGN)
    assert (after.version, after.unit, after.metadata) == (4, unit, {"a": "b"})
