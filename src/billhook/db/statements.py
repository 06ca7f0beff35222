"""Statements that write one whole row of a tenant. `$1` is always the tenant; the columns follow in their order."""

from collections.abc import Sequence


def insert_into(table: str, columns: Sequence[str]) -> str:
    """INSERT of one row."""
    places = ", ".join(f"${n + 2}" for n in range(len(columns)))
    return f"INSERT INTO {table} (tenant, {', '.join(columns)}) VALUES ($1, {places})"


def insert_over_deleted(table: str, columns: Sequence[str]) -> str:
    """INSERT of a row whose id may have belonged to a deleted one; returns nothing where that id is in use.

    A deleted row stays for what refers to it, but its id is free: a new object of that id takes the row over.
    """
    taken_over = ", ".join(f"{name} = excluded.{name}" for name in columns)
    return (
        f"{insert_into(table, columns)} ON CONFLICT (tenant, id) DO UPDATE SET {taken_over} "
        f"WHERE {table}.deleted_at IS NOT NULL RETURNING id"
    )


def update_of(table: str, columns: Sequence[str]) -> str:
    """UPDATE of every column of one row; the first column is its id."""
    assert columns[0] == "id"
    values = ", ".join(f"{name} = ${n + 2}" for n, name in enumerate(columns))
    return f"UPDATE {table} SET {values} WHERE tenant = $1 AND id = $2"
