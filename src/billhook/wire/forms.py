"""Nested forms: from `a[b][0]=v&...` to hashes, arrays and strings, and back.

Every parameter of the API arrives this way, in the body of a POST and in the query of a GET or DELETE.
The spellings accepted are those that the official clients, curl and the command line tools send:

    a=v  a[b][c]=v       a value, a hash
    a[0]=x&a[1]=y        an array by index: decoded as the hash {"0": "x", "1": "y"}
    a[]=x&a[]=y          an array by appending: decoded as the list ["x", "y"]
    a[0][k]=v            an array of hashes by index
    a[][k]=v&a[][k]=w    the same by appending: a key that the last element already has starts the next

On the wire an array by index and a hash with integer keys (`metadata[2024]=x`) cannot be told apart, and
only the declaration of the parameter knows which is meant. So the decoder does not guess: it keeps the
hash, and whoever expects an array asks `as_list`, which also puts the elements in the order of their indices.

What else is decided here: `+` is a space, an absent `=` is an empty value, empty pairs (`&&`) are skipped, a
value given twice counts the last time, and keys may have their brackets percent-encoded. Everything that has
no single meaning is refused with `MalformedForm`: a broken escape, bytes that are not UTF-8, a NUL (which
PostgreSQL cannot store), a key whose brackets do not pair up, one name used in two shapes, a hash
nested too deeply, too many pairs. The work is linear in the length of the input.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from urllib.parse import quote_plus, unquote_to_bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent (`wire/multipart.py`): `filename` is what the client calls it, and may hold anything."""

    filename: str
    content: bytes


Node = str | dict[str, "Node"] | list["Node"] | Upload

Form = dict[str, Node]
"""The parameters of a request, by name."""

MAX_DEPTH = 10
"""Names in one key, `a[b][c]` being three. The deepest parameter of the invoicing API has seven."""

MAX_PAIRS = 10_000
"""Pairs in one form. The largest honest request (250 lines of twenty fields each) has half as many."""

_KEY = re.compile(r"[^\[\]]+(?:\[[^\[\]]*\])*")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_INDEX = re.compile(r"[0-9]{1,9}")
_REMEMBERED_KEYS = 4096
_REMEMBERED_LENGTH_MAX = 64
_SHOWN_LENGTH_MAX = 80


class MalformedForm(ValueError):
    """The form has no single meaning.

    `message` is a sentence for the caller; `param` names the parameter at fault as the caller spelt it,
    shortened when it is long, and is None when the fault lies in no parameter.
    """

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param


def decode(raw: bytes, *, max_depth: int = MAX_DEPTH, max_pairs: int = MAX_PAIRS) -> Form:
    """The parameters in a form body or a query string, in the order in which their names first appear.

    Raises MalformedForm. See the top of this module for the spellings and for what is refused.
    """
    if raw.count(b"&") >= max_pairs:
        raise MalformedForm(f"The request has too many parameters: at most {max_pairs} are accepted.")
    text = _text_of(raw)
    root: Form = {}
    for pair in text.split("&"):
        if not pair:
            continue
        key, _, value = pair.partition("=")
        path = _remembered_path(key) if len(key) <= _REMEMBERED_LENGTH_MAX else _path(key)
        if "%" in value:
            value = _unescaped(value, key)
        if len(path) == 1:
            if isinstance(root.setdefault(path[0], value), str):
                root[path[0]] = value
            else:
                raise _two_shapes(path)
        elif len(path) > max_depth:
            name = _shown(key)
            raise MalformedForm(f"Invalid parameter: {name} is nested too deeply, beyond {max_depth} levels.", name)
        else:
            _put(root, path, value)
    return root


def as_list(node: Node) -> list[Node] | None:
    """The elements of an array in either spelling, by index and then by appearance; None if it is no array.

    Indices may have gaps and need not begin at 0. An index of more than nine digits is not an index.
    """
    if isinstance(node, list):
        return node
    if isinstance(node, dict) and all(map(_INDEX.fullmatch, node)):
        return [node[index] for index in sorted(node, key=int)]
    return None


def encode(params: Mapping[str, object]) -> str:
    """The form that an official client would send: arrays by index, `true` and `false`, None left out.

    An empty list or hash leaves no trace, as with the clients for Python, Node, Ruby and PHP.
    """
    return "&".join(f"{quote_plus(key, safe='[]')}={quote_plus(value)}" for key, value in _flattened(params, ""))


def _flattened(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Every scalar below `value` with its bracketed key."""
    if value is None:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flattened(inner, f"{key}[{name}]" if key else str(name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, inner in enumerate(value):
            yield from _flattened(inner, f"{key}[{index}]")
    elif isinstance(value, bool):
        yield key, "true" if value else "false"
    else:
        yield key, str(value)


def _text_of(raw: bytes) -> str:
    """The form as text with `+` turned into spaces; refuses what no later step could name more simply."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        name = _name_around(raw, error.start)
        raise MalformedForm(f"Invalid UTF-8 in parameter: {name}", name) from None
    if "%" in text:
        if broken := _BROKEN_ESCAPE.search(text):
            name = _name_around(raw, len(text[: broken.start()].encode()))
            raise MalformedForm(f"Invalid percent-encoding in parameter: {name}", name)
        nul = raw.find(b"%00")
    else:
        nul = -1
    if nul < 0:
        nul = raw.find(b"\0")
    if nul >= 0:
        name = _name_around(raw, nul)
        raise MalformedForm(f"Invalid string: {name} contains a NUL character, which cannot be stored.", name)
    return text.replace("+", " ")


def _name_around(raw: bytes, offset: int) -> str:
    """The key of the pair that `offset` lies in, made fit to be shown."""
    start = raw.rfind(b"&", 0, offset) + 1
    ends = [end for end in (raw.find(b"=", start), raw.find(b"&", start)) if end >= 0]
    key = raw[start : min(ends, default=len(raw))]
    return _shown(key[: _SHOWN_LENGTH_MAX * 4].decode("utf-8", "replace").replace("+", " "))


def _shown(key: str) -> str:
    """A key as it may appear in a message: unescaped as far as possible, never long, never with a NUL."""
    text = unquote_to_bytes(key[: _SHOWN_LENGTH_MAX * 4]).decode("utf-8", "replace").replace("\0", "\ufffd")
    return text if len(text) <= _SHOWN_LENGTH_MAX else text[:_SHOWN_LENGTH_MAX] + "..."


def _unescaped(text: str, key: str) -> str:
    """`text` without its percent escapes, which are known to be complete; they may still not be UTF-8."""
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedForm(f"Invalid UTF-8 in parameter: {_shown(key)}", _shown(key)) from None


def _path(key: str) -> tuple[str, ...]:
    """The names in a key, `a[b][]` becoming ("a", "b", ""): an empty name appends to an array."""
    plain = _unescaped(key, key) if "%" in key else key
    if not _KEY.fullmatch(plain):
        name = _shown(key)
        raise MalformedForm(f"Invalid parameter name: {name or 'it is empty'}", name or None)
    path = tuple(plain.replace("]", "").split("["))
    if ("", "") in pairwise(path):
        name = _shown(key)
        raise MalformedForm(f"Invalid parameter name: {name} puts an array directly into an array.", name)
    return path


# Clients send the same few hundred keys again and again. Keys are chosen by strangers too, so neither their
# number nor their length may decide how much memory is held.
_remembered_path = lru_cache(maxsize=_REMEMBERED_KEYS)(_path)


def _put(root: dict[str, Node], path: tuple[str, ...], value: str) -> None:
    """Store `value` under a path of two names or more, making the hashes and arrays on the way."""
    inside = root
    last = len(path) - 1
    depth = 0
    while depth < last:
        name = path[depth]
        if path[depth + 1]:
            child = inside.get(name)
            if child is None:
                child = inside[name] = {}
            elif type(child) is not dict:
                raise _two_shapes(path)
            inside = child
            depth += 1
            continue
        array = inside.get(name)
        if array is None:
            array = inside[name] = []
        elif type(array) is not list:
            raise _two_shapes(path)
        if depth + 1 == last:
            array.append(value)
            return
        depth += 2
        element = array[-1] if array else None
        if type(element) is not dict or _has(element, path[depth:]):
            element = {}
            array.append(element)
        inside = element
    if isinstance(inside.setdefault(path[last], value), str):
        inside[path[last]] = value
    else:
        raise _two_shapes(path)


def _has(element: dict[str, Node], path: tuple[str, ...]) -> bool:
    """Whether an element of an array already has a value here, so that this one begins the next element.

    A path that appends to an array inside the element never begins a new one: `a[][tags][]=x&a[][tags][]=y`.
    """
    if "" in path:
        return False
    node: Node = element
    for name in path:
        if not isinstance(node, dict) or name not in node:
            return False
        node = node[name]
    return True


def _two_shapes(path: tuple[str, ...]) -> MalformedForm:
    name = _shown(path[0])
    return MalformedForm(
        f"Invalid parameter: {name} is given in two shapes. Send one value, one hash or one array.", name
    )


def without(given: Node, param: str) -> Form | None:
    """A form without the value that an error names, as `address[city]`; None if there is none."""
    return _without(given, param.replace("]", "").split("["))


def _without(given: Node, path: Sequence[str]) -> Form | None:
    first, *rest = path
    if not isinstance(given, dict) or first not in given:
        return None
    if not rest:
        return {name: value for name, value in given.items() if name != first}
    inside = _without(given[first], rest)
    return {**given, first: inside} if inside is not None else None
