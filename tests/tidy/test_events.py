"""The list of event types and the code that emits them say the same."""

import ast

from tests.tidy.source import SRC, modules, tree

from billhook.events.types import DOCUMENTED_TYPES, EVENT_TYPES

LIST = SRC / "events" / "types.py"


def words():
    """Every text of the code but the list itself. Some types stand in tables, as what becomes of a verb."""
    nodes = (node for path in modules() if path != LIST for node in ast.walk(tree(path)))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def spelled_out():
    """The types that a call of `emit` or `emit_updated` spells out."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("emit", "emit_updated"):
                yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and "." in str(arg.value))


def test_every_type_that_is_emitted_is_on_the_list():
    """A type that is not listed is in no guide, and the wildcards of a filter do not find it."""
    emitted = set(spelled_out()) | (words() & set(DOCUMENTED_TYPES))
    assert len(emitted) > 50
    assert emitted - EVENT_TYPES == set(), (
        "add each to EVENT_TYPES (events/types.py) if Stripe documents it, or do not emit it; "
        "see docs/how-to/add-an-event.md"
    )


def test_every_type_on_the_list_is_emitted():
    """A type that nothing emits is a promise that nothing keeps."""
    assert EVENT_TYPES - words() == set(), "nothing emits these: take them off EVENT_TYPES (events/types.py)"
