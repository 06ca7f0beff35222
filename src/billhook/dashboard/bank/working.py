"""Assign a movement, split it, dismiss it, and undo what became of it."""

from starlette.responses import Response

from billhook.bank_statements import verbs
from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.params import AssignMovement, Part, SplitMovement
from billhook.bank_statements.rules.lifecycle import DISMISSED
from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.bank.naming import NotFound, named
from billhook.dashboard.bank.pages import candidates_of, movement_of, place_of
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.faults import Faults
from billhook.dashboard.numbers import NotANumber, minor_units
from billhook.dashboard.payments.sections import PAYMENTS, UNMATCHED
from billhook.dashboard.visiting import Visit
from billhook.kernel.errors import ApiError

ROWS = 6
"""How many parts the form for splitting has room for."""
_RESTS = (
    ("", "The parts come to the whole movement"),
    ("unassigned", "Leave it unassigned"),
    ("cash_balance", "Add it to the customer's cash balance"),
)


# ── Assigning ───────────────────────────────────────────────────────────────────────────────────
async def show_assign(visit: Visit) -> Response:
    """Ask whose money the movement is."""
    return await _assign_page(visit, await movement_of(visit), Faults())


async def assign(visit: Visit) -> Response:
    """Book it: for what the field names, for a proposed invoice, or as it was proposed."""
    movement = await movement_of(visit)
    faults = Faults()
    params = await _assignment(visit, faults)
    if params is not None:
        try:
            await visit.run(verbs.ASSIGN, params, movement.id)
        except ApiError as error:
            if error.status in (403, 404):
                raise
            faults.add(error, lambda name: "whose" if name in ("customer", "invoice") else None)
        else:
            return visit.back(place_of(visit, movement).back, "The movement is booked.")
    return await _assign_page(visit, movement, faults)


async def _assignment(visit: Visit, faults: Faults) -> AssignMovement | None:
    if visit.form.text("then") == "accept":
        return AssignMovement.of()
    if visit.form.text("invoice"):
        return AssignMovement.of(invoice=visit.form.text("invoice")[:255])
    try:
        found = await named(visit, visit.form.text("whose"))
    except NotFound as error:
        faults.fields["whose"] = str(error)
        return None
    return AssignMovement.of(invoice=found.invoice, customer=found.customer)


async def _assign_page(visit: Visit, movement: BankMovement, faults: Faults) -> Response:
    place = place_of(visit, movement)
    return PAYMENTS.page(
        visit,
        "bank/assign.html",
        UNMATCHED,
        title="Assign",
        up=place.crumbs,
        status=422 if faults else 200,
        movement=movement,
        left=visit.formats.money(movement.left_to_book, movement.currency),
        candidates=await candidates_of(visit, movement),
        typed=visit.form.text("whose"),
        faults=faults,
        away=place.back,
    )


# ── Splitting ───────────────────────────────────────────────────────────────────────────────────
async def show_split(visit: Visit) -> Response:
    """Ask for the parts."""
    return _split_page(visit, await movement_of(visit), Faults())


async def split(visit: Visit) -> Response:
    """Book each part."""
    movement = await movement_of(visit)
    faults = Faults()
    parts, places = await _parts(visit, movement, faults)
    rest = visit.form.text("rest")
    if not parts and not faults:
        faults.fields["amount-0"] = "Write at least one part."
    if not faults:
        try:
            params = SplitMovement.of(parts=parts, rest=rest if rest in ("unassigned", "cash_balance") else None)
            await visit.run(verbs.SPLIT, params, movement.id)
        except ApiError as error:
            if error.status in (403, 404):
                raise
            faults.add(error, lambda name: _field_of(name, places))
        else:
            return visit.back(place_of(visit, movement).back, "The parts are booked.")
    return _split_page(visit, movement, faults)


async def _parts(visit: Visit, movement: BankMovement, faults: Faults) -> tuple[list[Part], list[int]]:
    """The parts that were typed, and the row of each."""
    parts, places = [], []
    for row in range(ROWS):
        amount, whose = visit.form.text(f"amount-{row}"), visit.form.text(f"whose-{row}")
        if not amount and not whose:
            continue
        minor = 0
        try:
            exact = minor_units(amount, movement.currency, visit.formats.locale)
            minor = int(exact)
            if exact != minor or minor <= 0:
                faults.fields[f"amount-{row}"] = "Write an amount above 0."
        except NotANumber as error:
            faults.fields[f"amount-{row}"] = str(error)
        try:
            found = await named(visit, whose)
        except NotFound as error:
            faults.fields[f"whose-{row}"] = str(error)
            continue
        parts.append(Part.of(amount=minor, invoice=found.invoice, customer=found.customer))
        places.append(row)
    return parts, places


def _field_of(param: str, places: list[int]) -> str | None:
    """The field of a parameter such as `parts[0][invoice]`."""
    if not param.startswith("parts["):
        return "rest" if param == "rest" else None
    place = int(param.removeprefix("parts[").partition("]")[0])
    kind = "amount" if param.endswith("[amount]") else "whose"
    return f"{kind}-{places[place]}"


def _split_page(visit: Visit, movement: BankMovement, faults: Faults) -> Response:
    place = place_of(visit, movement)
    return PAYMENTS.page(
        visit,
        "bank/split.html",
        UNMATCHED,
        title="Split",
        up=place.crumbs,
        status=422 if faults else 200,
        movement=movement,
        left=visit.formats.money(movement.left_to_book, movement.currency),
        rows=[(row, visit.form.text(f"amount-{row}"), visit.form.text(f"whose-{row}")) for row in range(ROWS)],
        rests=_RESTS,
        rest=visit.form.text("rest"),
        faults=faults,
        away=place.back,
    )


# ── Undoing and dismissing ──────────────────────────────────────────────────────────────────────
async def ask_undo(visit: Visit) -> Response:
    """Ask before what became of the movement is undone."""
    movement = await movement_of(visit)
    return ask_page(visit, place_of(visit, movement), _undoing(movement))


async def undo(visit: Visit) -> Response:
    """Undo it."""
    movement = await movement_of(visit)
    return await act_on(visit, place_of(visit, movement), _undoing(movement), verbs.UNDO, movement.id)


def _undoing(movement: BankMovement) -> Confirmation:
    if movement.status == DISMISSED:
        sentence = "The movement waits for somebody again."
    else:
        sentence = (
            "The money leaves the cash balance of the customer. Invoices that it paid are open again, and late ones go "
            "on being reminded of."
        )
    return Confirmation(
        heading="Undo?", sentences=(sentence, "The history keeps what was done."), button="Undo",
        notice="The movement waits for somebody again.", is_danger=movement.status != DISMISSED,
    )  # fmt: skip


async def ask_dismiss(visit: Visit) -> Response:
    """Ask before the movement waits for nobody any more."""
    movement = await movement_of(visit)
    return ask_page(visit, place_of(visit, movement), _DISMISSING)


async def dismiss(visit: Visit) -> Response:
    """Dismiss it."""
    movement = await movement_of(visit)
    return await act_on(visit, place_of(visit, movement), _DISMISSING, verbs.DISMISS, movement.id)


_DISMISSING = Confirmation(
    heading="Dismiss this movement?",
    sentences=("It is no payment of a customer, so nobody has to look at it. You can still assign it later.",),
    button="Dismiss",
    notice="The movement is dismissed.",
)
