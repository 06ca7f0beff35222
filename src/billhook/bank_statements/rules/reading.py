"""Which reader reads a file."""

import re

from billhook.bank_statements.rules.camt import read_camt
from billhook.bank_statements.rules.mt940 import read_mt940
from billhook.bank_statements.rules.values import BYTES_MAX, Reading, UnreadableFile

_LOOK = 4_096
_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")


class NoStatement(UnreadableFile):
    """The file is in none of the two formats; it may be CSV."""


def read(content: bytes) -> Reading:
    """What a CAMT or MT940 file says, told by its content. Raises UnreadableFile."""
    if len(content) > BYTES_MAX:
        raise UnreadableFile(f"The file is larger than {BYTES_MAX // 1_000_000} MB.")
    head = content[:_LOOK].lstrip()
    if not head:
        raise UnreadableFile("The file is empty.")
    if head.startswith(_XML):
        return read_camt(content.lstrip() if head.startswith(b"<") else content)
    if re.search(rb"(?m)^:(?:20|25):", content[: _LOOK * 4]):
        return read_mt940(content)
    raise NoStatement("The file is neither CAMT (XML) nor MT940 (text with fields such as :20: and :61:).")
