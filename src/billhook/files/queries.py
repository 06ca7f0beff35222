"""What can be looked at: files, what is in them, and file links."""

from billhook.db.tx import Reader
from billhook.files import store
from billhook.files.objects import Contents
from billhook.kernel import errors
from billhook.wire.lookups import existing

file = existing(store.find, "file", param="file")
"""A file. Raises NO_SUCH_PATH."""

file_link = existing(store.find_link, "file link", param="link")
"""A file link. Raises NO_SUCH_PATH."""


async def contents(reader: Reader, file_id: str) -> Contents:
    """What is in a file. Raises NO_SUCH_PATH, FILE_EXPIRED."""
    found = await file(reader, file_id)
    if found.is_expired(reader.now):
        raise errors.FILE_EXPIRED(id=file_id)
    return await store.contents(reader, found)
