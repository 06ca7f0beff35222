"""Whether an answer is what the official SDK's types say: each field known, there, and of its type."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sdk_types import classes, top_level

Scope = Mapping[str, ast.ClassDef]
_OF_LISTS = {"object", "data", "has_more", "url"}
_PLAIN = {"str": str, "int": int, "bool": bool, "float": (int, float)}


@dataclass(frozen=True)
class Fault:
    """`what` is unknown, missing, null, type or value; `place` names the field, as `invoice.lines.data.price`."""

    what: str
    place: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.place} {self.value}".strip()


def faults(value: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with an object, and with the objects in it. It is judged by the name in its `object`."""
    name = value["object"]
    if value.get("deleted") is True or value.keys() == {"id", "object"}:  # so the v2 API tells of a deleted one
        return
    candidates = [list(_of_class(value, cls, {}, name)) for cls in classes()[name] if _fields(cls)]
    yield from min(candidates, key=len)


_text = cache(ast.unparse)


@cache
def _fields(cls: ast.ClassDef) -> Mapping[str, ast.expr]:
    """The fields of a class with their annotations, by the names on the wire."""
    return {
        _wire_name(cls, line.target.id): line.annotation
        for line in cls.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.target.id != "OBJECT_NAME"
    }


@cache
def _inner(cls: ast.ClassDef) -> Scope:
    return {inner.name: inner for inner in cls.body if isinstance(inner, ast.ClassDef)}


def _wire_name(cls: ast.ClassDef, name: str) -> str:
    """The name on the wire: the SDK spells `from` otherwise, because Python has a word for it."""
    for line in cls.body:
        if isinstance(line, ast.Assign) and _text(line.targets[0]) == "_field_remappings":
            mapped: dict[str, str] = ast.literal_eval(line.value)
            return mapped.get(name, name)
    return name


def _of_class(value: Any, cls: ast.ClassDef, scope: Scope, place: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault("type", place, f"{value!r:.40} is no {cls.name}")
        return
    inside = {**scope, **_inner(cls)} if _inner(cls) else scope
    known = _fields(cls)
    for name in value.keys() - known.keys():
        yield Fault("unknown", f"{place}.{name}")
    for name, annotation in known.items():
        if name in value:
            yield from _of_type(value[name], annotation, inside, f"{place}.{name}")
        elif name != "deleted" and not _is_of_another_type(name, annotation, value, known):
            yield Fault("missing", f"{place}.{name}", "" if _is_optional(annotation) else "(required)")


def _is_of_another_type(
    name: str, annotation: ast.expr, value: Mapping[str, Any], known: Mapping[str, ast.expr]
) -> bool:
    """Whether the field is a hash or an id that only objects of another `type` have."""
    if "type" not in known or not _is_optional(annotation):
        return False
    inner = _text(annotation).removeprefix("Optional[").lstrip("'")
    return name != value.get("type") and inner[0].isupper() and not inner.startswith("List[")


def _is_optional(annotation: ast.expr) -> bool:
    return isinstance(annotation, ast.Subscript) and _text(annotation.value) == "Optional"


def _of_type(value: Any, annotation: ast.expr, scope: Scope, place: str) -> Iterator[Fault]:
    if isinstance(annotation, ast.Subscript):
        yield from _of_generic(value, _text(annotation.value), _arguments(annotation), scope, place)
    else:
        yield from _of_name(value, _named(annotation), scope, place)


def _named(annotation: ast.expr) -> str:
    """A name, in quotes or not; of `Invoice.Payment` the last part."""
    text = annotation.value if isinstance(annotation, ast.Constant) else _text(annotation)
    return str(text).rpartition(".")[2]


def _arguments(annotation: ast.Subscript) -> list[ast.expr]:
    return annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]


def _of_generic(value: Any, generic: str, inner: list[ast.expr], scope: Scope, place: str) -> Iterator[Fault]:
    match generic:
        case "Optional":
            if value is not None:
                yield from _of_type(value, inner[0], scope, place)
        case "Union":
            yield from _of_any(value, inner, scope, place)
        case "Literal":
            if value not in [ast.literal_eval(each) for each in inner]:
                yield Fault("value", place, repr(value))
        case "ExpandableField":
            if not isinstance(value, str):
                yield from _of_type(value, inner[0], scope, place)
        case "List":
            yield from _of_each(value, list, inner[0], scope, place)
        case "ListObject":
            if not isinstance(value, Mapping) or value.keys() - {"total_count"} != {
                "object",
                "data",
                "has_more",
                "url",
            }:
                yield Fault("type", place, "is no list")
            else:
                yield from _of_each(value["data"], list, inner[0], scope, place)
        case "Dict" | "UntypedStripeObject":
            if not isinstance(value, Mapping):
                yield Fault("type", place, f"{value!r:.40} is no hash")
            else:
                yield from _of_each(list(value.values()), list, inner[-1], scope, place)
        case _:
            raise AssertionError(f"{place}: the walk does not know {generic}")


def _of_any(value: Any, choices: list[ast.expr], scope: Scope, place: str) -> Iterator[Fault]:
    """Literals beside `str` are the documented values; the SDK only leaves room for those to come."""
    literals = [each for each in choices if _text(each).startswith("Literal[")]
    if literals:
        choices = literals
    yield from min((list(_of_type(value, each, scope, place)) for each in choices), key=len)


def _of_each(value: Any, kind: type, annotation: ast.expr, scope: Scope, place: str) -> Iterator[Fault]:
    if not isinstance(value, kind):
        yield Fault("type", place, f"{value!r:.40} is no {kind.__name__}")
        return
    for each in value:
        yield from _of_type(each, annotation, scope, place)


def _of_name(value: Any, name: str, scope: Scope, place: str) -> Iterator[Fault]:
    if name in ("Any", "object"):
        return
    if name in _PLAIN:
        is_right = isinstance(value, _PLAIN[name]) and not (isinstance(value, bool) and name != "bool")
        if not is_right:
            yield Fault("null" if value is None else "type", place, f"{value!r:.40} is no {name}")
    elif name in scope:
        yield from _of_class(value, scope[name], scope, place)
    elif name == "Decimal":
        if not isinstance(value, str):
            yield Fault("type", place, f"{value!r:.40} is no decimal")
    elif isinstance(value, Mapping) and "object" in value and value["object"] in classes():
        yield from faults(value)
    elif (cls := top_level().get(name)) is not None:
        yield from _of_class(value, cls, {}, place)
    else:
        raise AssertionError(f"{place}: the walk does not know {name}")
