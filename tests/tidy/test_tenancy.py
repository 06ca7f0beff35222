"""Tenancy is in every key: read in the schema and in every statement.

A tenant is what a request may see. If one statement forgets it, one company sees another's invoices; if one
key forgets it, tenants can no longer be spread over machines.
"""

import ast
import re

import pytest
from tests.tidy.source import MIGRATIONS, modules, name_of, tree

# Above tenancy: a key has to be found before its tenant is known.
GLOBAL_TABLES = {"accounts", "tenants", "api_keys", "account_settings", "schema_migrations"}
# People belong to an account and stand above its modes.
GLOBAL_TABLES |= {
    "people",
    "sessions",
    "people_authenticators",
    "people_challenges",
    "people_passkeys",
    "people_devices",
    "people_kept_forms",
    "people_recovery_codes",
    "people_refusals",
    "people_links",
    "people_mails",
    "failed_sign_ins",
    "people_log",
}
# Both modes of an account share its logo.
GLOBAL_TABLES |= {"brand_pictures"}
# All accounts share the mail server, and so the mailbox to which mails come back.
GLOBAL_TABLES |= {"return_mailboxes"}

_SQL = "\n".join(re.sub(r"--.*", "", p.read_text()) for p in sorted(MIGRATIONS.glob("*.sql")))
_TABLES = dict(re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", _SQL, re.DOTALL))
_TENANT_TABLES = sorted(set(_TABLES) - GLOBAL_TABLES)


def test_every_table_is_read_by_this_test():
    made = re.findall(r"CREATE (?:\w+ )?TABLE (?:IF NOT EXISTS )?(\w+)", _SQL, re.IGNORECASE)
    assert sorted(made) == sorted(_TABLES), "write CREATE TABLE name ( … ); with the columns on lines of their own"


@pytest.mark.parametrize("table", _TENANT_TABLES)
def test_the_first_column_is_the_tenant(table):
    first = re.match(r"\s*tenant\s+bigint (NOT NULL|PRIMARY KEY)", _TABLES[table])
    assert first, f"begin the columns of {table} with: tenant bigint NOT NULL"


@pytest.mark.parametrize("table", _TENANT_TABLES)
def test_every_key_of_a_table_starts_with_the_tenant(table):
    keys = re.findall(r"(?:PRIMARY KEY|UNIQUE|FOREIGN KEY) \(([^)]*)\)", _TABLES[table])
    references = re.findall(r"FOREIGN KEY \([^)]*\) REFERENCES \w+ \(([^)]*)\)", _TABLES[table])
    loose = [key for key in [*keys, *references] if not key.startswith("tenant")]
    assert loose == [], f"begin each of these keys of {table} with tenant"
    inline = re.findall(r"^\s*(\w+)\s+[^,\n]*\bREFERENCES (\w+)", _TABLES[table], re.MULTILINE)
    short = [(c, t) for c, t in inline if c not in ("tenant", "FOREIGN")]
    assert short == [], "write FOREIGN KEY (tenant, column) REFERENCES table (tenant, id) on a line of its own"


def test_every_index_starts_with_the_tenant():
    indexes = re.findall(r"CREATE (?:UNIQUE )?INDEX (\w+) ON (\w+)\s+(?:USING \w+ )?\(([^)]*)\)", _SQL)
    assert indexes
    loose = [i for i in indexes if i[1] not in GLOBAL_TABLES and not i[2].startswith("tenant")]
    assert loose == [], "begin the columns of each index with tenant"


def test_every_statement_names_the_tenant():
    """Each text in the source that reads or changes a tenant's table says whose rows it means."""
    offenders = []
    pattern = re.compile(rf"\b(FROM|JOIN|INTO|UPDATE)\s+({'|'.join(_TENANT_TABLES)})\b")
    for path in modules():
        for statement in _texts(path):
            if pattern.search(statement) and "tenant" not in statement:
                offenders.append((name_of(path), statement.strip()[:80]))
    # The heads of lists and look-ups get their WHERE from `wire/lists.py` and their callers, which the tests of
    # every room exercise from two accounts; they may only be SELECT … FROM one table without a condition.
    loose = [o for o in offenders if not o[1].startswith(("SELECT", "FROM")) or " WHERE " in o[1]]
    assert loose == [], "add `tenant = $1` to each of these statements"


def _texts(path):
    """Every text of a file, with the parts of an f-string put together and seen once."""
    syntax = tree(path)
    parts = set()
    for node in ast.walk(syntax):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(value) for value in node.values}
            yield "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
    for node in ast.walk(syntax):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value
