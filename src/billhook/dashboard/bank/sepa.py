"""SEPA files: what waits for one, the files with the fate of each debit, and what a person does with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.bank import sepa_words as words
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.payments.sections import PAYMENTS, SEPA
from billhook.dashboard.visiting import Done, Visit
from billhook.kernel.clock import as_datetime
from billhook.kernel.errors import ApiError
from billhook.processor_accounts.sealing import Safe, SecretsLocked, safe_of
from billhook.sepa_files import facts, verbs
from billhook.sepa_files.actions.take_answer import Taken
from billhook.sepa_files.actions.write_batch import ORDERS_MAX, content_of
from billhook.sepa_files.objects import SepaBatch
from billhook.sepa_files.queries import KnownBatch, KnownOrder
from billhook.sepa_files.rules.answers import EXECUTES
from billhook.sepa_files.rules.bank_days import bank_day_after
from billhook.sepa_files.rules.pain import DEBIT, TRANSFER

ANSWER_MAX = 20_000_000
_WAITING_SHOWN, _FILES_SHOWN = 50, 100
_NOT_CONNECTED = "SEPA files are not connected in this mode. The command billhook processors connect sepa does that."


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a file of one kind: so many orders of this sum (cents), and the first of them. `day` is the day
    of a file that is made now, None if nobody can tell. `first` is a file that
    has to be handed over or discarded before another is made."""

    kind: str
    words: words.Kind
    number: int
    amount: int
    rows: Sequence[KnownOrder]
    day: str | None
    first: SepaBatch | None


# ── The list ────────────────────────────────────────────────────────────────────────────────────
async def show_files(visit: Visit) -> Response:
    """What waits, and the files of this mode, newest first."""
    return await _files_page(visit)


async def _files_page(
    visit: Visit, fault: str = "", sentence: str = "", outcome: Sequence[str] = ()
) -> Response:  # fmt: skip
    """`fault` is what is wrong with an answer of the bank, `sentence` why no file was made, `outcome` what came of an
    answer."""
    batches: Sequence[SepaBatch] = await visit.look(verbs.LIST, _FILES_SHOWN)
    sums: dict[str, tuple[int, int]] = await visit.look(verbs.COUNT_WAITING)
    days, problem = await _days(visit)
    may = visit.may("sepa_files:write")
    return PAYMENTS.page(
        visit,
        "bank/sepa_files.html",
        SEPA,
        title="SEPA files",
        status=422 if fault or sentence else 200,
        waiting=[await _waiting(visit, kind, sums[kind], batches, days) for kind in (DEBIT, TRANSFER) if kind in sums],
        rows=[(one, words.KINDS[one.kind], words.file_status(one)) for one in batches],
        problem=problem,
        sentence=sentence,
        fault=fault,
        outcome=outcome,
        may_change=may,
        at_once=ORDERS_MAX,
    )


async def _waiting(
    visit: Visit, kind: str, sums: tuple[int, int], batches: Sequence[SepaBatch], days: dict[str, str]
) -> Waiting:
    rows: Sequence[KnownOrder] = await visit.look(verbs.WAITING, kind, _WAITING_SHOWN)
    first = next((one for one in batches if one.kind == kind and one.fetched_at is None), None)
    return Waiting(kind, words.KINDS[kind], *sums, rows, days.get(kind), first)


async def _days(visit: Visit) -> tuple[dict[str, str], str]:
    """The day of a file of each kind that is made now; and what keeps files from being made, empty if nothing does."""
    try:
        safe = safe_of(visit.parts.settings)
        async with visit.reader() as reader:
            own = await facts.creditor(reader, safe)
    except SecretsLocked as error:
        return {}, _as_sentence(str(error))
    if own is None:
        return {}, _NOT_CONNECTED
    today = as_datetime(visit.formats.now).date()
    leads = {DEBIT: own.lead_days, TRANSFER: 1}
    return {kind: bank_day_after(today, lead).isoformat() for kind, lead in leads.items()}, ""


def _as_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


async def make(visit: Visit) -> Response:
    """Make a file of what waits, and show it."""
    kind = visit.form.text("kind")
    kind = kind if kind in words.KINDS else DEBIT
    try:
        made = await visit.run(verbs.WRITE, _safe(visit), kind)
    except SecretsLocked as error:
        return await _files_page(visit, sentence=_as_sentence(str(error)))
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return await _files_page(visit, sentence=error.message)
    if made is None or (isinstance(made, Done) and made.id == "-"):
        return visit.back(visit.to(SEPA), "Nothing waits for a file.")
    return visit.back(visit.to(f"{SEPA}/{made.id}"), "The file is ready. Download it, and hand it to your bank once.")


def _safe(visit: Visit) -> Safe:
    """Raises SecretsLocked."""
    return safe_of(visit.parts.settings)


async def lead_back(visit: Visit) -> Response:
    """The list, which has the buttons."""
    return visit.back(visit.to(SEPA))


async def take_answer(visit: Visit) -> Response:
    """Read what the bank answers, and say what came of it."""
    if visit.form.is_too_large:
        return await _files_page(visit, f"The file is larger than {ANSWER_MAX // 1_000_000} MB.")
    if visit.form.upload is None:
        return await _files_page(visit, "Choose a file first.")
    try:
        taken = await visit.run(verbs.ANSWER, visit.form.upload.content)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return await _files_page(visit, str(error.fields.get("reason") or error.message))
    if isinstance(taken, Done):
        return visit.back(visit.to(SEPA), "This answer was read a moment ago.")
    assert isinstance(taken, Taken)
    doubts = words.doubts(taken)
    if doubts:
        return await _files_page(visit, outcome=[words.outcome(taken), *doubts])
    return visit.back(visit.to(f"{SEPA}/{taken.batch}"), words.outcome(taken))


# ── One file ────────────────────────────────────────────────────────────────────────────────────
async def show_file(visit: Visit) -> Response:
    """A file, what can be done with it, and the fate of each order in it."""
    known = await _file(visit)
    batch = known.batch
    may = visit.may("sepa_files:write")
    return PAYMENTS.page(
        visit,
        "bank/sepa_file.html",
        SEPA,
        title=f"File of {visit.formats.day(batch.created)}",
        up=((visit.to(SEPA), "SEPA files"),),
        batch=batch,
        kind=words.KINDS[batch.kind],
        badge=words.file_status(batch),
        rows=[(one, *words.fate(one.order, batch)) for one in known.orders],
        may_download=may and batch.discarded_at is None,
        may_hand_over=may and batch.fetched_at is None,
        may_discard=may and _may_discard(known),
    )


async def _file(visit: Visit) -> KnownBatch:
    """The file that the address names. Raises NO_SUCH_PATH."""
    found: KnownBatch = await visit.look(verbs.RETRIEVE, visit.named("batch"))
    return found


def _may_discard(known: KnownBatch) -> bool:
    taken = any(one.order.bank_status in EXECUTES for one in known.orders)
    return not taken and any(one.order.status == "sent" for one in known.orders)


async def download(visit: Visit) -> Response:
    """The bytes of the file, the same each time. The audit log keeps who had them."""
    batch = (await _file(visit)).batch
    try:
        await visit.run(verbs.NOTE_DOWNLOAD, batch.id)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return await _files_page(visit, sentence=error.message)
    try:
        async with visit.reader() as reader:
            content = content_of(reader, _safe(visit), batch)
    except SecretsLocked as error:
        return await _files_page(visit, sentence=_as_sentence(str(error)))
    headers = {**SECRET_HEADERS, "Content-Disposition": f'attachment; filename="{batch.id}.xml"'}
    return Response(content, media_type="application/xml", headers=headers)


async def lead_to_file(visit: Visit) -> Response:
    """The page of the file, which has the button."""
    return visit.back(visit.to(f"{SEPA}/{(await _file(visit)).batch.id}"))


async def ask_hand_over(visit: Visit) -> Response:
    """Ask before the file counts as handed over."""
    return ask_page(visit, await _place(visit), _HANDING_OVER)


async def hand_over(visit: Visit) -> Response:
    """From now on its debits are paid if nobody says no in time."""
    return await act_on(visit, await _place(visit), _HANDING_OVER, verbs.HAND_OVER, visit.named("batch"))


async def ask_discard(visit: Visit) -> Response:
    """Ask before everything in the file is declined."""
    known = await _file(visit)
    return ask_page(visit, _place_of(visit, known.batch), _discarding(known.batch))


async def discard(visit: Visit) -> Response:
    """Decline what is in it."""
    known = await _file(visit)
    place = _place_of(visit, known.batch)
    return await act_on(visit, place, _discarding(known.batch), verbs.DISCARD, known.batch.id)


async def _place(visit: Visit) -> Place:
    return _place_of(visit, (await _file(visit)).batch)


def _place_of(visit: Visit, batch: SepaBatch) -> Place:
    here = visit.to(f"{SEPA}/{batch.id}")
    crumbs = ((visit.to(SEPA), "SEPA files"), (here, f"File of {visit.formats.day(batch.created)}"))
    return Place("payments", crumbs, here)


_HANDING_OVER = Confirmation(
    heading="Handed to the bank?",
    sentences=(
        "Say so once your bank has the file. Its debits count as paid six bank days after their day, if nobody has "
        "refused them or sent them back until then.",
        "Give a file to your bank once: it would execute a second copy too.",
    ),
    button="Mark as handed over",
    notice="The file is with the bank.",
)


def _discarding(batch: SepaBatch) -> Confirmation:
    left = "The file was handed to the bank. Discard it only if the bank has refused it as a whole. "
    return Confirmation(
        heading="Discard this file?",
        sentences=(
            f"{left if batch.fetched_at is not None else ''}What is in it is declined, and debits are collected anew "
            "by their schedule.",
            "Never discard a file that the bank has: its payers would be debited twice.",
        ),
        button="Discard",
        notice="The file is discarded.",
        is_danger=True,
    )
