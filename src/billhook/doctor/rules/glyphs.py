"""Which signs of a text a font must have, and what people call the script of a sign."""

import unicodedata
from collections.abc import Iterable

# Letters, numbers, punctuation and symbols. Marks and joiners stand with others; what has no name yet has no font.
_SHOWN = frozenset("LNPS")
_NAMES = {
    "CJK": "Chinese, Japanese or Korean", "IDEOGRAPHIC": "Chinese, Japanese or Korean", "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese", "HANGUL": "Korean", "EGYPTIAN": "Egyptian hieroglyphs",
    "CANADIAN": "Canadian Aboriginal", "MYANMAR": "Burmese", "ORIYA": "Odia",
}  # fmt: skip
_SYMBOLS = "symbols and emoji"
_EAST = frozenset({"Chinese, Japanese or Korean", "Japanese", "Korean"})


def signs_of(text: str) -> frozenset[str]:
    """The signs of a text that paper must show by themselves. Those of ASCII are in every font."""
    return frozenset(sign for sign in text if not sign.isascii() and unicodedata.category(sign)[0] in _SHOWN)


def script_of(sign: str) -> str:
    """What people call the script of a sign."""
    if unicodedata.category(sign)[0] in "PS":
        return _SYMBOLS
    word = unicodedata.name(sign, "unknown").split()[0].split("-")[0]
    return _NAMES.get(word, word.capitalize())


def remedy(scripts: Iterable[str]) -> str:
    """What to install for these scripts, as a sentence. The packages are those of Debian and Ubuntu."""
    wanted = set(scripts)
    packages = ["fonts-noto-cjk"] if wanted & _EAST else []
    packages += ["fonts-noto-core"] if wanted - _EAST else []
    return f"Install {' and '.join(packages)}, or other Noto Sans fonts, and name their folder in BILLHOOK_FONTS."
