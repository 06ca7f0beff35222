"""How templates are loaded by their ids. Stripe names no field that could be expanded to one."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.rendering_templates import store, view
from billhook.wire.expand import Registry


def register(r: Registry) -> None:
    """Templates."""
    r.loads_type("invoice_rendering_template", load)


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Templates for expansion."""
    return {t.id: view.invoice_rendering_template(reader, t) for t in await store.of_ids(reader, ids)}
