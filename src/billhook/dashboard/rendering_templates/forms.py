"""The form of a template: what was typed, the parameters that it makes, and which field a parameter is."""

import re
from collections.abc import Mapping
from typing import TypeVar

from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.rendering_templates.words import COLUMNS, LAYOUTS, PAGE_SIZES
from billhook.rendering_templates.objects import Template
from billhook.rendering_templates.params import CUSTOM_FIELDS_MAX, TemplateFields
from billhook.wire.forms import Form

P = TypeVar("P", bound=TemplateFields)

Typed = dict[str, str]
"""The texts of a form by the names of its fields; a box is `true` or `false`."""

_PLAIN = ("nickname", "layout", "page_size", "brand_color", "accent_color", "memo", "footer")
_CHECKS = tuple(name for name, _ in COLUMNS)
_ROWS = tuple(f"{part}_{n}" for n in range(CUSTOM_FIELDS_MAX) for part in ("field_name", "field_value"))
_CUSTOM_FIELD = re.compile(r"custom_fields\[([0-9])\]\[(name|value)\]")

LABELS = {
    "nickname": "Name", "layout": "Layout", "page_size": "Paper", "brand_color": "Brand colour",
    "accent_color": "Accent colour", "memo": "Memo", "footer": "Footer", **dict(COLUMNS),
    **{f"field_name_{n}": f"Field {n + 1}" for n in range(CUSTOM_FIELDS_MAX)},
    **{f"field_value_{n}": f"Value {n + 1}" for n in range(CUSTOM_FIELDS_MAX)},
}  # fmt: skip
"""What the fields are called."""
CHOICES = {
    "layout": LAYOUTS, "page_size": PAGE_SIZES,
    **{name: (("true", "printed"), ("false", "left out")) for name, _ in COLUMNS},
}  # fmt: skip
"""The words of what is chosen."""


def field_of(param: str) -> str | None:
    """The field of the form that shows a parameter."""
    if (found := _CUSTOM_FIELD.fullmatch(param)) is not None:
        return f"field_{found[2]}_{found[1]}"
    return param if param in (*_PLAIN, *_CHECKS) else None


def typed(form: Mapping[str, str]) -> Typed:
    """What somebody typed. A box that is not ticked is not sent, and means no."""
    texts = {name: form.get(name, "").strip() for name in (*_PLAIN, *_ROWS)}
    return {**texts, **{name: "true" if form.get(name) else "false" for name in _CHECKS}}


def starter(layout: str) -> Typed:
    """The form of a new template with this layout."""
    return {**typed(dict.fromkeys(_CHECKS, "true")), "layout": layout}


def stored(template: Template) -> Typed:
    """The form as a stored template fills it."""
    design = template.design
    look = design.look
    boxes = (look.quantities, look.unit_prices, look.taxes)
    values: dict[str, str | None] = {
        "nickname": template.nickname, "layout": look.layout, "page_size": design.page_size,
        "brand_color": design.colour, "accent_color": design.accent, "memo": design.memo, "footer": design.footer,
        **{name: "true" if shown else None for name, shown in zip(_CHECKS, boxes, strict=True)},
    }  # fmt: skip
    for n, (name, value) in enumerate(design.custom_fields):
        values |= {f"field_name_{n}": name, f"field_value_{n}": value}
    return typed({name: value or "" for name, value in values.items()})


def params_of(model: type[P], given: Typed, faults: Faults) -> P | None:
    """The parameters of the verb; None if something is wrong, which `faults` then tells."""
    rows: Form = {
        str(n): {"name": given[f"field_name_{n}"], "value": given[f"field_value_{n}"]}
        for n in range(CUSTOM_FIELDS_MAX)
        if given[f"field_name_{n}"] or given[f"field_value_{n}"]
    }
    form: Form = {name: given[name] for name in (*_PLAIN, *_CHECKS)}
    form["custom_fields"] = rows or ""
    return checked(model, form, faults, field_of)
