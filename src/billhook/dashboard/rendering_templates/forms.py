"""The form of a template: what was typed, the parameters that it makes, and which field a parameter is."""

import re
from collections.abc import Mapping
from typing import TypeVar

from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.rendering_templates.words import COLUMNS, FILTERS, GROUPINGS, LAYOUTS, PAGE_CODE, PAGE_SIZES
from billhook.rendering_templates.objects import GroupRule, Template
from billhook.rendering_templates.params import CUSTOM_FIELDS_MAX, GROUPS_MAX, TemplateFields
from billhook.wire.forms import Form

P = TypeVar("P", bound=TemplateFields)

Typed = dict[str, str]
"""The texts of a form by the names of its fields; a box is `true` or `false`."""

_PLAIN = (
    "nickname", "layout", "page_size", "brand_color", "accent_color", "memo", "footer", "number_pattern",
    "credit_note_pattern",
)  # fmt: skip
_CHECKS = (*(name for name, _ in COLUMNS), "show_page_code")
_ROWS = tuple(f"{part}_{n}" for n in range(CUSTOM_FIELDS_MAX) for part in ("field_name", "field_value"))
_GROUP = re.compile(r"groups\[([0-9])\]\[(\w+)\]")
_OF_GROUP = {
    "filter": "Lines", "matches": "Which", "group_by": "One group for", "key": "Key", "title": "Title",
    "hide_lines": "Only the subtotal",
}  # fmt: skip
_GROUP_ROWS = tuple(f"{part}_{n}" for n in range(GROUPS_MAX) for part in _OF_GROUP if part != "hide_lines")
_GROUP_CHECKS = tuple(f"hide_lines_{n}" for n in range(GROUPS_MAX))
_CUSTOM_FIELD = re.compile(r"custom_fields\[([0-9])\]\[(name|value)\]")

LABELS = {
    "nickname": "Name", "layout": "Layout", "page_size": "Paper", "brand_color": "Brand colour",
    "accent_color": "Accent colour", "memo": "Memo", "footer": "Footer",
    "number_pattern": "Pattern of invoices", "credit_note_pattern": "Pattern of credit notes", **dict(COLUMNS),
    **{f"field_name_{n}": f"Field {n + 1}" for n in range(CUSTOM_FIELDS_MAX)},
    **{f"field_value_{n}": f"Value {n + 1}" for n in range(CUSTOM_FIELDS_MAX)},
    "show_page_code": PAGE_CODE,
    **{f"{part}_{n}": f"{words}, group {n + 1}" for part, words in _OF_GROUP.items() for n in range(GROUPS_MAX)},
}  # fmt: skip
"""What the fields are called."""
NO_NUMBERS: Typed = {"number_pattern": "", "credit_note_pattern": ""}
"""What a copy does not take over, because two templates must not count the same numbers."""
CHOICES = {
    "layout": LAYOUTS, "page_size": PAGE_SIZES,
    **dict.fromkeys(_CHECKS, (("true", "printed"), ("false", "left out"))),
    **dict.fromkeys(_GROUP_CHECKS, (("true", "yes"), ("false", "no"))),
    **{f"filter_{n}": FILTERS for n in range(GROUPS_MAX)}, **{f"group_by_{n}": GROUPINGS for n in range(GROUPS_MAX)},
}  # fmt: skip
"""The words of what is chosen."""


def field_of(param: str) -> str | None:
    """The field of the form that shows a parameter."""
    if (found := _CUSTOM_FIELD.fullmatch(param)) is not None:
        return f"field_{found[2]}_{found[1]}"
    if (found := _GROUP.fullmatch(param)) is not None and found[2] in _OF_GROUP:
        return f"{found[2]}_{found[1]}"
    return param if param in (*_PLAIN, *_CHECKS) else None


def typed(form: Mapping[str, str]) -> Typed:
    """What somebody typed. A box that is not ticked is not sent, and means no."""
    texts = {name: form.get(name, "").strip() for name in (*_PLAIN, *_ROWS, *_GROUP_ROWS)}
    return {**texts, **{name: "true" if form.get(name) else "false" for name in (*_CHECKS, *_GROUP_CHECKS)}}


def starter(layout: str) -> Typed:
    """The form of a new template with this layout."""
    return {**typed(dict.fromkeys(_CHECKS, "true")), "layout": layout}


def stored(template: Template) -> Typed:
    """The form as a stored template fills it."""
    design = template.design
    look = design.look
    boxes = (look.quantities, look.unit_prices, look.taxes, look.page_code)
    values: dict[str, str | None] = {
        "nickname": template.nickname, "layout": look.layout, "page_size": design.page_size,
        "brand_color": design.colour, "accent_color": design.accent, "memo": design.memo, "footer": design.footer,
        "number_pattern": template.number_pattern, "credit_note_pattern": template.credit_note_pattern,
        **{name: "true" if shown else None for name, shown in zip(_CHECKS, boxes, strict=True)},
    }  # fmt: skip
    for n, (name, value) in enumerate(design.custom_fields):
        values |= {f"field_name_{n}": name, f"field_value_{n}": value}
    for n, rule in enumerate(design.groups):
        values |= _of_rule(n, rule)
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
    form["groups"] = {str(n): _group(n, given) for n in range(GROUPS_MAX) if given[f"filter_{n}"]} or ""
    return checked(model, form, faults, field_of)


def groups_shown(given: Typed) -> int:
    """How many groups the form shows: those that are filled in, and one more."""
    used = [n + 1 for n in range(GROUPS_MAX) if given[f"filter_{n}"]]
    return min(GROUPS_MAX, max(used, default=0) + 1)


def _of_rule(n: int, rule: GroupRule) -> dict[str, str | None]:
    return {
        f"filter_{n}": rule.filter, f"matches_{n}": rule.matches, f"group_by_{n}": rule.by, f"key_{n}": rule.key,
        f"title_{n}": rule.title, f"hide_lines_{n}": "true" if rule.hides_lines else None,
    }  # fmt: skip


def _group(n: int, given: Typed) -> Form:
    """A group as the verb takes it. An empty field that its choices need is sent, so that the verb says so."""
    filter, by = given[f"filter_{n}"], given[f"group_by_{n}"] or "nothing"
    group: Form = {"filter": filter, "group_by": by, "hide_lines": given[f"hide_lines_{n}"]}
    if filter != "all":
        group["matches"] = given[f"matches_{n}"]
    if by == "metadata":
        group["key"] = given[f"key_{n}"]
    if by == "nothing" or given[f"title_{n}"]:
        group["title"] = given[f"title_{n}"]
    return group
