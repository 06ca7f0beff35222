"""The table of what each role may do, from the permissions that the code reads. `print_tables.py` prints it."""

from collections.abc import Callable, Iterator

from tables import Row, capital, table

from billhook.people.rules.permissions import PERMISSIONS, READING, When
from billhook.people.rules.roles import Role

_CELLS = {When.ALWAYS: "yes", When.IN_TEST: "test mode", When.NEVER: "–"}


def permissions() -> str:
    """Every permission in words, and when each role has it. What all may read is one row."""
    return table(("To", *(role.title for role in Role)), _rows())


def _rows() -> Iterator[Row]:
    *first, last = READING.values()
    yield (f"Read {', '.join(first)} and {last}", *(_CELLS[When.ALWAYS] for _ in Role))
    for name, permission in PERMISSIONS.items():
        if name not in READING:
            yield (capital(permission.does), *(_CELLS[permission.roles[role]] for role in Role))


PARTS: dict[str, Callable[[], str]] = {"permissions": permissions}
