"""JSON as people read it: in lines, with a colour for each kind of word, and as a file to download."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import orjson
from pygments.lexers.data import JsonLexer
from pygments.token import Keyword, Name, Number, String
from starlette.responses import Response

from billhook.dashboard.headers import SECRET_HEADERS

COLOURED_MAX = 32_768
"""A longer text is shown plain: a colour costs ten times the bytes of its word."""

_KINDS = ((Name.Tag, "name"), (String, "text"), (Number, "number"), (Keyword, "word"))


@dataclass(frozen=True, slots=True)
class JsonCode:
    """A text, and the same in pieces: each with its kind ("name", "text", "number", "word", or empty) and its words."""

    text: str
    pieces: Sequence[tuple[str, str]]

    @property
    def is_plain(self) -> bool:
        """Whether it is too long for colours."""
        return len(self.text) > COLOURED_MAX


def json_code(value: object) -> JsonCode:
    """A value in lines, each level two spaces further in."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return JsonCode(text, [("", text)] if len(text) > COLOURED_MAX else _pieces(text))


def _pieces(text: str) -> Sequence[tuple[str, str]]:
    """The words of a text with their kinds; what has no colour is joined."""
    found: list[tuple[str, str]] = []
    for token, word in _lexer().get_tokens(text):
        kind = next((name for group, name in _KINDS if token in group), "")
        if found and not kind and not found[-1][0]:
            found[-1] = ("", found[-1][1] + word)
        else:
            found.append((kind, word))
    return found


@cache
def _lexer() -> JsonLexer:
    return JsonLexer(stripnl=False, ensurenl=False)


def json_file(name: str, code: JsonCode, headers: Mapping[str, str] = SECRET_HEADERS) -> Response:
    """The text as a file to download; `name` is an id."""
    given = {**headers, "Content-Disposition": f'attachment; filename="{name}.json"'}
    return Response(code.text + "\n", media_type="application/json", headers=given)
