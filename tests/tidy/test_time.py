"""A transaction learns its time from the first row of a customer that it locks, and nobody else asks for one."""

import ast

import pytest
from tests.tidy.source import SRC, functions, modules, name_of

# What lets a transaction live in the time of a customer (`db/clocks.py`).
LEARNS = {"live_in_time_of", "live_in_time_of_customer"}
# Who lives in the machine's time: what belongs to no customer, and secrets that end in real time.
OF_THE_WALL = {
    "db", "webhooks", "accounts", "events", "portal", "request_log", "test_clocks", "cli_sessions", "sandboxes",
    "event_destinations", "bank_statements", "processor_accounts", "sepa_files", "payouts",
    "meters",
}  # fmt: skip
MAILS_LEAVE_BY_THE_WALL = "src/billhook/invoices/mails_store.py"

# Locks of rows whose customer, or something of theirs, is locked before, or next by whoever reads nothing of the row.
LOCKED_AFTER = {
    ("bank_statements/store.py", "lock"): "who gets the money, next: the movement may name somebody else so far",
    ("credit_notes/store.py", "lock"): "its invoice",
    ("discounts/discounts_store.py", "lock"): "the customer",
    ("invoices/items_store.py", "lock_pending"): "the customer",
    ("invoices/store.py", "lock_unread"): "the payment intent, next",
    ("payment_methods/store.py", "lock_of_customer"): "the customer",
    ("subscriptions/store.py", "lock"): "the customer",
}
# Rows of no customer.
OF_NOBODY = {
    ("payouts/store.py", "lock_of_amounts"),
    ("accounts/store.py", "lock"), ("invoices/sequences_store.py", "lock_next"),
    ("invoices/bulk_store.py", "lock_waiting"),
    ("catalog/shipping_store.py", "lock"), ("catalog/store.py", "lock_product"), ("catalog/store.py", "lock_price"),
    ("discounts/store.py", "lock_coupons"), ("discounts/store.py", "lock_codes"),
    ("invoices/mails_store.py", "lock_due"), ("invoices/mail_log_store.py", "lock"), ("mail_returns/store.py", "lock"),
    ("people/store.py", "lock_attempts"), ("tax/store.py", "lock"),
    ("rendering_templates/store.py", "lock_units"), ("webhooks/store.py", "lock"), ("webhooks/store.py", "lock_events"),
    ("sepa_files/store.py", "lock_waiting"), ("sepa_files/store.py", "lock_of_batch"),
    ("sepa_files/store.py", "lock_named"), ("sepa_files/store.py", "lock_batches"),
}  # fmt: skip
# Locks that call what learns the time, in the same file.
THROUGH = {
    ("customers/store.py", "lock"), ("invoices/store.py", "lock"), ("invoices/store.py", "lock_if_any"),
    ("invoices/store.py", "lock_to_finalize"), ("invoices/store.py", "lock_to_pay"),
}  # fmt: skip


def place(path, function):
    return name_of(path).removeprefix("src/billhook/"), function.name


def locks():
    """Every function of a store that locks rows."""
    return [
        (path, function)
        for path in modules()
        if path.name.endswith("store.py")
        for function in functions(path)
        if function.name.startswith("lock")
    ]


def learns_the_time(function):
    return any(isinstance(node, ast.Name) and node.id in LEARNS for node in ast.walk(function))


def test_who_locks_rows_of_a_customer_learns_the_time():
    silent = {place(path, f) for path, f in locks() if not learns_the_time(f)}
    listed = set(LOCKED_AFTER) | OF_NOBODY | THROUGH
    assert silent - listed == set(), (
        "call live_in_time_of after the lock (db/clocks.py); or say in LOCKED_AFTER what is locked before, or in "
        "OF_NOBODY that the rows belong to no customer (both in tests/tidy/test_time.py)"
    )
    assert listed - silent == set(), "these learn the time or are gone: take them off the lists of this file"


def test_the_machine_s_time_is_for_what_belongs_to_no_customer():
    asks = {
        name_of(path)
        for path in modules()
        if any(
            isinstance(node, ast.Attribute) and node.attr == "wall_now"
            for node in ast.walk(ast.parse(path.read_text()))
        )
    }
    asks.discard(MAILS_LEAVE_BY_THE_WALL)
    strangers = {name.split("/")[2] for name in asks} - OF_THE_WALL
    assert strangers == set(), "take tx.now, which is the customer's time, or add the room to OF_THE_WALL in this file"


@pytest.mark.parametrize("room", sorted(OF_THE_WALL - {"accounts"}))
def test_no_room_is_listed_that_no_longer_asks(room):
    assert any("wall_now" in path.read_text() for path in (SRC / room).rglob("*.py"))
