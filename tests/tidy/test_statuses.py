"""Nobody gives an object a status but the tables (rule 4 of the map)."""

import ast
from dataclasses import fields, is_dataclass
from importlib import import_module

import pytest
from tests.tidy.lifecycles import LIFECYCLES
from tests.tidy.source import SRC, modules, name_of, tree
from tests.tidy.statuses import OWNERS, breaches, is_table

# Whether an endpoint (an event destination) is enabled is a switch, and a delivery is not an object of Stripe's API.
_OTHER_ROOMS = {"webhooks", "event_destinations"}

# What a tax provider answered last is no life that an invoice leads.
_ANSWERS = {"AutomaticTax"}

ASKS = ("after", "require", "refusal", "allows", "allowed")


@pytest.mark.parametrize("path", [p for p in modules() if p.relative_to(SRC).parts[0] not in _OTHER_ROOMS], ids=name_of)
def test_every_status_comes_from_a_table(path):
    """A verb that assigns a status invents a way of its own, which the guide does not know."""
    is_store = path.stem == "store" or path.stem.endswith("_store")
    found = breaches(path.read_text("utf-8"), store=is_store)
    assert found == [], "give a status by TABLE.starts[…] or TABLE.after(verb, it.status), where TABLE is its lifecycle"


def test_whatever_has_a_status_has_a_lifecycle():
    """An object that the guard does not know may get any status."""
    living = {
        value.__name__
        for path in sorted(SRC.glob("*/objects.py"))
        if path.parent.name not in _OTHER_ROOMS
        for value in vars(import_module(f"billhook.{path.parent.name}.objects")).values()
        if isinstance(value, type) and is_dataclass(value) and "status" in {field.name for field in fields(value)}
    }
    assert living - _ANSWERS - set(OWNERS) == set(), (
        "write a Lifecycle in the room's rules/lifecycle.py; name the class in OWNERS and its table in TABLES "
        "(tests/tidy/statuses.py)"
    )
    assert (set(OWNERS) | _ANSWERS) - living == set(), "these have no status: take them off OWNERS"
    assert sorted(OWNERS.values()) == sorted(LIFECYCLES), "OWNERS in tests/tidy/statuses.py names each lifecycle once"


IMPORTS = """
from billhook.invoices.objects import Invoice, InvoicePayment
from billhook.invoices.rules.lifecycle import INVOICE, OPEN
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.lifecycle import CHARGE, PAYMENT_INTENT
from billhook.setup_intents.objects import SetupAttempt
"""
GOOD = [
    'replace(invoice, status=INVOICE.after("void", invoice.status), voided_at=now)',
    "replace(hold.intent, status=PAYMENT_INTENT.after(verb, hold.intent.status))",
    'Invoice(id=new_id("in"), status=INVOICE.starts["create"])',
    'PaymentIntent(status=PAYMENT_INTENT.starts["create" if method is None else "create_with_method"], **blank)',
    'replace(original, id=new_id("in"), status=INVOICE.starts["revise"])',
    'class Charge:\n    status: str\n    def made(cls):\n        return cls(status=CHARGE.starts["wait"])',
    "replace(invoice, description=text, **changes)",
    'change = {"automatic_tax": {"status": None}}\nreplace(invoice, **change)',
    'raise errors.INTENT_STATE(verb="confirm", status=intent.status)',
    "page(document, status=404)",
    "InvoiceStatement(status=invoice.status)",
    "tx.write(\"UPDATE invoices SET due = $1 WHERE status = 'open'\")",
    "tx.write(\"UPDATE invoice_mails SET status = 'sending'\")",
]
BAD = [
    'replace(invoice, status="void")',
    "replace(invoice, status=OPEN)",
    "replace(invoice, status=other.status)",
    'dataclasses.replace(invoice, status="void")',
    'replace(invoice, status=after("void", invoice.status))',
    "replace(invoice, status=PAID if amount == 0 else INVOICE.after(verb, invoice.status))",
    # From another status than its own.
    'replace(invoice, status=INVOICE.after("void", OPEN))',
    'replace(invoice, status=INVOICE.after("void", before.status))',
    # Not a table of ours.
    'replace(refund, status=REFUND.after("fail", refund.status))',
    'INVENTED = Lifecycle("invoice", (), {}, {})\nreplace(invoice, status=INVENTED.after("void", invoice.status))',
    # What there is already does not start anew.
    'replace(invoice, status=INVOICE.starts["create"])',
    # New ones.
    'Invoice(id=new_id("in"), status="draft")',
    'Invoice(id=new_id("in"), status=INVOICE.after("finalize", "draft"))',
    'Charge(id=new_id("ch"), status=PAYMENT_INTENT.starts["create"])',
    'class Charge:\n    status: str\n    def made(cls):\n        return cls(status="pending")',
    "SetupAttempt(id, now, intent, customer, method, details, usage, status)",
    "Invoice(*row)",
    # Hidden in a dict.
    'replace(invoice, **{"status": "void"})',
    'replace(invoice, **(blank | {"status": "void"}))',
    'Charge(status=CHARGE.starts["wait"], **{**blank, **{"status": "failed"}})',
    'def pay():\n    news = {"status": "paid"}\n    return replace(invoice, **news)',
    'def pay():\n    news: dict = {}\n    news["status"] = "paid"\n    return replace(invoice, **news)',
    'def pay():\n    news |= {"status": "paid"}\n    return replace(invoice, **blank | news)',
    'news = dict(status="paid")',
    # By another name.
    'from billhook.kernel.replacing import replace as changed\nchanged(invoice, status="void")',
    'from billhook.invoices.objects import Invoice as Draft\nDraft(status="draft")',
    'ended(invoice, "void", status="void")',
    # Past the objects.
    "tx.write(\"UPDATE invoices SET voided_at = $1, status = 'void' WHERE tenant = $2\")",
]


@pytest.mark.parametrize("sample", GOOD)
def test_what_a_table_gives_is_no_breach(sample):
    assert breaches(IMPORTS + sample) == []


@pytest.mark.parametrize("sample", BAD)
def test_a_planted_breach_is_found(sample):
    assert len(breaches(IMPORTS + sample)) == 1


def test_another_class_of_the_same_name_has_no_status():
    assert breaches("class Charge:\n    amount: int\n\nCharge(1)") == []


def test_a_store_builds_what_its_rows_say_and_nothing_else():
    assert breaches(IMPORTS + "Invoice(*row[: len(COLUMNS)])", store=True) == []
    assert breaches(IMPORTS + 'InvoicePayment(*row[:6], "paid", *row[7:])', store=True) != []
    assert breaches(IMPORTS + 'replace(Charge(*row), status="paid")', store=True) != []


def _asked(node):
    """The table, and the verbs that are spelled out, of `TABLE.after("verb", …)` and its like, or `TABLE.starts[…]`."""
    if isinstance(node, ast.Call) and node.args:
        asks, what = node.func, node.args[0]
    elif isinstance(node, ast.Subscript):
        asks, what = node.value, node.slice
    else:
        return
    if isinstance(asks, ast.Attribute) and isinstance(asks.value, ast.Name) and asks.value.id in LIFECYCLES:
        for word in ast.walk(what):
            if isinstance(word, ast.Constant) and isinstance(word.value, str):
                yield asks.value.id, asks.attr, word.value


def test_every_verb_that_the_code_asks_for_has_a_row():
    """A verb that is spelled wrongly would be found by the first payment that needs it."""
    asked = {found for p in modules() for node in ast.walk(tree(p)) for found in _asked(node)}
    rows = {
        name: {"starts": lifecycle.starts, **dict.fromkeys(ASKS, lifecycle.transitions)}
        for name, lifecycle in LIFECYCLES.items()
    }
    unknown = {(name, how, verb) for name, how, verb in asked if verb not in rows[name][how]}
    assert unknown == set(), "add a row for the verb to the table in rules/lifecycle.py, or spell it as the row does"
    assert {how for _, how, _ in asked} >= {"starts", "after", "require"}


def test_no_row_is_dead():
    """A row that nothing asks for makes the guide promise what nobody does."""
    dead = []
    for table in SRC.glob("*/rules/lifecycle.py"):
        said = {word for p in modules(table.parents[1]) for word in _words_beside_tables(p)}
        for name in (node.targets[0].id for node in tree(table).body if is_table(node)):
            rows = (*LIFECYCLES[name].starts, *LIFECYCLES[name].transitions)
            dead += [f"{name} {verb}" for verb in rows if verb not in said]
    assert dead == [], "nothing asks for these rows: take them off rules/lifecycle.py"


def _words_beside_tables(path):
    for part in tree(path).body:
        if not is_table(part):
            yield from (node.value for node in ast.walk(part) if isinstance(node, ast.Constant))
