"""The table of what a restricted key can be allowed. `print_tables.py` prints it from the resources of the code."""

from collections.abc import Callable

from tables import code, table

from billhook.routes import ROUTES
from billhook.wire.restrictions import RESOURCES


def key_permissions() -> str:
    """Every resource with its permissions, and the types of objects that they open."""
    returned = {route.returns for route in ROUTES}
    rows = (
        (
            resource.title,
            " ".join(map(code, resource.permissions)),
            ", ".join(code(type) for type in resource.types if type in returned),
        )
        for resource in RESOURCES
    )
    return table(("Resource", "Permissions", "Opens"), rows)


PARTS: dict[str, Callable[[], str]] = {"key-permissions": key_permissions}
