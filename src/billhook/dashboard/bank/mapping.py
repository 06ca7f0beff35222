"""Say how a bank writes its CSV, and see at once what becomes of a file.

The head of the file travels in the form, so that no file has to be chosen twice.
"""

import base64
import binascii

from starlette.responses import Response

from billhook.bank_statements import verbs
from billhook.bank_statements.objects import CsvPreview
from billhook.bank_statements.params import SEPARATOR_NAMES, PreviewCsv, SaveCsvMapping
from billhook.bank_statements.rules.csv_mapping import DATE_FORMS, ENCODINGS
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.payments.sections import PAYMENTS, STATEMENTS
from billhook.dashboard.visiting import Visit
from billhook.kernel.errors import ApiError
from billhook.wire.forms import Node, Upload

_HEAD_MAX = 60_000
COLUMNS = (
    ("date", "Day of booking"), ("value_date", "Value date"), ("amount", "Amount with a sign"),
    ("direction", "In or out, if the amount has no sign"), ("credit", "Money that came in"),
    ("debit", "Money that left"), ("currency", "Currency"), ("name", "Name"), ("iban", "IBAN"),
    ("end_to_end_id", "End-to-end id"), ("mandate_id", "Mandate"), ("bank_reference", "Id of the bank"),
)  # fmt: skip
_SEPARATORS = (("semicolon", "Semicolon"), ("comma", "Comma"), ("tab", "Tab"))
_ENCODINGS = ((ENCODINGS[0], "UTF-8"), (ENCODINGS[1], "Windows (cp1252)"))
_SAID = ("account", "currency", "encoding", "separator", "skip_lines", "decimal_comma", "date_form")
_DECIMALS = (("true", "Comma: 1.234,50"), ("false", "Point: 1,234.50"))


async def show(visit: Visit) -> Response:
    """Ask for a file."""
    return _page(visit, Faults())


async def change(visit: Visit) -> Response:
    """Show what becomes of the file; or keep the mapping."""
    faults = Faults()
    file = _file(visit)
    if file is None:
        faults.fields["file"] = "Choose a CSV file first."
        return _page(visit, faults)
    keeps = visit.form.text("then") == "save"
    params = checked(SaveCsvMapping if keeps else PreviewCsv, _given(visit, file), faults, _field_of)
    if params is None:
        return _page(visit, faults, file=file)
    try:
        if keeps:
            await visit.run(verbs.SAVE_CSV_MAPPING, params)
            notice = "The mapping is kept. Files with these titles can be uploaded now."
            return visit.back(visit.to(STATEMENTS), notice)
        return _page(visit, faults, file=file, preview=await visit.run_trial(verbs.PREVIEW_CSV, params))
    except ApiError as error:
        if error.status in (403, 404):
            raise
        faults.add(error, _field_of)
        return _page(visit, faults, file=file)


def _file(visit: Visit) -> Upload | None:
    """The file that was chosen, or the head of it that the form carries."""
    if visit.form.upload is not None:
        content = visit.form.upload.content
        head = content[:_HEAD_MAX]
        # A line that is cut would look like a fault of the file.
        whole = head if len(content) <= _HEAD_MAX else head[: head.rfind(b"\n") + 1]
        return Upload(visit.form.upload.filename, whole)
    try:
        head = base64.b64decode(visit.form.text("head"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return Upload(visit.form.text("filename")[:200] or "file.csv", head) if head else None


def _given(visit: Visit, file: Upload) -> dict[str, Node]:
    """The parameters; with a file that was just chosen everything else is guessed."""
    given: dict[str, Node] = {"file": file}
    names = _SAID[:2] if visit.form.upload is not None else _SAID
    if visit.form.upload is None:
        columns: dict[str, Node] = {
            name: visit.form.text(f"{name}-column") for name, _ in COLUMNS if visit.form.text(f"{name}-column")
        }
        purposes: dict[str, Node] = {str(n): one for n, one in enumerate(visit.form.every("purpose-column")) if one}
        if purposes:
            columns["purpose"] = purposes
        if columns:
            given["columns"] = columns
    return given | {name: visit.form.text(name) for name in names if visit.form.text(name)}


def _field_of(param: str) -> str | None:
    if param.startswith("columns["):
        return param.removeprefix("columns[").partition("]")[0] + "-column"
    return (
        param if param in ("account", "currency", "encoding", "separator", "skip_lines", "file", "date_form") else None
    )


def _page(visit: Visit, faults: Faults, *, file: Upload | None = None, preview: CsvPreview | None = None) -> Response:
    mapping = preview.mapping if preview is not None else None
    separators = {sign: name for name, sign in SEPARATOR_NAMES.items()}
    said = {name: visit.form.text(name) for name in _SAID}
    columns = {name: visit.form.text(f"{name}-column") for name, _ in COLUMNS}
    purposes = list(visit.form.every("purpose-column"))
    if mapping is not None:
        said = {
            "account": mapping.account, "currency": mapping.currency, "encoding": mapping.encoding,
            "separator": separators[mapping.separator], "skip_lines": str(mapping.skip_lines),
            "decimal_comma": str(mapping.decimal_comma).lower(), "date_form": mapping.date_form,
        }  # fmt: skip
        columns = {name: getattr(mapping.columns, name) for name, _ in COLUMNS}
        purposes = list(mapping.columns.purpose)
    titles = [title for title in (preview.titles if preview is not None else _titles(visit)) if title]
    return PAYMENTS.page(
        visit,
        "bank/mapping.html",
        STATEMENTS,
        title="CSV mapping",
        up=((visit.to(STATEMENTS), "Statements"),),
        status=422 if faults else 200,
        preview=preview,
        head=base64.b64encode(file.content).decode() if file is not None else "",
        filename=file.filename if file is not None else "",
        said=said,
        fields_of_columns=[(name, label, columns[name]) for name, label in COLUMNS],
        purposes=purposes,
        titles=titles,
        encodings=_ENCODINGS,
        separators=_SEPARATORS,
        decimals=_DECIMALS,
        date_forms=[(form, form) for form in DATE_FORMS],
        faults=faults,
        away=visit.to(STATEMENTS),
    )


def _titles(visit: Visit) -> list[str]:
    """The titles that the form had, if the file cannot be read as it says now."""
    return list(dict.fromkeys(visit.form.every("title")))
