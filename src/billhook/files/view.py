"""Files and file links as the newest API version shows them (https://docs.stripe.com/api/files/object)."""

from billhook.db.tx import Reader
from billhook.files.objects import File, FileLink
from billhook.kernel.wire_object import WireObject
from billhook.wire import addresses
from billhook.wire.lists import envelope


def file(reader: Reader, f: File) -> WireObject:
    """The wire object. A link shows itself the same way here and in a list of its own."""
    links = [file_link(reader, link) for link in f.links]
    shown = {
        "id": f.id,
        "object": "file",
        "created": f.created,
        "expires_at": f.expires_at,
        "filename": f.filename,
        "links": envelope(f"/v1/file_links?file={f.id}", links, f.has_more_links),
        "purpose": f.purpose,
        "size": f.size,
        "title": None,
        "type": f.type,
        "url": addresses.file_contents(reader.tenant, f.id),
    }
    return WireObject(shown)


def file_link(reader: Reader, link: FileLink) -> WireObject:
    """The wire object."""
    shown = {
        "id": link.id,
        "object": "file_link",
        "created": link.created,
        "expired": link.is_expired(reader.now),
        "expires_at": link.expires_at,
        "file": link.file,
        "livemode": reader.tenant.livemode,
        "metadata": link.metadata,
        "url": addresses.file_link(reader.tenant, link.token),
    }
    return WireObject(shown)
