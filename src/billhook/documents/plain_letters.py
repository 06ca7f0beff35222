"""Texts in the letters that banking apps read everywhere: those of ASCII."""

import unicodedata

# Letters of Latin script that Unicode does not take apart into a letter and its accent, and signs that look alike.
_ALIKE = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "‘": "'", "’": "'", "“": '"',
        "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "−": "-",
    }
)  # fmt: skip


def plain_letters(text: str) -> str:
    """A text on one line in printable ASCII. Other signs lose their accents or are left out."""
    apart = unicodedata.normalize("NFKD", " ".join(text.split()).translate(_ALIKE))
    kept = "".join(sign for sign in apart if " " <= sign <= "~")
    return " ".join(kept.split())


def letters_and_digits(text: str) -> str:
    """Only the letters and digits of a text."""
    return "".join(sign for sign in plain_letters(text) if sign.isalnum())
