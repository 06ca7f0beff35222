"""Reading how a source gives statuses to objects: `breaches` names each way past the tables (rule 4 of the map)."""

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

from tests.tidy.lifecycles import LIFECYCLES, TABLE_MODULE

# What lives, and the table of its life.
OWNERS = {
    "BankMovement": "BANK_MOVEMENT",
    "Charge": "CHARGE", "CheckoutSession": "CHECKOUT_SESSION",
    "CreditNote": "CREDIT_NOTE", "Dispute": "DISPUTE", "Invoice": "INVOICE",
    "InvoicePayment": "INVOICE_PAYMENT", "Mandate": "MANDATE", "Meter": "METER", "PaymentIntent": "PAYMENT_INTENT",
    "Payout": "PAYOUT", "Person": "PERSON",
    "Refund": "REFUND", "SepaOrder": "SEPA_ORDER",
    "SetupAttempt": "SETUP_ATTEMPT", "SetupIntent": "SETUP_INTENT", "Subscription": "SUBSCRIPTION",
    "TestClock": "TEST_CLOCK",
}  # fmt: skip
TABLES = (
    "bank_movements",
    "charges", "checkout_sessions",
    "credit_notes", "disputes", "invoices", "invoice_payments", "mandates", "meters", "payment_intents", "payouts",
    "people",
    "refunds", "sepa_orders",
    "setup_attempts", "setup_intents", "subscriptions", "test_clocks",
)  # fmt: skip
# What else has a `status=`: errors and pages that of HTTP, an address or a list a filter, a class that only shows an
# object, the log what happened.
OTHERS = re.compile(
    r"errors\.[A-Z_]+|refusal|kind|page|pages_of|not_found|_shown|log\.\w+|[A-Z]\w*|visit\.(?:page|to)|framed|[A-Z]+\.page|List\w+\.of"
    r"|(?:self|outside|self\.outside)\._?page"
)

_WRITTEN = re.compile(rf"\bUPDATE\s+(?:{'|'.join(TABLES)})\b.*?\bSET\b(?P<columns>.*?)(?:\bWHERE\b|$)", re.DOTALL)
_LITERAL = re.compile(r"\bstatus\s*=\s*'")


def breaches(source: str, *, store: bool = False) -> list[str]:
    """The breaches of a file, each with its line. A `store` may build objects from rows."""
    tree = ast.parse(source)
    reading = _Reading(_tables_of(tree), _living_of(tree), store)
    return [f"{line}: {what}" for line, what in sorted(reading.of(tree, tree, None))]


def _tables_of(tree: ast.Module) -> set[str]:
    """The lifecycles that a file names: imported from where they are written, or written in it."""
    written = {_text(target) for node in tree.body if is_table(node) for target in node.targets}
    return (set(_imported(tree, TABLE_MODULE)) | written) & set(LIFECYCLES)


def is_table(node: ast.AST) -> TypeGuard[ast.Assign]:
    """Whether a statement writes a lifecycle."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _text(node.value.func) == "Lifecycle"


def _living_of(tree: ast.Module) -> dict[str, str]:
    """The classes with a life that a file names, with their tables. Others of such a name have no status."""
    written = {node.name for node in tree.body if isinstance(node, ast.ClassDef) and any(map(_is_status, node.body))}
    named = _imported(tree, ".objects") | {name: name for name in written}
    return {name: OWNERS[original] for name, original in named.items() if original in OWNERS}


def _is_status(node: ast.AST) -> bool:
    return isinstance(node, ast.AnnAssign) and _text(node.target) == "status"


def _imported(tree: ast.Module, module: str) -> dict[str, str]:
    """What a file imports from modules of a name: as it calls it, and as they do."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(module)
        for alias in node.names
    }


class _Reading:
    def __init__(self, tables: set[str], living: dict[str, str], store: bool) -> None:
        self._tables, self._living, self._store = tables, living, store

    def of(self, node: ast.AST, function: ast.AST, owner: str | None) -> Iterator[tuple[int, str]]:
        """The breaches below a node of a function, in the class `owner`."""
        for child in ast.iter_child_nodes(node):
            inner = child if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
            yield from self.of(child, inner, child.name if isinstance(child, ast.ClassDef) else owner)
            if isinstance(child, ast.Call):
                yield from ((child.lineno, what) for what in self._of_call(child, function, owner))
            elif isinstance(child, ast.Constant) and isinstance(child.value, str) and _writes_literal(child.value):
                yield child.lineno, "a statement writes a status that no table gave"

    def _of_call(self, call: ast.Call, function: ast.AST, owner: str | None) -> Iterator[str]:
        called = _text(call.func)
        made = owner if called == "cls" else called
        given = next((keyword.value for keyword in call.keywords if keyword.arg == "status"), None)
        is_change = called.split(".")[-1] == "replace"
        is_made = made in self._living
        if is_change or is_made:
            yield from _hidden(call, function)
        if is_made and given is None and not (self._store and _is_from_row(call)):
            yield f"{made} is made without status=…"
        if given is None or (not is_change and not is_made and OTHERS.fullmatch(called)):
            return
        steps = is_change and (self._is_step(given, call) or (_is_new(call) and self._is_start(given, None)))
        if not steps and not (is_made and self._is_start(given, self._living[made])):
            yield f"{called}(…, status={_text(given)})"

    def _is_step(self, given: ast.expr, call: ast.Call) -> bool:
        """`TABLE.after(verb, x.status)`, with the `x` that is replaced."""
        return (
            isinstance(given, ast.Call)
            and isinstance(given.func, ast.Attribute)
            and given.func.attr == "after"
            and self._is_table(given.func.value)
            and len(given.args) == 2
            and not given.keywords
            and _text(given.args[1]) == f"{_text(call.args[0])}.status"
        )

    def _is_start(self, given: ast.expr, table: str | None) -> bool:
        """`TABLE.starts[…]`."""
        return (
            isinstance(given, ast.Subscript)
            and isinstance(given.value, ast.Attribute)
            and given.value.attr == "starts"
            and self._is_table(given.value.value)
            and table in (None, _text(given.value.value))
        )

    def _is_table(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self._tables


def _is_new(call: ast.Call) -> bool:
    return any(keyword.arg == "id" for keyword in call.keywords)


def _is_from_row(call: ast.Call) -> bool:
    return not call.keywords and all(isinstance(argument, ast.Starred) for argument in call.args)


def _hidden(call: ast.Call, function: ast.AST) -> Iterator[str]:
    """A status inside of what a call spreads by `**`: a dict there, or one that the function made before."""
    for keyword in call.keywords:
        if keyword.arg is None:
            names = {node.id for node in ast.walk(keyword.value) if isinstance(node, ast.Name)}
            if _has_status(keyword.value) or any(_is_put_into(names, node) for node in ast.walk(function)):
                yield f"{_text(call.func)}(…, **{{'status': …}})"


def _is_put_into(names: set[str], node: ast.AST) -> bool:
    """Whether a statement puts a status into a dict of one of these names."""
    if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) or node.value is None:
        return False
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        if isinstance(target, ast.Subscript) and _text(target.value) in names and _is_word(target.slice):
            return True
        if isinstance(target, ast.Name) and target.id in names and _has_status(node.value):
            return True
    return False


def _has_status(node: ast.AST) -> bool:
    """Whether a dict that is written there has a status of its own; one in the depth of a value is another matter."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return any(_is_word(key) if key is not None else _has_status(value) for key, value in pairs)
    return isinstance(node, ast.BinOp | ast.IfExp) and any(map(_has_status, ast.iter_child_nodes(node)))


def _is_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "status"


def _writes_literal(sql: str) -> bool:
    return any(_LITERAL.search(found["columns"]) for found in _WRITTEN.finditer(sql))


def _text(node: ast.AST) -> str:
    return ast.unparse(node)
