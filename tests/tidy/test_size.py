"""Budgets with a ratchet: what outgrows them is split. The lists of exceptions may only shrink."""

import pytest
from tests.tidy.source import ROOT, SRC, functions, modules, name_of

FUNCTION_LINES_MAX = 60
MODULE_LINES_MAX = 500
TEST_MODULE_LINES_MAX = 800

# A view is one literal: the wire object, field by field. Cutting it in two would hide the shape.
LONG_FUNCTIONS = {
    ("src/billhook/checkout/view.py", "checkout_session"), ("src/billhook/invoices/view.py", "invoice"),
    ("src/billhook/subscriptions/view.py", "subscription"),
}  # fmt: skip


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_function_outgrows_the_screen(path):
    long = {
        (name_of(path), f.name)
        for f in functions(path)
        if (f.end_lineno or f.lineno) - f.lineno + 1 > FUNCTION_LINES_MAX
    }
    assert long - LONG_FUNCTIONS == set(), f"split what is longer than {FUNCTION_LINES_MAX} lines"


def test_no_exception_is_kept_that_no_longer_applies():
    still = {
        (name_of(path), f.name)
        for path in modules()
        for f in functions(path)
        if (f.end_lineno or f.lineno) - f.lineno + 1 > FUNCTION_LINES_MAX
    }
    assert LONG_FUNCTIONS - still == set(), "these are short now: take them off LONG_FUNCTIONS"
    assert still == LONG_FUNCTIONS


def test_no_module_is_a_drawer():
    sizes = {name_of(p): len(p.read_text().splitlines()) for p in modules()}
    large = {name: lines for name, lines in sizes.items() if lines > MODULE_LINES_MAX}
    assert large == {}, f"split what is longer than {MODULE_LINES_MAX} lines by what it is about"


def test_no_test_module_is_a_drawer():
    sizes = {name_of(p): len(p.read_text().splitlines()) for p in modules(ROOT / "tests")}
    large = {name: lines for name, lines in sizes.items() if lines > TEST_MODULE_LINES_MAX}
    assert large == {}, f"split what is longer than {TEST_MODULE_LINES_MAX} lines by what it is about"


def test_no_module_has_a_name_that_says_nothing():
    empty_words = {"utils", "util", "helpers", "helper", "service", "services", "common", "misc", "base", "manager"}
    assert [name_of(p) for p in modules() if p.stem in empty_words] == [], "name each after what it does or knows"
    assert [name_of(p) for p in SRC.rglob("*") if p.is_dir() and p.name in empty_words] == []
