"""What the text of a movement names: numbers of invoices, structured references, and names of payers."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from stdnum import iso11649
from stdnum.ch import esr

from billhook.documents.swiss_reference import reference_of

_TOKEN = re.compile(r"[^\W_]+")
_DIGIT, _BLANK = re.compile("[0-9]"), re.compile(r"\s")
_SIGNS = re.compile(r"[^0-9A-Z]")
_TOKENS_MAX = 120
_TOGETHER_MAX = 7
"""A number may be written in this many pieces."""
_LENGTH_MAX = 40
# Words that payers write in one with the number, such as `RE2026-0042`.
_PREFIXES = sorted(
    ("RE", "RG", "RGNR", "RENR", "RNR", "NR", "NO", "RECHNUNG", "RECHNUNGSNR", "RECHNUNGSNUMMER", "INV", "INVOICE",
     "FACT", "FACTURE", "FACTUUR", "FAKTURA", "FATTURA", "FACTURA"),
    key=len, reverse=True,
)  # fmt: skip
_QR_IBAN = "CH0030000000000000000"
"""Any QR-IBAN: the reference of a number does not depend on which."""
_LEGAL_FORMS = frozenset(
    "gmbh ggmbh mbh ag kg kgaa ohg gbr ug ek ev eg se ltd limited plc llc llp inc incorporated corp corporation co "
    "company sarl sas sa sasu eurl snc sl srl spa snc bv nv vof aps as ab oy oyj asa kft zrt sro spzoo doo".split()
)
_TITLES = frozenset("herr frau firma mr mrs ms dr prof und and et".split())


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A text that may be the number of an invoice, without separators, and which words of the text it takes.

    `is_spread` says that there are blanks in it.
    """

    number: str
    start: int
    end: int
    is_spread: bool = False

    def overlaps(self, other: "Occurrence") -> bool:
        """Whether both take the same word of the text."""
        return self.start < other.end and other.start < self.end


def plain_number(number: str) -> str:
    """A number of an invoice in the form in which numbers are compared: upper case, letters and digits alone.

    The letter O and the digit 0 stay what they are.
    """
    return _SIGNS.sub("", number.upper())


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in upper case, and the signs between it and the word before."""

    text: str
    gap: str


@lru_cache(maxsize=2_048)
def occurrences(text: str) -> tuple[Occurrence, ...]:
    """Every text between two separators that may be a number: it has a digit and at most 40 signs, longest first.

    A hyphen or a slash may be a part of a longer number, which is another one: `A-1001` is not in `A-1001-2`.
    """
    words, last = [], 0
    for token in islice(_TOKEN.finditer(text), _TOKENS_MAX):
        words.append(_Word(token[0].upper(), text[last : token.start()]))
        last = token.end()
    found = [one for start in range(len(words)) for one in _from(words, start)]
    return tuple(sorted(found, key=lambda one: (-len(one.number), one.start)))


def _from(words: Sequence[_Word], start: int) -> Iterator[Occurrence]:
    joined, is_spread, first = "", False, words[start].text
    if start and _continues(words[start - 1], words[start]):
        return
    prefix = next((one for one in _PREFIXES if first.startswith(one) and len(first) > len(one)), None)
    for end in range(start + 1, min(start + _TOGETHER_MAX, len(words)) + 1):
        word = words[end - 1]
        joined += word.text
        is_spread = is_spread or (end > start + 1 and _BLANK.search(word.gap) is not None)
        if len(joined) > _LENGTH_MAX or not joined.isascii():
            return
        if _DIGIT.search(joined) is None or (end < len(words) and _goes_on(words[end])):
            continue
        yield Occurrence(joined, start, end, is_spread)
        if prefix is not None:
            yield Occurrence(joined.removeprefix(prefix), start, end, is_spread)


def _goes_on(after: _Word) -> bool:
    """Whether a number ends in the middle of a longer one: `-A`, `-2` and `/2` are parts of it, `/A` is not."""
    return after.gap == "-" or (after.gap == "/" and after.text[0].isdigit())


def _continues(before: _Word, first: _Word) -> bool:
    """Whether a number begins in the middle of a longer one. A word such as `Invoice` before it is no part of it."""
    if before.text in _PREFIXES:
        return False
    return first.gap == "-" or (first.gap == "/" and first.text[0].isdigit())


def numbers_of_reference(reference: str) -> list[str]:
    """The plain numbers of invoices that may have a structured reference: of an RF reference its end (ISO 11649), of a
    Swiss QR reference its digits read back, with 10 to 35 at the front as letters. None if the check digits are wrong.
    """
    plain = plain_number(reference)
    if plain.startswith("RF"):
        return [plain[4:]] if iso11649.is_valid(plain) else []
    if re.fullmatch("[0-9]{27}", plain, re.ASCII) and esr.is_valid(plain):
        return [number for number in _read_back(plain[:-1].lstrip("0")) if _has_qr_reference(number, plain)]
    return []


def _read_back(digits: str) -> Iterator[str]:
    letters = ""
    while True:
        yield letters + digits
        if len(digits) < 3 or not 10 <= int(digits[:2]) <= 35:
            return
        letters, digits = letters + chr(ord("A") + int(digits[:2]) - 10), digits[2:]


def _has_qr_reference(number: str, reference: str) -> bool:
    return reference_of(_QR_IBAN, number).number == reference


def references_in(text: str) -> list[str]:
    """The plain numbers of invoices whose RF references stand in a free text."""
    found = [one.number for one in occurrences(text) if one.number.startswith("RF") and len(one.number) > 4]
    return [number for reference in found for number in numbers_of_reference(reference)]


def plain_names(name: str) -> frozenset[str]:
    """The forms in which a name is compared: no case, accents, legal form or title, and words in alphabetical order.

    There are two if it has German umlauts, which some banks write with an e and some without. Empty for no name.
    """
    folded = name.casefold()
    spelled = folded.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return frozenset(form for form in (_form(folded), _form(spelled)) if form)


def _form(folded: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    bare = re.sub(r"(?<=\w)\.(?=\w)", "", bare).replace("ø", "o").replace("æ", "ae").replace("ł", "l")
    words = [word for word in re.findall(r"[^\W_]+", bare) if word not in _LEGAL_FORMS | _TITLES]
    return " ".join(sorted(words))
