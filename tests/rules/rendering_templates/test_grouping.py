"""Which lines are shown together (invoicing.md §10.5), and that groups change no amount."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pages.hosted_invoice import a_statement

from billhook.documents.group_wording import worded_groups
from billhook.documents.statement import Deduction, StatementLine
from billhook.rendering_templates.objects import FILTERS, GROUPINGS, GroupRule
from billhook.rendering_templates.rules.grouping import LineFacts, grouped


def a_rule(filter: Any = "all", matches: str = "", by: Any = "nothing", key: str = "", **given: Any) -> GroupRule:
    return GroupRule(filter, matches, by, key, given.get("title", "T"), given.get("hides", False))


def facts(product: str = "prod_a", price: str = "price_a", month: str = "2026-11", **given: Any) -> LineFacts:
    return LineFacts(product, product.upper(), price, given.get("metadata", {}), month, given.get("rates", ()))


LINES = [
    facts(metadata={"team": "web"}, rates=("txr_1",)),
    facts("prod_b", "price_b", "2026-12", metadata={"team": "shop"}),
    facts("prod_b", "price_c", metadata={"team": ""}, rates=("txr_1", "txr_2")),
    facts("prod_c", "price_d", "2026-12", metadata={"team": "web", "free": "yes"}, rates=("txr_1",)),
]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], []),
        ([a_rule("product", "prod_z")], []),
        ([a_rule()], [("", (0, 1, 2, 3))]),
        ([a_rule("product", "prod_b")], [("", (1, 2)), ("other", (0, 3))]),
        ([a_rule("price", "price_c")], [("", (2,)), ("other", (0, 1, 3))]),
        ([a_rule("metadata", "team")], [("", (0, 1, 2, 3))]),
        ([a_rule("metadata", "team = web")], [("", (0, 3)), ("other", (1, 2))]),
        ([a_rule("metadata", "team=")], [("", (2,)), ("other", (0, 1, 3))]),
        ([a_rule(by="product")], [("PROD_A", (0,)), ("PROD_B", (1, 2)), ("PROD_C", (3,))]),
        # A line without the value goes on to the next rule.
        ([a_rule(by="metadata", key="team")], [("web", (0, 3)), ("shop", (1,)), ("other", (2,))]),
        ([a_rule(by="month")], [("2026-11", (0, 2)), ("2026-12", (1, 3))]),
        ([a_rule(by="tax_rate")], [("", (0, 3)), ("", (2,)), ("other", (1,))]),
        # The first rule that takes a line has it; the groups stand in the order of the rules.
        ([a_rule("product", "prod_c"), a_rule(by="month")], [("", (3,)), ("2026-11", (0, 2)), ("2026-12", (1,))]),
        ([a_rule(by="metadata", key="free"), a_rule("product", "prod_a")],
         [("yes", (3,)), ("", (0,)), ("other", (1, 2))]),
    ],
)  # fmt: skip
def test_the_first_rule_that_takes_a_line_has_it(rules: list[GroupRule], expected: list[Any]) -> None:
    found = grouped(LINES, rules)
    assert [(group.by if group.by == "other" else group.value, group.lines) for group in found] == expected


words = st.sampled_from(("a", "b", ""))
some_facts = st.builds(
    LineFacts,
    words,
    words,
    words,
    st.dictionaries(words, words, max_size=2),
    st.sampled_from(("2026-11", "2026-12")),
    st.lists(words, max_size=2).map(tuple),
)
some_rules = st.builds(
    GroupRule, st.sampled_from(FILTERS), words, st.sampled_from(GROUPINGS), words, words, st.booleans()
)


@settings(max_examples=60)
@given(st.lists(some_facts, max_size=8), st.lists(some_rules, max_size=3), st.data())
def test_groups_have_each_line_once_and_come_to_the_subtotal(
    lines: list[LineFacts], rules: list[GroupRule], data: st.DataObject
) -> None:
    groups = grouped(lines, rules)
    if groups:
        assert sorted(at for group in groups for at in group.lines) == list(range(len(lines)))
        assert all(group.lines and list(group.lines) == sorted(group.lines) for group in groups)
    amounts = [data.draw(st.integers(-(10**9), 10**9)) for _ in lines]
    taken = [data.draw(st.integers(0, 10**6)) for _ in lines]
    statement = a_statement(
        lines=tuple(
            StatementLine("x", amount, 1, None, discounts=(Deduction("Off", None, off),))
            for amount, off in zip(amounts, taken, strict=True)
        ),
        groups=groups,
    )
    if groups:
        assert sum(group.subtotal for group in worded_groups(statement, "en")) == sum(amounts) - sum(taken)
