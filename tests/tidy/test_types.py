"""A dict of anything tells its reader nothing: values have types. Exceptions have reasons and may only become fewer."""

import ast
from collections import Counter

from tests.tidy.source import ROOT, modules, name_of, tree

_MAPPINGS = {"dict", "Mapping", "MutableMapping"}
_DEFINES = "what a type is at run time"
_REPLACES = "new values of fields by name, for `dataclasses.replace` or for a model that checks them"

LEFT = {
    "src/billhook/kernel/stored.py": (1, _DEFINES),
    "src/billhook/kernel/wire_object.py": (1, _DEFINES),
    "src/billhook/wire/versions/with_past.py": (1, _DEFINES),
    "src/billhook/db/tx.py": (1, "objects of any room, by their ids"),
    "src/billhook/settings.py": (1, "settings as pydantic hands them over"),
    "src/billhook/customers/actions/fields.py": (2, _REPLACES),
    "src/billhook/discounts/actions/update_coupon.py": (1, _REPLACES),
    "src/billhook/discounts/actions/update_promotion_code.py": (1, _REPLACES),
    "src/billhook/invoices/actions/create_preview.py": (2, _REPLACES),
    "src/billhook/invoices/actions/fields.py": (2, _REPLACES),
    "src/billhook/invoices/actions/payment_settings.py": (1, _REPLACES),
    "src/billhook/payments/actions/confirmation_tokens.py": (1, _REPLACES),
    "src/billhook/payments/actions/for_invoice.py": (1, _REPLACES),
    "src/billhook/payments/rules/settling.py": (1, _REPLACES),
    "src/billhook/webhooks/actions/update.py": (1, _REPLACES),
}
"""How many dicts of anything a file may have, and why."""

USE_INSTEAD = (
    "give it its type: WireObject for the result of a view, WireHash for a hash inside it (kernel/wire_object.py), "
    "Json for the JSON of a column (kernel/stored.py), Form for parameters (wire/forms.py), a frozen dataclass or a "
    "TypedDict for a known shape, no annotation if mypy infers one"
)


def _is_of_anything(node: ast.AST) -> bool:
    """Whether a type is `dict[str, Any]` or a mapping like it."""
    return isinstance(node, ast.Subscript) and (
        ast.unparse(node.value).rpartition(".")[2] in _MAPPINGS
        and ast.unparse(node.slice).replace("typing.", "") in ("str, Any", "(str, Any)")
    )


def _dicts_of_anything(source: ast.Module) -> int:
    nodes = list(ast.walk(source))
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return sum(map(_is_of_anything, nodes)) + sum(map(_in_quotes, texts))


def _in_quotes(text: str) -> int:
    """The same in a type that is written as a text."""
    if "[str, Any]" not in text:
        return 0
    try:
        return sum(map(_is_of_anything, ast.walk(ast.parse(text, mode="eval"))))
    except SyntaxError:  # a sentence, not a type
        return 0


def _aliases(source: ast.Module) -> set[str]:
    """Names of the module that stand for a dict of anything."""
    assigned = (node for node in source.body if isinstance(node, ast.Assign) and _is_of_anything(node.value))
    return {ast.unparse(target) for node in assigned for target in node.targets}


def test_no_more_dicts_of_anything():
    found = Counter({name_of(path): _dicts_of_anything(tree(path)) for path in modules()})
    more = {name: count for name, count in found.items() if count > LEFT.get(name, (0, ""))[0]}
    assert more == {}, USE_INSTEAD


def test_no_exception_is_kept_that_no_longer_applies():
    found = {name: _dicts_of_anything(tree(ROOT / name)) for name in LEFT if (ROOT / name).exists()}
    assert found == {name: count for name, (count, _) in LEFT.items()}


def test_an_alias_does_not_hide_one():
    aliases = {(name_of(path), name) for path in modules() for name in _aliases(tree(path))}
    assert aliases == {("src/billhook/kernel/stored.py", "Json")}, USE_INSTEAD
    assert [name_of(path) for path in modules(ROOT / "tests") if "Object" in _aliases(tree(path))] == []


def test_each_spelling_is_counted():
    spellings = (
        "def f(a: dict[str, Any], b: list[Mapping[str, Any]] | None) -> typing.Mapping[str, typing.Any]: ...\n"
        "c: 'dict[str, Any] | None' = None\n"
        "D = dict[str, Any]\n"
        "e: dict[str, object] = {}\n"
        "f = 'of a dict[str, Any] this sentence tells'\n"
    )
    assert (_dicts_of_anything(ast.parse(spellings)), _aliases(ast.parse(spellings))) == (5, {"D"})
