"""Promises about the rooms that the import contract alone cannot keep."""

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.source import MIGRATIONS, ROOT, SRC, modules, name_of, tree

# What knows layouts, protocols or pages instead of a part of the business has furniture of its own.
NOT_ROOMS = {
    "account_settings",
    "dashboard",
    "db",
    "doctor",
    "documents",
    "hosted",
    "kernel",
    "mail",
    "metrics",
    "openapi",
    "processors",
    "wire",
}

# The tables of each room. Its stores alone name them in SQL.
TABLES = {
    "accounts": {"accounts", "tenants", "api_keys", "account_settings"},
    "bank_statements": {"bank_csv_mappings", "bank_movement_steps", "bank_movements", "bank_statements"},
    "cash_balances": {"cash_balance_transactions"},
    "catalog": {"prices", "products", "shipping_rates"},
    "checkout": {"checkout_sessions"},
    "cli_sessions": {"cli_resends"},
    "credit_notes": {"credit_notes", "credit_note_lines"},
    "customers": {
        "customer_balance_transactions",
        "customer_mail_copies",
        "customers",
        "invoice_prefixes",
    },
    "db": {"calls", "idempotency_keys", "schema_migrations", "search_terms", "pgqueuer", "pgqueuer_log"},
    "discounts": {"coupons", "discounts", "promotion_codes"},
    "disputes": {"disputes", "early_fraud_warnings"},
    "events": {"events"},
    "figures": {"figure_changes", "figure_customers", "figure_days", "figure_open", "figure_slots"},
    "files": {"brand_pictures", "file_contents", "file_links", "files"},
    "invoices": {
        "bulk_run_rows",
        "bulk_runs",
        "exemptions",
        "invoice_items",
        "invoice_mails",
        "invoice_notes",
        "invoice_openings",
        "invoice_payments",
        "invoice_sequences",
        "invoices",
        "number_jumps",
        "sent_papers",
    },
    "ledger": {"balance_sums", "balance_transactions"},
    "mail_returns": {"mail_return_secrets", "mail_suppressions", "return_mailboxes"},
    "meters": {"meter_events", "meters"},
    "payment_methods": {"card_tokens", "mandates", "payment_methods", "sealed_bank_accounts"},
    "people": {
        "audit_log",
        "failed_sign_ins",
        "people",
        "people_authenticators",
        "people_challenges",
        "people_passkeys",
        "people_devices",
        "people_kept_forms",
        "people_links",
        "people_log",
        "people_mails",
        "people_recovery_codes",
        "people_refusals",
        "sessions",
    },
    "payments": {"charges", "confirmation_tokens", "payment_intents", "payment_records", "receipt_numbers", "refunds"},
    "payouts": {"payout_parts", "payouts"},
    "portal": {"portal_sessions"},
    "processor_accounts": {"processor_accounts", "processor_references"},
    "rendering_templates": {"invoice_rendering_template_versions", "invoice_rendering_templates"},
    "request_log": {"request_log"},
    "sandboxes": {"sandboxes"},
    "sepa_files": {"sepa_batches", "sepa_orders"},
    "setup_intents": {"setup_attempts", "setup_intents"},
    "subscriptions": {"subscription_items", "subscriptions"},
    "tax": {"tax_ids", "tax_rates"},
    "test_clocks": {"test_clocks"},
    "webhooks": {"webhook_attempts", "webhook_deliveries", "webhook_endpoints"},
}

_AFTER_A_KEYWORD = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+)?([a-z_]+)")


def _rooms() -> set[str]:
    return {sign.parent.name for sign in SRC.glob("*/__init__.py")} - NOT_ROOMS


def _sql_of(path: Path) -> Iterator[str]:
    """The texts of a file that may be SQL; the pieces of an f-string are joined."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else " " for p in node.values)


def _tables_named_in(path: Path) -> set[str]:
    known = set().union(*TABLES.values())
    return {table for sql in _sql_of(path) for table in _AFTER_A_KEYWORD.findall(sql)} & known


def _is_a_store(path: Path, room: str) -> bool:
    inside = path.relative_to(SRC).parts
    return inside[0] == room and (room == "db" or path.stem == "store" or path.stem.endswith("_store"))


def test_every_table_has_a_room():
    """A table that no room owns is a table that everybody writes."""
    made = set()
    for migration in MIGRATIONS.glob("*.sql"):
        text = migration.read_text()
        made |= set(re.findall(r"^CREATE TABLE (?:IF NOT EXISTS )?([a-z_]+)", text, re.MULTILINE))
        made -= set(re.findall(r"^DROP TABLE (?:IF EXISTS )?([a-z_]+)", text, re.MULTILINE))
    owned = [table for tables in TABLES.values() for table in tables]
    assert len(owned) == len(set(owned)), "TABLES names a table twice"
    assert made - set(owned) == set(), "name the room of these tables in TABLES, in this file"
    nowhere = set(owned) - made - {"schema_migrations", "pgqueuer", "pgqueuer_log"}
    assert nowhere == set(), "no migration makes these tables: take them off TABLES"


def test_the_tables_of_a_room_are_named_by_its_stores_alone():
    """A change of a table that somebody else writes breaks what its room promises."""
    owner = {table: room for room, tables in TABLES.items() for table in tables}
    found = {
        f"{name_of(path).removeprefix('src/billhook/')} {table}"
        for path in modules()
        for table in _tables_named_in(path)
        if not _is_a_store(path, owner[table])
    }
    assert found - EXCEPTIONS == set(), "a statement on a table of another room: call the store of that room instead"
    assert EXCEPTIONS - found == set(), "no longer needed: take it off the list"


def test_every_room_is_in_the_contract_of_furniture():
    """A room that the contract does not name may be furnished in any way."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    listed = set(contracts["importlinter:contract:furniture"]["containers"].split())
    rooms = {f"billhook.{room}" for room in _rooms()}
    assert rooms - listed == set(), "name them under `containers` of contract:furniture in .importlinter"
    assert listed - rooms == set(), "these rooms do not exist: take them off contract:furniture in .importlinter"


def test_every_room_is_on_the_map():
    """Whoever looks for the owner of something reads the map."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert [room for room in sorted(_rooms()) if f"`{room}/`" not in text] == [], "give each a row in ARCHITECTURE.md"


def test_every_folder_of_code_has_a_door():
    """The import contract and mypy's module names do not see a folder without `__init__.py`."""
    folders = {path.parent for path in modules()}
    without = [name_of(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()]
    assert without == [], "write an __init__.py with a docstring in each"


# May only shrink. Each line is read together with its own rows in one round trip, or is still to be moved.
EXCEPTIONS = {
    # What every request needs of a tenant is one row.
    "accounts/store.py webhook_endpoints",
    # The outbox: events, their deliveries and jobs leave with the commit, in one statement.
    "db/outbox.py events",
    "db/outbox.py audit_log",
    "db/outbox.py webhook_deliveries",
    "db/outbox.py webhook_endpoints",
    # Tenancy is the ground that `db` stands on.
    "db/due.py tenants",
    "db/keeping.py tenants",
    "db/newest.py tenants",
    "db/tx.py tenants",
    # A column of the answer that is counted elsewhere.
    "disputes/store.py charges",
    "events/store.py webhook_deliveries",
    # An invoice is read together with its customer, and money locks what it may pay.
    "invoices/store.py customers",
    "invoices/waiting_store.py payment_intents",
    # To be moved.
    "cash_balances/store.py customers",
}
