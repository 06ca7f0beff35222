"""Say how a bank writes its CSV: see what a mapping makes of a file, keep it, forget it."""

import asyncio

from billhook.bank_statements import store
from billhook.bank_statements.objects import CsvPreview, SavedMapping
from billhook.bank_statements.params import SEPARATOR_NAMES, PreviewCsv, SaveCsvMapping
from billhook.bank_statements.rules.csv_guess import fitted, guess
from billhook.bank_statements.rules.csv_mapping import (
    COLUMN_NAMES,
    Columns,
    CsvMapping,
    header_hash,
    read_csv,
    titles_of,
)
from billhook.bank_statements.rules.values import Reading, UnreadableFile, account_number, told
from billhook.bank_statements.view import CSV_MAPPING
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.wire.deleted import Deleted

_ROWS_SHOWN = 10


async def preview(reader: Reader, params: PreviewCsv) -> CsvPreview:
    """The file as the mapping understands it; nothing is stored. Raises UNFIT_FILE if it is no table."""
    try:
        return await asyncio.to_thread(_understood, params)
    except UnreadableFile as error:
        raise errors.UNFIT_FILE(param="file", reason=str(error)) from None


async def save(tx: Tx, params: SaveCsvMapping) -> SavedMapping:
    """The mapping, kept for the account and the titles of the file; it replaces an earlier one. Raises UNFIT_FILE."""
    shown = await preview(tx, params)
    if shown.fault:
        raise errors.UNFIT_FILE(param="file", reason=shown.fault)
    if not shown.mapping.account:
        raise errors.MISSING_PARAMETER(param="account", name="account")
    hash, mapping = header_hash(shown.titles), shown.mapping
    known = await store.mapping_of(tx, hash, mapping.account)
    if known is not None:
        after = replace(known, mapping=mapping)
        await store.save_mapping(tx, after)
        return after
    if len(await store.mappings(tx)) >= store.MAPPINGS_MAX:
        reason = f"there are {store.MAPPINGS_MAX} mappings already; delete one first"
        raise errors.INVALID_VALUE(param="account", name="account", reason=reason)
    made = SavedMapping(new_id("bcm"), tx.wall_now, mapping.account, hash, mapping)
    await store.insert_mapping(tx, made)
    return made


async def forget(tx: Tx, mapping_id: str) -> Deleted:
    """What remains of a mapping; what was imported by it stays. Raises NO_SUCH_PATH."""
    if not await store.delete_mapping(tx, mapping_id):
        raise errors.NO_SUCH_PATH(param="mapping", noun="CSV mapping", id=mapping_id)
    return Deleted(mapping_id, CSV_MAPPING)


async def read_by_mapping(reader: Reader, content: bytes, named: str | None) -> Reading | None:
    """What a CSV file says by a mapping that was kept; None if there is none for its titles.

    Raises NO_SUCH_PARAM, UnreadableFile, and INVALID_VALUE if several accounts have the titles and none is named.
    """
    known = await store.mappings(reader)
    if named is not None:
        fitting = [one for one in known if one.id == named]
        if not fitting:
            raise errors.NO_SUCH_PARAM(param="mapping", noun="CSV mapping", id=named)
    else:
        fitting = [one for one in known if _has_titles(content, one)]
    if not fitting:
        return None
    if len(fitting) > 1:
        ids = ", ".join(one.id for one in fitting)
        reason = f"must name one of these mappings, because all of them have the titles of the file: {ids}"
        raise errors.INVALID_VALUE(param="mapping", name="mapping", reason=reason)
    return await asyncio.to_thread(read_csv, content, fitting[0].mapping)


def _has_titles(content: bytes, known: SavedMapping) -> bool:
    try:
        return header_hash(titles_of(content, known.mapping)) == known.header_hash
    except UnreadableFile:
        return False


def _understood(params: PreviewCsv) -> CsvPreview:
    content = params.file.content
    guessed = guess(content, account_number(params.account or ""), params.currency or "eur")
    fits = fitted(
        content, _given(params, guessed.mapping), comma=params.decimal_comma, form=params.date_form
    )  # fmt: skip
    mapping = fits.mapping
    try:
        titles = [told(title) for title in titles_of(content, mapping)]
        if not any(titles):
            raise UnreadableFile("The line of titles is empty.")
        if fits.question:
            raise UnreadableFile(fits.question)
        reading = read_csv(content, mapping)
    except UnreadableFile as error:
        return CsvPreview(guessed.titles, mapping, fault=str(error))
    movements = reading.statements[0].movements
    return CsvPreview(titles, mapping, movements[:_ROWS_SHOWN], len(movements), reading.problems)


def _given(params: PreviewCsv, guessed: CsvMapping) -> CsvMapping:
    """The guess with everything that somebody said of the table; amounts and dates are fitted to it afterwards."""
    mapping = replace(
        guessed,
        encoding=params.encoding or guessed.encoding,
        separator=SEPARATOR_NAMES[params.separator] if params.separator is not None else guessed.separator,
        skip_lines=params.skip_lines if params.skip_lines is not None else guessed.skip_lines,
    )
    if params.columns is None:
        return mapping
    named = {name: getattr(params.columns, name) for name in COLUMN_NAMES}
    return replace(mapping, columns=Columns(**{**named, "purpose": tuple(params.columns.purpose)}))
