"""The head of a mail, written here and not by `email`: foreign text is encoded once and read by nobody on the way.

`email` reads a header before it writes it. It decodes encoded words (RFC 2047) that a person typed, and until CPython
3.11.10 and 3.12.5 it wrote their line ends into the head (CVE-2024-6923); it also drops the quotes of names that it
folds. So values arrive here finished: ASCII, or UTF-8 with SMTPUTF8, and folded. The policy passes them on unchanged
and refuses control characters.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from email.policy import EmailPolicy
from typing import Any
from urllib.parse import quote

_LINE = 76
# An encoded word has at most 75 characters: 45 bytes become 60 letters of base64, and the frame has 12.
_BYTES_IN_WORD = 45
_BYTES_IN_PARAMETER = 18
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_PLAIN = re.compile(r"[^ -~]")
_NOT_IN_ATOMS = re.compile(r"[^A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]")
_QUOTED_PAIR = re.compile(r'(["\\])')
_SPECIAL_IN_FILE_NAMES = re.compile(r'[^ -~]|["\\%]')


class HeadPolicy(EmailPolicy):
    """Headers are stored and written as given. Raises ValueError for a control character outside a fold."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, str]:
        """The value as given: nothing in it is interpreted."""
        return name, str(value)

    def fold(self, name: str, value: str) -> str:
        """One header with its line end."""
        if _CONTROL.search(name + value.replace("\r\n ", "")):
            raise ValueError(f"a control character in the header {name!r}")
        return f"{name}: {value}\r\n"

    def fold_binary(self, name: str, value: str) -> bytes:
        """One header as bytes. Raises ValueError for letters beyond ASCII without SMTPUTF8."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


HEAD = HeadPolicy(linesep="\r\n")
HEAD_UTF8 = HEAD.clone(utf8=True)


def without_encoded_words(text: str) -> str:
    """The text with a space in every `=?`, so that no reader takes a part of it for an encoded word (RFC 2047 §2)."""
    return text.replace("=?", "= ?")


def unstructured(name: str, text: str) -> str:
    """The value of a header of free text, such as Subject. `text` is one line of printable characters."""
    text = without_encoded_words(text)
    return _folded(name, list(_encoded_words(text)) if _NOT_PLAIN.search(text) else text.split(" "))


def mailbox(name: str, display_name: str, address: str) -> str:
    """The value of a header of one mailbox (RFC 5322 §3.4). `address` is well-formed."""
    if not display_name:
        return address
    return _folded(name, [*_phrase(without_encoded_words(display_name)), f"<{address}>"])


def addresses(name: str, each: Sequence[str]) -> str:
    """The value of a header of several addresses without names (RFC 5322 §3.4). They are well-formed, one at least."""
    return _folded(name, [*(f"{address}," for address in each[:-1]), each[-1]])


def attachment(file_name: str) -> str:
    """The value of Content-Disposition for a file with this name (RFC 2183; RFC 2231 for what is not ASCII)."""
    file_name = without_encoded_words(file_name)
    if not _SPECIAL_IN_FILE_NAMES.search(file_name) and len(file_name) < _LINE - 12:
        return f'attachment;\r\n filename="{file_name}"'
    pieces = [quote(piece, safe="") for piece in _pieces(file_name, _BYTES_IN_PARAMETER)]
    pieces[0] = f"utf-8''{pieces[0]}"
    return "attachment" + "".join(f";\r\n filename*{place}*={piece}" for place, piece in enumerate(pieces))


def _phrase(text: str) -> list[str]:
    if _NOT_PLAIN.search(text):
        return list(_encoded_words(text))
    if _NOT_IN_ATOMS.search(text):
        text = '"' + _QUOTED_PAIR.sub(r"\\\1", text) + '"'
    return text.split(" ")


def _encoded_words(text: str) -> Iterator[str]:
    for piece in _pieces(text, _BYTES_IN_WORD):
        yield f"=?utf-8?b?{b64encode(piece.encode()).decode()}?="


def _pieces(text: str, most: int) -> Iterator[str]:
    """The text in pieces of whole characters, each of at most this many bytes in UTF-8."""
    piece, size = "", 0
    for character in text:
        length = len(character.encode())
        if size + length > most:
            yield piece
            piece, size = "", 0
        piece, size = piece + character, size + length
    yield piece


def _folded(name: str, words: list[str]) -> str:
    """The words on lines of at most 76 characters, as far as they have spaces between them."""
    value, length = words[0], len(name) + 2 + len(words[0])
    for word in words[1:]:
        fits = length + 1 + len(word) <= _LINE
        value += f" {word}" if fits else f"\r\n {word}"
        length = length + 1 + len(word) if fits else 1 + len(word)
    return value
