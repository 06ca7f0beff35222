"""Everything of a mode in one ZIP archive: for each type of object a file of JSON lines and a CSV file.

A page of objects is read at a time, each for itself: no transaction is open while somebody's connection is slow, and a
million objects need no more memory than a hundred. CSV rows wait in a file of the system until it is their turn.
"""

import asyncio
import csv
import io
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from tempfile import SpooledTemporaryFile

import orjson
from starlette.responses import Response, StreamingResponse

from billhook.dashboard.csv_files import moment
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.settings import audit
from billhook.dashboard.settings.export_tables import INVOICES, LINES, TABLES, Table, head, row, without_secrets
from billhook.dashboard.settings.framing import framed
from billhook.dashboard.visiting import Visit
from billhook.dashboard.zip_files import Pipe, entry
from billhook.db.verbs import Verb
from billhook.invoices import sent_papers_store
from billhook.invoices import verbs as invoices
from billhook.invoices.sent_papers_store import SentPaper
from billhook.kernel.wire_object import WireObject
from billhook.people.actions.export_data import log_export
from billhook.people.audit_store import Wanted
from billhook.people.queries import log_lines

_PAGE = 100
_IN_MEMORY = 1_000_000
_DAYS_OF_EVENTS = 30
_ABOUT = "about.json"
_PAPERS = "sent_papers"

Objects = list[WireObject]


async def show(visit: Visit) -> Response:
    """What an export has, and the way to it."""
    return framed(
        visit, "settings/data.html", here="data", title="Data",
        names=[table.name.replace("_", " ") for table in TABLES],
    )  # fmt: skip


async def ask(visit: Visit) -> Response:
    """Ask before it is made."""
    return framed(visit, "settings/export.html", here="data", title=f"Export everything of {visit.mode} mode?")


async def export(visit: Visit) -> Response:
    """The archive. The log of people says who took it."""
    await log_export(visit.parts.desk, visit.person, visit.mode, visit.origin)
    day = visit.formats.iso_day(visit.formats.now)
    name = f'attachment; filename="billhook-{visit.mode}-{day}.zip"'
    headers = {**SECRET_HEADERS, "Content-Disposition": name}
    return StreamingResponse(Export(visit).written(), media_type="application/zip", headers=headers)


@dataclass
class Export:
    """An archive that is being written. `counts` are the objects of each file."""

    visit: Visit
    pipe: Pipe = field(default_factory=Pipe)
    counts: dict[str, int] = field(default_factory=dict)

    async def written(self) -> AsyncIterator[bytes]:
        """The parts of the archive. The last file says what there is, so who has it has all of it."""
        with zipfile.ZipFile(self.pipe, "w") as archive:
            for table in TABLES:
                async for part in self._objects(archive, table):
                    yield part
            async for part in self._papers(archive):
                yield part
            async for part in self._audit(archive):
                yield part
            self._settings(archive)
            self._whole(archive, _ABOUT, orjson.dumps(self._about(), option=orjson.OPT_INDENT_2))
        yield self.pipe.sent()

    def _about(self) -> dict[str, object]:
        visit = self.visit
        return {
            "account": visit.tenant.account, "mode": visit.mode, "created": visit.formats.now, "objects": self.counts,
            "left_out": "Passwords, keys, client secrets, secrets of webhooks, and addresses with a token of a payer, "
            "except on PDFs as they were sent.",
        }  # fmt: skip

    # ── Objects ─────────────────────────────────────────────────────────────────────────────────
    async def _objects(self, archive: zipfile.ZipFile, table: Table) -> AsyncIterator[bytes]:
        """A table; its invoices are whole, with every line."""
        with _rows() as rows, _rows() as lines:
            rows.write(_csv([head(table.columns)]))
            lines.write(_csv([head(LINES)]))
            with archive.open(self._entry(f"{table.name}.jsonl"), "w", force_zip64=True) as file:
                async for page in self._pages(table.verb, wanted=table.wanted):
                    if table is INVOICES:
                        await self._complete(page)
                        lines.write(_csv(row(LINES, line) for each in page for line in each["lines"]["data"]))
                    self._count(table.name, len(page))
                    rows.write(_csv(row(table.columns, each) for each in page))
                    text = b"".join(orjson.dumps(each) + b"\n" for each in page)
                    await asyncio.to_thread(file.write, text)
                    yield self.pipe.sent()
            async for part in self._spooled(archive, f"{table.name}.csv", rows):
                yield part
            if table is INVOICES:
                async for part in self._spooled(archive, "invoice_lines.csv", lines):
                    yield part

    async def _pages(
        self, verb: Verb, *arguments: object, wanted: Mapping[str, str] | None = None
    ) -> AsyncIterator[Objects]:
        """Every object that a look lists, newest first, in pages. Events are those of the last thirty days."""
        since = self.visit.formats.now - _DAYS_OF_EVENTS * 86_400 if verb.returns == "event" else 0
        assert verb.takes is not None
        assert verb.shows is not None
        after: str | None = None
        has_more = True
        while has_more:
            params = verb.takes.of(limit=_PAGE, starting_after=after, **(wanted or {}))
            found, has_more = await self.visit.look(verb, params, *arguments)
            async with self.visit.reader() as reader:
                page = [self._plain(reader.render(verb.shows, each)) for each in found]
            if not page:
                return
            after = page[-1]["id"]
            kept = [each for each in page if each.get("created", since) >= since]
            has_more = has_more and len(kept) == len(page)
            yield kept

    def _plain(self, rendered: WireObject) -> WireObject:
        found: WireObject = without_secrets(orjson.loads(orjson.dumps(rendered)), self.visit.tenant.public_url)
        return found

    async def _complete(self, page: Objects) -> None:
        """Put all lines into invoices; the API shows the first ones."""
        for each in page:
            if each["lines"]["has_more"]:
                whole: Objects = []
                async for more in self._pages(invoices.LIST_LINES, each["id"]):
                    whole += more
                each["lines"] |= {"data": whole, "has_more": False}

    # ── Papers ──────────────────────────────────────────────────────────────────────────────────
    async def _papers(self, archive: zipfile.ZipFile) -> AsyncIterator[bytes]:
        """The PDFs as they first left by mail, and a table that names each with its SHA-256."""
        last: SentPaper | None = None
        self._count(_PAPERS, 0)
        with _rows() as rows:
            rows.write(_csv([("file", "invoice", "object", "mail", "sent_at", "is_certain", "sha256")]))
            while found := await self._papers_after(last):
                for last in found:
                    file = f"{_PAPERS}/{last.invoice}/{last.about}-{last.mail}.pdf"
                    await self._paper(archive, last, file)
                    rows.write(_csv([_paper_row(last, file)]))
                    yield self.pipe.sent()
                self._count(_PAPERS, len(found))
            async for part in self._spooled(archive, f"{_PAPERS}.csv", rows):
                yield part

    async def _papers_after(self, last: SentPaper | None) -> Sequence[SentPaper]:
        async with self.visit.reader() as reader:
            return await sent_papers_store.after(reader, last, limit=_PAGE)

    async def _paper(self, archive: zipfile.ZipFile, paper: SentPaper, file: str) -> None:
        """One PDF, which is compressed already."""
        async with self.visit.reader() as reader:
            found = await sent_papers_store.find(reader, paper.invoice, paper.about, paper.mail)
        if found is not None:
            archive.writestr(entry(file, paper.sent_at), found[1])

    # ── The rest ────────────────────────────────────────────────────────────────────────────────
    async def _audit(self, archive: zipfile.ZipFile) -> AsyncIterator[bytes]:
        """What people did in this mode and to the account."""
        visit = self.visit
        places: Mapping[str, int | None] = {visit.mode: visit.tenant.id, "account": None}
        wanted = Wanted(limit=_PAGE)
        with _rows() as rows:
            rows.write(_csv([audit.COLUMNS]))
            with archive.open(self._entry("audit_log.jsonl"), "w", force_zip64=True) as file:
                while found := await log_lines(visit.parts.desk, visit.person.account, places, wanted):
                    self._count("audit_log", len(found))
                    rows.write(_csv(audit.csv_row(line) for line in found))
                    told = [asdict(line.entry) | {"mode": line.mode} for line in found]
                    text = b"".join(
                        orjson.dumps(without_secrets(each, visit.tenant.public_url)) + b"\n" for each in told
                    )
                    await asyncio.to_thread(file.write, text)
                    yield self.pipe.sent()
                    wanted = Wanted(limit=_PAGE, older_than=found[-1].entry.id)
            async for part in self._spooled(archive, "audit_log.csv", rows):
                yield part

    def _settings(self, archive: zipfile.ZipFile) -> None:
        settings = dict(self.visit.tenant.settings)
        self._whole(archive, "settings.json", orjson.dumps(settings, option=orjson.OPT_INDENT_2))
        rows = [("name", "value"), *((name, str(value)) for name, value in settings.items())]
        self._whole(archive, "settings.csv", _csv(rows))

    def _count(self, name: str, number: int) -> None:
        self.counts[name] = self.counts.get(name, 0) + number

    def _entry(self, name: str) -> zipfile.ZipInfo:
        return entry(name, self.visit.formats.now, compressed=True)

    def _whole(self, archive: zipfile.ZipFile, name: str, content: bytes) -> None:
        archive.writestr(self._entry(name), content)

    async def _spooled(
        self, archive: zipfile.ZipFile, name: str, rows: "SpooledTemporaryFile[bytes]"
    ) -> AsyncIterator[bytes]:
        rows.seek(0)
        with archive.open(self._entry(name), "w", force_zip64=True) as file:
            while part := rows.read(_IN_MEMORY):
                await asyncio.to_thread(file.write, part)
                yield self.pipe.sent()


def _paper_row(paper: SentPaper, file: str) -> Sequence[str]:
    certain = "true" if paper.is_certain else "false"
    return file, paper.invoice, paper.about, paper.mail, moment(paper.sent_at), certain, paper.sha256


def _rows() -> "SpooledTemporaryFile[bytes]":
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
