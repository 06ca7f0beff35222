"""The parameters of the official SDK, read from its own types: which verb takes what, nested as it is sent."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import stripe

_PACKAGE = Path(stripe.__file__).parent
_CLASS = re.compile(r"\b[A-Z]\w*Params\w*\b")
_PLACEHOLDER = re.compile(r"\{[^}]*\}")
# Headers and options of a call, which the SDK declares beside its parameters.
_OPTIONS = frozenset(stripe.RequestOptions.__annotations__)


@dataclass(frozen=True)
class Verb:
    """One method of the SDK: HTTP method, path with `{}` for its placeholders, and the type of its parameters.

    `spelled` is the path with the names of its placeholders.
    """

    method: str
    path: str
    spelled: str
    module: str
    params: str


@lru_cache
def verbs() -> dict[tuple[str, str], Verb]:
    """Every verb under `/v1` that has parameters."""
    found = {}
    for file in sorted(_PACKAGE.rglob("_*_service.py")):
        syntax = ast.parse(file.read_text())
        modules = {
            alias.name: node.module
            for node in ast.walk(syntax)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        for function in ast.walk(syntax):
            if isinstance(function, ast.FunctionDef) and (verb := _verb(function, modules)):
                found[verb.method, verb.path] = verb
    return found


def _verb(function: ast.FunctionDef, modules: dict[str, str]) -> Verb | None:
    params = next((a for a in function.args.args if a.arg == "params"), None)
    request = next((node for node in ast.walk(function) if _is_request(node)), None)
    if params is None or params.annotation is None or request is None:
        return None
    names = _CLASS.findall(ast.unparse(params.annotation))
    texts = [n.value for n in ast.walk(request) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    path = next((text for text in texts if text.startswith("/v1/")), None)
    if path is None or not names:
        return None
    return Verb(texts[0].upper(), shape(path), path, modules[names[0]], names[0])


def _is_request(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_request"


def shape(path: str) -> str:
    """A path without the names of its placeholders."""
    return _PLACEHOLDER.sub("{}", path)


def parameters(verb: Verb) -> Iterator[list[str]]:
    """The path of every parameter, such as `["lines", "0", "period", "end"]`; hashes before what is in them."""
    module = importlib.import_module(verb.module)
    yield from _within(module, verb.params, [])


def _within(module: Any, name: str, above: list[str]) -> Iterator[list[str]]:
    for parameter, annotation in getattr(module, name).__annotations__.items():
        if parameter in _OPTIONS:
            continue
        text = getattr(annotation, "__forward_arg__", None) or str(annotation)
        here = [*above, parameter]
        yield here
        for inner in dict.fromkeys(_CLASS.findall(text)):
            if hasattr(module, inner):
                yield from _within(module, inner, [*here, *_between(text, inner)])


def _between(text: str, inner: str) -> list[str]:
    """What stands between a parameter and its hash: the place in an array, or the key in a map."""
    before = text[: text.index(inner)]
    if re.search(r"List\[['\"]?$", before):
        return ["0"]
    return ["usd"] if re.search(r"(Dict|UntypedStripeObject)\[(str, )?$", before) else []


@lru_cache
def expandable(object_type: str) -> tuple[str, ...]:
    """The dotted places of an object that its type calls expandable, in hashes and in the elements of lists too."""
    return tuple(dict.fromkeys(place for cls in classes().get(object_type, ()) for place in _expandable(cls, {}, "")))


@lru_cache
def classes() -> dict[str, tuple[ast.ClassDef, ...]]:
    """The classes of objects, by the name in their `object`."""
    found: dict[str, tuple[ast.ClassDef, ...]] = {}
    for cls in _all_classes():
        if name := _object_name(cls):
            found[name] = (*found.get(name, ()), cls)
    for cls in _classes_in("v2"):
        # What the v2 API shares with the first one, such as lists, is told apart by its name.
        if (name := _object_name(cls)) and name.startswith("v2."):
            found[name] = (*found.get(name, ()), cls)
    return found


@lru_cache
def top_level() -> dict[str, ast.ClassDef]:
    """The classes by their own names: what has no `object` is among them too."""
    return {cls.name: cls for cls in _all_classes()}


@lru_cache
def _all_classes() -> tuple[ast.ClassDef, ...]:
    return _classes_in("", without="v2")


def _classes_in(folder: str, *, without: str = "params") -> tuple[ast.ClassDef, ...]:
    """The classes of the files below a folder of the SDK, but those of parameters."""
    return tuple(
        cls
        for file in sorted((_PACKAGE / folder).rglob("_*.py"))
        if not {"params", without} & set(file.parts)
        for cls in ast.parse(file.read_text()).body
        if isinstance(cls, ast.ClassDef)
    )


def _object_name(cls: ast.ClassDef) -> str | None:
    for line in cls.body:
        if isinstance(line, ast.AnnAssign) and ast.unparse(line.target) == "OBJECT_NAME" and line.value is not None:
            return str(ast.literal_eval(line.value))
    return None


def _expandable(cls: ast.ClassDef, known: dict[str, ast.ClassDef], above: str) -> Iterator[str]:
    known = known | {inner.name: inner for inner in cls.body if isinstance(inner, ast.ClassDef)}
    for line in cls.body:
        if not isinstance(line, ast.AnnAssign):
            continue
        place, annotation = above + ast.unparse(line.target), ast.unparse(line.annotation)
        if "ExpandableField" in annotation:
            yield place
            continue
        if "ListObject" in annotation:
            yield place
        for name in re.findall(r"\w+", annotation):
            if name in known:
                yield from _expandable(known[name], known, f"{place}.")
