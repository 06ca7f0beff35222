"""CSV files: streamed page by page, so that a million rows need no more memory than a hundred.

The names of columns are English and stable. Amounts are decimals with a point, beside a column with their currency;
times are ISO with their zone. A cell that a spreadsheet would run as a formula begins with an apostrophe.
"""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from decimal import Decimal

from starlette.responses import StreamingResponse

from billhook.dashboard.headers import SECRET_HEADERS
from billhook.kernel.clock import as_datetime
from billhook.kernel.money import minor_digits

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def undefused(text: str) -> str:
    """What the text was before it was made safe for spreadsheets."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def amount(minor: int, currency: str) -> str:
    """An amount in minor units as a plain decimal: 12345 usd is 123.45."""
    return f"{Decimal(minor).scaleb(-minor_digits(currency)):f}"


def moment(unix_seconds: int | None) -> str:
    """A moment in UTC, or nothing."""
    return as_datetime(unix_seconds).isoformat() if unix_seconds is not None else ""


def streamed(name: str, columns: Sequence[str], pages: AsyncIterator[Iterable[Sequence[object]]]) -> StreamingResponse:
    """A CSV file as an answer; each page of rows is written as soon as it is read. Texts must be defused."""

    async def lines() -> AsyncIterator[str]:
        yield _written([columns])
        async for page in pages:
            yield _written(page)

    headers = {**SECRET_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


def _written(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
