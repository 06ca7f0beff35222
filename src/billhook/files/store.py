"""Every statement on files, their contents and links, and the pictures of the account's brand."""

from collections import defaultdict
from collections.abc import Sequence

import asyncpg

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.files.objects import Contents, File, FileLink, Picture
from billhook.files.params import ListFileLinks, ListFiles
from billhook.files.rules.content import Checked
from billhook.kernel.replacing import replace
from billhook.wire import lists

LINKS_SHOWN = 10
"""So many links a file shows."""

_FILES = Rows("files", "f", File, derived=["links", "has_more_links"])
_LINKS = Rows("file_links", "l", FileLink)
insert_link = _LINKS.insert
save_link = _LINKS.save
find_link = _LINKS.find
lock_link = _LINKS.lock
links_of_ids = _LINKS.of_ids

# The newest links of each file: one more than it shows.
_LINKS_OF = (
    f"SELECT {', '.join('n.' + name for name in _LINKS.columns)} FROM unnest($2::text[]) AS wanted(file), LATERAL ("
    "SELECT * FROM file_links l WHERE l.tenant = $1 AND l.file = wanted.file "
    f"ORDER BY l.id USING ~>~ LIMIT {LINKS_SHOWN + 1}) n"
)


async def insert(tx: Tx, file: File, content: bytes) -> None:
    """Store a new file with what is in it."""
    await _FILES.insert(tx, file)
    await tx.write_later(
        f"{file.id}/content", "INSERT INTO file_contents (tenant, file, content) VALUES ($1, $2, $3)",
        tx.tenant.id, file.id, content,
    )  # fmt: skip


async def insert_picture(tx: Tx, file: File, picture: Checked) -> None:
    """Keep a logo or an icon for the account in both its modes."""
    await tx.write_later(
        f"{file.id}/picture",
        "INSERT INTO brand_pictures (account, file, purpose, type, width, height, content) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        tx.tenant.account, file.id, file.purpose, picture.kind, picture.width, picture.height, picture.content,
    )  # fmt: skip


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[File]:
    """Those of these ids, in no order, with their newest links."""
    return await _with_links(reader, await _FILES.of_ids(reader, ids))


async def find(reader: Reader, id: str) -> File | None:
    """One by its id, with its newest links."""
    return next(iter(await of_ids(reader, [id])), None)


async def page(reader: Reader, wanted: ListFiles) -> tuple[list[File], bool]:
    """A page of files, newest first, with their newest links."""
    by = lists.Filter(reader.tenant.id)
    by.equal("f.purpose", wanted.purpose)
    by.made("f.created", "file", wanted.created)
    found, has_more = await lists.page_of(reader, _FILES, by, wanted, noun="file")
    return await _with_links(reader, found), has_more


async def contents(reader: Reader, file: File) -> Contents:
    """What is in a file."""
    content = await reader.fetchval(
        "SELECT content FROM file_contents WHERE tenant = $1 AND file = $2", reader.tenant.id, file.id
    )
    return Contents(file.filename, file.type, content)


async def page_of_links(reader: Reader, wanted: ListFileLinks) -> tuple[list[FileLink], bool]:
    """A page of links, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("l.file", wanted.file)
    by.made("l.created", "link", wanted.created)
    if wanted.expired is not None:
        by.where(f"(l.expires_at <= {{}}) IS {'TRUE' if wanted.expired else 'NOT TRUE'}", reader.now)
    return await lists.page_of(reader, _LINKS, by, wanted, noun="file link")


async def find_link_by_token(reader: Reader, token: str) -> FileLink | None:
    """The link that a public address names."""
    rows = await reader.fetch(f"{_LINKS.select} WHERE l.tenant = $1 AND l.token = $2", reader.tenant.id, token)
    return next(iter(_LINKS.of(rows)), None)


async def picture(reader: Reader, file: str | None) -> Picture | None:
    """A logo or an icon of the account, whichever mode it was uploaded in; None where `file` names none."""
    if not file:
        return None
    row = await reader.fetchrow(
        "SELECT file, purpose, type, width, height, content FROM brand_pictures WHERE account = $1 AND file = $2",
        reader.tenant.account, file,
    )  # fmt: skip
    return Picture(*row) if row is not None else None


async def purpose_of_picture(conn: "asyncpg.Connection[asyncpg.Record]", account: str, file: str) -> str | None:
    """`business_logo` or `business_icon`; None if the account has no such picture."""
    query = "SELECT purpose FROM brand_pictures WHERE account = $1 AND file = $2"
    purpose: str | None = await conn.fetchval(query, account, file)
    return purpose


async def _with_links(reader: Reader, files: Sequence[File]) -> list[File]:
    if not files:
        return []
    links: dict[str, list[FileLink]] = defaultdict(list)
    for link in _LINKS.of(await reader.fetch(_LINKS_OF, reader.tenant.id, [file.id for file in files])):
        links[link.file].append(link)
    return [
        replace(file, links=tuple(links[file.id][:LINKS_SHOWN]), has_more_links=len(links[file.id]) > LINKS_SHOWN)
        if links[file.id]
        else file
        for file in files
    ]
