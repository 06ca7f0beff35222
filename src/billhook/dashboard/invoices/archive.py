"""The PDFs of many invoices in one ZIP archive, written as it is made: it is never whole in memory."""

import re
import zipfile
from collections.abc import AsyncIterator, Sequence

from starlette.responses import Response, StreamingResponse

from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.visiting import Visit
from billhook.dashboard.zip_files import Pipe, entry
from billhook.documents.invoice_pdf import render_async
from billhook.hosted.finding import paper_of
from billhook.invoices import store
from billhook.kernel import errors

PDFS_MAX = 200
"""So many PDFs may be in one archive."""
LEFT_OUT = "left-out.txt"
"""The file that names the invoices that have no PDF, if there are any."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)


async def download(visit: Visit) -> Response:
    """The archive of the invoices of the form. Drafts and what is gone are named in a file of it."""
    ids = list(dict.fromkeys(visit.form.every("invoice")))
    if not ids:
        return visit.back(visit.to("/invoices"), "Select invoices first.")
    if len(ids) > PDFS_MAX:
        raise errors.ARRAY_TOO_LONG(param="invoice", name="invoice", limit=PDFS_MAX)
    day = visit.formats.iso_day(visit.formats.now)
    name = f'attachment; filename="invoices-{visit.mode}-{day}.zip"'
    headers = {**SECRET_HEADERS, "Content-Disposition": name}
    return StreamingResponse(_archive(visit, ids), media_type="application/zip", headers=headers)


async def _archive(visit: Visit, ids: Sequence[str]) -> AsyncIterator[bytes]:
    """One invoice is read, set and sent after the other. PDFs are compressed already."""
    pipe, taken, left_out = Pipe(), set[str](), list[str]()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for id in ids:
            pdf = await _pdf(visit, id)
            if pdf is None:
                left_out.append(id)
                continue
            number, finalized_at, content = pdf
            archive.writestr(entry(unique(number, taken), finalized_at), content)
            yield pipe.sent()
        if left_out:
            told = "These have no PDF, because they are drafts or no longer there:\r\n" + "\r\n".join(left_out) + "\r\n"
            archive.writestr(entry(LEFT_OUT, visit.formats.now), told)
    yield pipe.sent()


async def _pdf(visit: Visit, id: str) -> tuple[str, int, bytes] | None:
    """The number of an invoice, when it was finalized, and the same PDF that its payer downloads."""
    async with visit.reader() as reader:
        details = await store.find_whole(reader, id)
        if details is None or details.invoice.number is None or details.invoice.finalized_at is None:
            return None
        paper = await paper_of(reader, details)
    return details.invoice.number, details.invoice.finalized_at, await render_async(paper)


def unique(number: str, taken: set[str]) -> str:
    """The name of a file for a number: what every file system can hold, and no name twice, whatever the case."""
    stem = _UNSAFE.sub("-", number).strip(".-") or "invoice"
    name, n = f"{stem}.pdf", 1
    while name.lower() in taken:
        n += 1
        name = f"{stem}-{n}.pdf"
    taken.add(name.lower())
    return name
