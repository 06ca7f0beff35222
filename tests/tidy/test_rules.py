"""The rules of the house that a linter does not know. Each test says which mistake it prevents."""

import ast
import re

import pytest
from tests.tidy.source import ROOT, SRC, code, functions, modules, name_of, tree

CLOCK = "src/billhook/kernel/clock.py"
IDS = "src/billhook/kernel/ids.py"
_CATALOGUE = "src/billhook/kernel/errors/"


def _using(pattern: str) -> set[str]:
    return {name_of(p) for p in modules() if re.search(pattern, code(p))}


def test_only_the_clock_asks_what_time_it_is():
    """A rule that asks the wall clock cannot be tested, and forgets that a customer may live in another time."""
    asking = _using(r"\btime\.(time|time_ns|monotonic)\(|datetime\.(now|utcnow|today)\(|date\.today\(")
    assert asking == {CLOCK}, "take the time from tx.now or reader.now; a rule gets it as an argument"


def test_only_the_ids_are_random():
    """Anything random elsewhere cannot be repeated, and a weak source would end up in a secret."""
    found = _using(r"^(import|from) (random|secrets|uuid)\b|(?m:^(import|from) (random|secrets|uuid)\b)")
    assert found == {IDS}, "take ids, tokens and secrets from kernel/ids.py"


def test_every_module_says_what_it_is_for():
    """A newcomer reads the first line of a file before anything else."""
    silent = [name_of(p) for p in modules() if not ast.get_docstring(tree(p))]
    assert silent == [], "begin each with a docstring that says what the file is for"


@pytest.mark.parametrize("sign", sorted(SRC.glob("*/__init__.py")), ids=name_of)
def test_a_room_has_a_sign_and_no_code_on_its_door(sign):
    """What a room owns and leaves is read at its door; code there would run at every import."""
    words = ast.get_docstring(tree(sign)) or ""
    missing = [word for word in ("Owns", "Leaves", "Always") if not re.search(rf"^{word}\s", words, re.MULTILINE)]
    assert missing == [], f"begin a line of the docstring of {name_of(sign)} with each of these words"
    assert len(tree(sign).body) == 1, f"move the code of {name_of(sign)} into a file of the room"


def test_public_functions_of_rules_and_stores_say_what_they_do():
    """Units, shapes and errors are not visible in a signature."""
    silent = [
        f"{name_of(p)}:{f.name}"
        for p in modules()
        if "rules" in p.parts or p.stem == "store"
        for f in functions(p)
        if not f.name.startswith("_") and not ast.get_docstring(f) and not _is_nested_or_property(f)
    ]
    assert silent == [], "give each a docstring with shapes, units and errors, or a name that begins with _"


def _is_nested_or_property(f: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "property" for d in f.decorator_list)


def test_money_is_never_a_float():
    """0.1 + 0.2 is not 0.3. The metadata of what shows numbers may be floats, amounts may not."""
    offenders = {
        name_of(p)
        for room in ("invoices", "catalog", "customers", "payments")
        for p in modules(SRC / room)
        if re.search(r"\bfloat\b", code(p))
    }
    # The weight and the size of a parcel are no money.
    measures = {"src/billhook/catalog/params.py", "src/billhook/catalog/types.py"}
    assert offenders - measures == set(), "whole minor units (int), or Decimal for unit amounts and percentages"
    assert not re.search(r"\bfloat\b", code(SRC / "kernel" / "money.py"))


def test_only_one_place_rounds():
    """Two places that round disagree sooner or later, by a cent."""
    found = _using(r"\bround\(|\.quantize\(|ROUND_")
    # Of the others, display cuts what is shown, the old versions cut a text, and a duration is no money.
    others = {"kernel/display.py", "wire/versions/v2025_03_31_basil_lines.py", "webhooks/calling.py"}
    rounding = {"src/billhook/kernel/money.py", *(f"src/billhook/{name}" for name in others)}
    assert found - rounding == set(), "call what rounds in kernel/money.py"


def test_an_error_message_is_written_in_the_catalogue_alone():
    """The guide's list of errors is printed from the catalogue; an error raised past it would be undocumented."""
    offenders = [name_of(p) for p in modules() if re.search(r"raise ApiError\(|ErrorKind\(", code(p))]
    elsewhere = {n for n in offenders if not n.startswith(_CATALOGUE)} - {"src/billhook/kernel/api_error.py"}
    assert elsewhere == set(), "write a row in a page of kernel/errors/ and raise errors.NAME(…)"


def test_every_row_of_the_catalogue_is_raised_somewhere():
    """An error that nothing raises is a promise that nothing keeps."""
    from billhook.kernel.errors import catalogue

    elsewhere = [p for p in modules() if not name_of(p).startswith(_CATALOGUE)]
    named = {name for p in elsewhere for name in re.findall(r"\b[A-Z][A-Z0-9_]*\b", code(p))}
    assert set(catalogue()) - named == set(), (
        "take these rows off kernel/errors/, then print the guide: ./dev python docs/print_tables.py"
    )


def test_a_todo_has_an_issue():
    """A wish without a number is a wish nobody will find again."""
    pattern = re.compile(r"(?<!context\.)\b(TODO|FIXME|XXX)\b(?! ?\(?#\d+)")
    here = name_of(ROOT / "tests/tidy/test_rules.py")
    files = [p for p in [*modules(), *modules(ROOT / "tests")] if name_of(p) != here]
    unnumbered = [name_of(p) for p in files if pattern.search(p.read_text())]
    assert unnumbered == [], "open an issue and write its number behind the word, as (#12), or take the wish out"


def test_tests_do_not_mock_our_own_code():
    """A mock of our own code tests what we believe of it. Fakes stand for what lies outside only."""
    here = name_of(ROOT / "tests/tidy/test_rules.py")
    found = [
        name_of(p)
        for p in modules(ROOT / "tests")
        if name_of(p) != here and re.search(r"unittest\.mock|mock\.patch|\bmocker\b|MagicMock", p.read_text())
    ]
    assert found == [], "take a real object, or a fake of what lies outside: a receiver, a mail server"
