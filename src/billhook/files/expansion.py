"""What can be expanded of files and their links (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.files import store, view
from billhook.kernel.wire_object import WireObject
from billhook.wire.expand import Registry


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.loads_type("file", load)
    registry.loads_type("file_link", load_links)
    registry.nests("file", "links.data", "file_link")
    registry.refers("file_link", "file", "file")


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Files by their ids."""
    return {file.id: view.file(reader, file) for file in await store.of_ids(reader, ids)}


async def load_links(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """File links by their ids."""
    return {link.id: view.file_link(reader, link) for link in await store.links_of_ids(reader, ids)}
