"""What a browser sends with a form of the Dashboard."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from urllib.parse import parse_qsl

from starlette.requests import Request

from billhook.wire import multipart
from billhook.wire.forms import MalformedForm, Upload

FILE = "file"
"""The field of a form that a file is chosen in."""

# What a browser may send before its connection is left alone.
_UPLOAD_MAX = 64_000_000

_BODY_MAX = 1_000_000
_FIELDS_MAX = 5_000
_DIGEST_LENGTH = 32


class FormBody(Mapping[str, str]):
    """The fields of a form. As a mapping it gives the first value of each name; `every` gives all of them.

    `upload` is the file that was chosen, if one was; `is_too_large` says that it was left out for its size.
    """

    def __init__(
        self, pairs: Sequence[tuple[str, str]] = (), upload: Upload | None = None, *, is_too_large: bool = False
    ) -> None:
        self.upload, self.is_too_large = upload, is_too_large
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            # No key of a keyboard makes a null character, and the database keeps none. Browsers end lines with CR LF.
            self._values.setdefault(name, []).append(value.replace("\0", "").replace("\r\n", "\n"))

    def __getitem__(self, name: str) -> str:
        return self._values[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def digest(self) -> str:
        """The same for the same fields with the same values."""
        content = sha256(self.upload.content).hexdigest() if self.upload is not None else ""
        return sha256((repr(list(self._values.items())) + content).encode()).hexdigest()[:_DIGEST_LENGTH]

    def text(self, name: str) -> str:
        """The value without spaces around it; empty if there is none."""
        return self.get(name, "").strip()

    def every(self, name: str) -> Sequence[str]:
        """All values of a name, in their order."""
        return self._values.get(name, [])


async def form_body(request: Request, *, uploads: int = 0) -> FormBody | None:
    """The fields of a form; None for a body that no page of ours sends.

    With `uploads` the form may carry a file of at most so many bytes, in its field `file`.
    """
    if uploads:
        return await _form_with_file(request, uploads)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _BODY_MAX:
            return None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAX)
    except ValueError:
        return None
    return FormBody(pairs)


def _fields_max(bytes_max: int) -> int:
    """What all fields together may have: a file may come back as a text, with longer ends of its lines."""
    return max(multipart.FIELDS_BYTES_MAX, 2 * bytes_max)


async def _form_with_file(request: Request, bytes_max: int) -> FormBody | None:
    """A form of the content type multipart/form-data. A file that is too large is read to its end and not kept, so that
    the browser gets to see the answer."""
    try:
        boundary = multipart.boundary_of(request.headers.get("content-type", "").encode("latin-1"))
        if boundary is None:
            return None
        reading = multipart.Reading(boundary, file=FILE, bytes_max=bytes_max, fields_bytes_max=_fields_max(bytes_max))
        is_too_large, size = False, 0
        async for part in request.stream():
            size += len(part)
            if size > _UPLOAD_MAX:
                return None
            if not is_too_large:
                try:
                    reading.take(part)
                except multipart.FileTooLarge:
                    is_too_large = True
        if not is_too_large:
            reading.end()
        pairs = reading.pairs
    except (MalformedForm, UnicodeDecodeError):
        return None
    # A browser sends an empty file without a name if none was chosen.
    chosen = reading.upload if reading.upload is not None and reading.upload.filename else None
    return FormBody(pairs, chosen, is_too_large=is_too_large)
