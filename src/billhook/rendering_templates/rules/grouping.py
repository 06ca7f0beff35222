"""Which lines of an invoice are shown together: the rules of a template, in their order (invoicing.md §10.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.documents.line_groups import OTHER, LineGroup
from billhook.rendering_templates.objects import GroupRule


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What rules know of a line. `month` is that of its period, such as `2026-11`; `tax_rates` are ids."""

    product: str
    product_name: str
    price: str
    metadata: Mapping[str, str]
    month: str
    tax_rates: tuple[str, ...]


def grouped(lines: Sequence[LineFacts], rules: Sequence[GroupRule]) -> tuple[LineGroup, ...]:
    """Each line in one group: that of the first rule that takes it, else the group of the others, which stands last.

    The groups of one rule stand in the order of their first lines. No groups at all if no rule takes a line.
    """
    taken: dict[tuple[int, str], list[int]] = {}
    others: list[int] = []
    for at, line in enumerate(lines):
        found = next(((n, key) for n, rule in enumerate(rules) if (key := _key(rule, line)) is not None), None)
        (taken.setdefault(found, []) if found is not None else others).append(at)
    if not taken:
        return ()
    groups = [_group(rules[n], lines[places[0]], places) for (n, _), places in sorted(taken.items(), key=_by_rule)]
    return (*groups, *([LineGroup(OTHER, "", "", False, tuple(others))] if others else []))


def _by_rule(found: tuple[tuple[int, str], list[int]]) -> tuple[int, int]:
    (rule, _), places = found
    return rule, places[0]


def _group(rule: GroupRule, first: LineFacts, places: Sequence[int]) -> LineGroup:
    value = {"product": first.product_name, "metadata": first.metadata.get(rule.key, ""), "month": first.month}
    return LineGroup(rule.by, rule.title, value.get(rule.by, ""), rule.hides_lines, tuple(places))


def _key(rule: GroupRule, line: LineFacts) -> str | None:
    """By what the rule tells the groups of its lines apart; None for a line that it does not take."""
    if not _fits(rule, line):
        return None
    if rule.by == "nothing":
        return ""
    found = {
        "product": line.product, "metadata": line.metadata.get(rule.key, ""), "month": line.month,
        "tax_rate": " ".join(line.tax_rates),
    }  # fmt: skip
    return found[rule.by] or None


def _fits(rule: GroupRule, line: LineFacts) -> bool:
    if rule.filter == "metadata":
        key, equals, value = rule.matches.partition("=")
        found = line.metadata.get(key.strip())
        return found is not None and (not equals or found == value.strip())
    return rule.matches == {"all": rule.matches, "product": line.product, "price": line.price}[rule.filter]
