"""Reading our own source, for the tests that keep it tidy."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "billhook"
MIGRATIONS = ROOT / "migrations"


def modules(folder: Path = SRC) -> list[Path]:
    """Every Python file below a folder."""
    return sorted(p for p in folder.rglob("*.py") if "node_modules" not in p.parts)


def name_of(path: Path) -> str:
    """A path as the tests print it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file. Nobody changes it."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def code(path: Path) -> str:
    """A file without its docstrings and comments."""
    return ast.unparse(_WithoutDocstrings().visit(ast.parse(path.read_text("utf-8"))))


class _WithoutDocstrings(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return ast.Pass()
        return node
