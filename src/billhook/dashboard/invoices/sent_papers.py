"""The papers of an invoice as they first left by mail: their names, and their downloads."""

from starlette.responses import Response

from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.visiting import Visit
from billhook.invoices import sent_papers_store
from billhook.invoices.sent_papers_store import SentPaper
from billhook.kernel import errors

_KINDS = {"in": "Invoice", "cn": "Credit note"}


def kind_of(paper: SentPaper) -> str:
    """What a paper is; all that is no invoice and no credit note is the receipt of a charge."""
    return _KINDS.get(paper.about.partition("_")[0], "Receipt")


async def download(visit: Visit) -> Response:
    """The bytes that left, unchanged. Raises NO_SUCH_PATH."""
    invoice, about, mail = (visit.named(name) for name in ("invoice", "paper", "mail"))
    async with visit.reader() as reader:
        found = await sent_papers_store.find(reader, invoice, about, mail)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="paper", id=about)
    paper, content = found
    # Names of files hold ids alone: the number of an invoice can have any sign.
    name = f'attachment; filename="{kind_of(paper).replace(" ", "-")}-{paper.about}-as-sent.pdf"'
    return Response(content, media_type="application/pdf", headers={**SECRET_HEADERS, "Content-Disposition": name})
