"""Bodies of `multipart/form-data`, in which a file is sent (RFC 7578): read as they arrive, kept in memory, bounded.

One file is taken, in the part that the caller of `Reading` names; every other part is a field, as in a form. Nothing
is written to a disk. What has no single meaning is refused with `MalformedForm`, as `wire/forms.py` does.
"""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote_plus

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from billhook.wire.forms import Form, MalformedForm, Upload, decode

MEDIA_TYPE = b"multipart/form-data"

FIELDS_MAX = 200
"""Parts of one body that are no file."""

FIELDS_BYTES_MAX = 256 * 1024
"""Bytes of all names and values of fields together."""

_BOUNDARY_MAX = 200  # RFC 2046 §5.1.1 allows 70; some clients send more


class FileTooLarge(Exception):
    """The file is larger than it may be; nothing of it was kept."""


def boundary_of(content_type: bytes) -> bytes | None:
    """The boundary that a Content-Type names; None if it is no multipart form. Raises MalformedForm without one."""
    kind, options = parse_options_header(content_type.decode("latin-1"))
    if kind != MEDIA_TYPE:
        return None
    boundary = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= _BOUNDARY_MAX:
        raise MalformedForm("the Content-Type of a multipart form must name its boundary.")
    return boundary


async def read(chunks: AsyncIterator[bytes], boundary: bytes, *, file: str, bytes_max: int) -> Form:
    """The parameters of a body: its fields, and the file in its part `file`, if there is one.

    Raises MalformedForm, and FileTooLarge as soon as the file has more than `bytes_max` bytes.
    """
    reading = Reading(boundary, file=file, bytes_max=bytes_max)
    async for chunk in chunks:
        reading.take(chunk)
    return reading.end()


class Reading:
    """One body on its way in: `take` each piece of it, then `end`."""

    def __init__(
        self, boundary: bytes, *, file: str, bytes_max: int, fields_bytes_max: int = FIELDS_BYTES_MAX
    ) -> None:  # fmt: skip
        self._file, self._bytes_max, self._fields_bytes_max = file, bytes_max, fields_bytes_max
        self._fields: list[tuple[bytes, bytes]] = []
        self._fields_bytes = 0
        self._header = self._value = b""
        self._disposition: dict[bytes, bytes] | None = None
        self._is_file = self._is_whole = False
        self._content = bytearray()
        self.upload: Upload | None = None
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_end,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._whole,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def take(self, chunk: bytes) -> None:
        """A piece of the body. Raises MalformedForm, FileTooLarge."""
        try:
            self._parser.write(chunk)
        except MultipartParseError as error:
            raise MalformedForm("the multipart form is malformed.") from error

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The fields so far, as they were sent. Raises UnicodeDecodeError."""
        return [(name.decode(), value.decode()) for name, value in self._fields]

    def end(self) -> Form:
        """The parameters. Raises MalformedForm for a body that breaks off."""
        if not self._is_whole:
            raise MalformedForm("the multipart form breaks off before its end.")
        pairs = (quote_plus(name, safe="[]") + "=" + quote_plus(value) for name, value in self._fields)
        fields = decode("&".join(pairs).encode())
        return fields if self.upload is None else {**fields, self._file: self.upload}

    def _begin(self) -> None:
        self._disposition = None
        self._content = bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, self._disposition = parse_options_header(self._value.decode("latin-1"))
        self._header = self._value = b""

    def _headers_end(self) -> None:
        if self._disposition is None or b"name" not in self._disposition:
            raise MalformedForm("each part of a multipart form must have a name.")
        name = self._disposition[b"name"]
        self._is_file = b"filename" in self._disposition
        if self._is_file and (name != self._file.encode() or self.upload is not None):
            raise MalformedForm(f"one file can be sent, in the parameter {self._file}.", self._file)
        if not self._is_file and name == self._file.encode():
            raise MalformedForm(f"{self._file} must be a file, sent with a filename.", self._file)
        if len(self._fields) >= FIELDS_MAX:
            raise MalformedForm(f"the multipart form has too many parts: at most {FIELDS_MAX} are accepted.")
        self._count(len(name))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if not self._is_file:
            self._count(end - start)
        elif len(self._content) + end - start > self._bytes_max:
            raise FileTooLarge
        self._content += data[start:end]

    def _count(self, more: int) -> None:
        self._fields_bytes += more
        if self._fields_bytes > self._fields_bytes_max:
            raise MalformedForm(f"the fields of the multipart form are longer than {self._fields_bytes_max} bytes.")

    def _end(self) -> None:
        assert self._disposition is not None
        if self._is_file:
            filename = self._disposition[b"filename"].decode("utf-8", "replace")
            self.upload = Upload(filename, bytes(self._content))
        else:
            self._fields.append((self._disposition[b"name"], bytes(self._content)))

    def _whole(self) -> None:
        self._is_whole = True
