"""Make and change file links (https://docs.stripe.com/api/file_links)."""

from billhook.db.tx import Tx
from billhook.files import store
from billhook.files.objects import File, FileLink
from billhook.files.params import NOW, CreateFileLink, UpdateFileLink
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.replacing import replace
from billhook.wire.addresses import TOKEN_LENGTH
from billhook.wire.params import merged_metadata


async def create(tx: Tx, params: CreateFileLink) -> FileLink:
    """A new public address of a file. Raises NO_SUCH_PARAM, INVALID_VALUE, METADATA_KEYS."""
    file = await store.find(tx, params.file)
    if file is None:
        raise errors.NO_SUCH_PARAM(param="file", noun="file", id=params.file)
    link = link_to(tx, file, params.expires_at, params.metadata, param="expires_at")
    await store.insert_link(tx, link)
    return link


def link_to(tx: Tx, file: File, expires_at: int | None, metadata: dict[str, str], *, param: str) -> FileLink:
    """A link that is not stored yet. Raises INVALID_VALUE, METADATA_KEYS."""
    _check_moment(tx, expires_at, param)
    return FileLink(new_id("link"), tx.now, file.id, expires_at, merged_metadata({}, metadata), new_token(TOKEN_LENGTH))


async def update(tx: Tx, params: UpdateFileLink, link_id: str) -> FileLink:
    """The link with another end or other metadata. Raises NO_SUCH_PATH, INVALID_VALUE, METADATA_KEYS."""
    before = await store.lock_link(tx, link_id)
    if before is None:
        raise errors.NO_SUCH_PATH(param="link", noun="file link", id=link_id)
    after = before
    if params.given("expires_at"):
        after = replace(after, expires_at=_moment(tx, params.expires_at))
    if params.given("metadata"):
        after = replace(after, metadata=merged_metadata(before.metadata, params.metadata))
    if after != before:
        await store.save_link(tx, after)
    return after


def _moment(tx: Tx, given: int | str | None) -> int | None:
    if given == NOW:
        return tx.now
    assert not isinstance(given, str)
    _check_moment(tx, given, "expires_at")
    return given


def _check_moment(tx: Tx, moment: int | None, param: str) -> None:
    if moment is not None and moment <= tx.now:
        raise errors.INVALID_VALUE(param=param, name=param, reason="must be a moment to come")
