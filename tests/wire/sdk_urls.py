"""The URLs that the official SDK calls, read from its source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import stripe


def sdk_urls() -> Iterator[tuple[str, str]]:
    """Method and path of every request, such as `("POST", "/v1/invoices/invoice/void")`; an id has its own name."""
    root = Path(stripe.__file__).parent
    found = {url for file in root.rglob("_*_service.py") for url in _urls_of(ast.parse(file.read_text("utf-8")))}
    yield from sorted(found)


def _urls_of(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) > 1):
            continue
        method, path = node.args[:2]
        if isinstance(path, ast.Call) and isinstance(path.func, ast.Attribute):
            path = path.func.value  # "/v1/…".format(…)
        if node.func.attr == "_request" and isinstance(method, ast.Constant) and isinstance(path, ast.Constant):
            yield str(method.value).upper(), str(path.value).replace("{", "").replace("}", "")
