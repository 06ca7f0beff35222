"""From a note of the pipeline to what is stored: masked, cut, and fit for a column of text."""

import re
from functools import lru_cache

import orjson

from billhook.request_log.objects import FIRST_ERROR, Request
from billhook.request_log.rules.masking import masked_form, masked_json, masked_text
from billhook.wire.asking import masked
from billhook.wire.noting import Note, kept_bytes

PARAMS_MAX = 8_192
"""The log keeps this many characters of the parameters."""

_SHORT_MAX, _SHORT_READ_MAX = 300, 600
# Where a text was cut off, the beginning of a card or bank account number would not be known as one.
_UNSURE = 64
# An object begins with its id.
_ID = re.compile(rb'\{"id":"([^"\\]{1,255})"')
_ID_IN_PATH = re.compile(r"/v[12]/[a-z_/]+?/([a-z]+_[0-9A-Za-z]+)(?:/|$)")
_ERROR = re.compile(rb'"(code|type)":"([a-z_]{1,100})"')


def entry(note: Note) -> Request:
    """What the log keeps of a request."""
    kind, code = _error(note.body) if note.http_status >= FIRST_ERROR else (None, None)
    return Request(
        id=note.request,
        method=_common(note.method),
        path=_short(note.path),
        http_status=note.http_status,
        error_type=kind,
        error_code=code,
        micros=note.micros,
        api_version=_common(note.version),
        key=_key(note.key),
        idempotency_key=_short(note.idempotency_key) if note.idempotency_key is not None else None,
        user_agent=_common(note.user_agent.decode("latin-1")),
        address=note.address,
        object=_object(note),
        params=_params(note),
        response=_response(note),
        response_bytes=note.body_bytes,
    )


def _params(note: Note) -> str | None:
    if note.sent is None:
        return None
    return orjson.dumps(masked_form(note.sent)).decode()[:PARAMS_MAX]


def _response(note: Note) -> str:
    if not note.keeps_response:
        return ""
    text = _sure(_plain(masked_json(note.body)), is_cut=len(note.body) < note.body_bytes)
    return text[: kept_bytes(note.method, note.http_status)]


def _sure(text: str, *, is_cut: bool) -> str:
    """A masked text without its end, if it was cut off before it was masked."""
    return text[:-_UNSURE] if is_cut else text


def _object(note: Note) -> str | None:
    """The id that the answer begins with, else the one in the path."""
    if note.http_status < FIRST_ERROR and (found := _ID.match(note.body)):
        return _short(found[1].decode("utf-8", "ignore"))
    in_path = _ID_IN_PATH.match(note.path)
    return _short(in_path[1]) if in_path is not None else None


def _error(body: bytes) -> tuple[str | None, str | None]:
    """Type and code of an error."""
    try:
        error = orjson.loads(body)["error"]
    except (orjson.JSONDecodeError, KeyError, TypeError):  # it holds an object that is longer than what is kept
        found = {name.decode(): value.decode() for name, value in reversed(_ERROR.findall(body))}
        return found.get("type"), found.get("code")
    return error.get("type"), error.get("code")


def _short(text: str) -> str:
    """A text of a caller, masked and short."""
    is_cut = len(text) > _SHORT_READ_MAX
    return _sure(masked_text(_plain(text[:_SHORT_READ_MAX])), is_cut=is_cut)[:_SHORT_MAX]


# Most requests say the same of these.
_common = lru_cache(maxsize=1024)(_short)
_key = lru_cache(maxsize=1024)(masked)


def _plain(text: str) -> str:
    """A text that PostgreSQL can store."""
    return text.encode("utf-8", "replace").decode().replace("\0", "�")
