"""The fonts of paper: which there are, and which form of a sign readers expect.

A script comes from a font package (any wheel that names itself in the group `fontpkg.family`), from the asset build,
or from the folder that `BILLHOOK_FONTS` names. Their order is fixed and the machine's own fonts are left out, because
both would change the bytes of a document.
"""

import re
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

import typst

from billhook.kernel.languages import language_of

_FIRST_PACKAGE, FIRST_FAMILY = "noto_sans", "Noto Sans"
_BUILT = Path(__file__).parent / "fonts"

# Chinese, Japanese and Korean share signs and write many of them differently. The family of the asset build stands
# before that of the same name in Debian's and other systems' packages.
_CJK = {
    "zh-Hans": ("Noto Sans S Chinese", "Noto Sans CJK SC", "Noto Sans SC"),
    "zh-Hant": ("Noto Sans T Chinese", "Noto Sans CJK TC", "Noto Sans TC"),
    "ja": ("Noto Sans Japanese", "Noto Sans CJK JP", "Noto Sans JP"),
    "ko": ("Noto Sans Korean", "Noto Sans CJK KR", "Noto Sans KR"),
}
_OF_COUNTRY = {"JP": "ja", "KR": "ko", "TW": "zh-Hant", "HK": "zh-Hant", "MO": "zh-Hant"}
_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_LAST = ("Noto Sans Symbols", "Noto Emoji")

SAMPLES = {
    "Latin": "Größe Žluťoučký Nguyễn", "Greek": "Τιμολόγιο", "Cyrillic": "Счёт Рахунок", "Arabic": "فاتورة",
    "Hebrew": "חשבונית", "Devanagari": "चालान", "Bengali": "চালান", "Tamil": "விலைப்பட்டியல்", "Telugu": "ఇన్వాయిస్",
    "Kannada": "ಸರಕುಪಟ್ಟಿ", "Malayalam": "ഇൻവോയ്സ്", "Gujarati": "ભરતિયું", "Gurmukhi": "ਚਲਾਨ", "Odia": "ଚାଲାଣ",
    "Sinhala": "ඉන්වොයිසිය", "Thai": "ใบแจ้งหนี้", "Lao": "ໃບເກັບເງິນ", "Khmer": "វិក្កយបត្រ", "Burmese": "ငွေတောင်းခံလွှာ",
    "Georgian": "ინვოისი", "Armenian": "Հաշիվ", "Ethiopic": "ደረሰኝ", "Simplified Chinese": "发票 䶮",
    "Traditional Chinese": "發票 龘", "Japanese": "請求書 ひらがな カタカナ 𠮷 髙", "Korean": "청구서",
    "Emoji": "🎉 👍🏽 ❤️",
}  # fmt: skip
"""A few signs of each script that documents can be written in."""


def use_folder(folder: Path | None) -> None:
    """Use the fonts of a folder too, from now on. Called before the first document is set."""
    _folders.clear()
    if folder is not None:
        _folders.append(folder)
    fonts.cache_clear()


_folders: list[Path] = []


@cache
def fonts() -> typst.Fonts:
    """Every font, read once: its files are opened when a sign of them is needed."""
    packages = sorted(entry_points(group="fontpkg.family"), key=lambda it: (it.name != _FIRST_PACKAGE, it.name))
    folders = [Path(str(package.load().ROOT)) / "files" for package in packages]
    folders += [folder for folder in (_BUILT, *_folders) if folder.is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def families_for(text: str, locale: str, country: str | None = None) -> list[str]:
    """The families in the order in which a sign is looked for.

    `text` is all that is written, `locale` its language, `country` that of the customer: kana and hangul tell Japanese
    and Korean, then the language decides, then the country.
    """
    first = _script_of(text) or next((each for each in (language_of(locale),) if each in _CJK), None)
    first = first or _OF_COUNTRY.get(country or "", "zh-Hans")
    order = [first, *(name for name in _CJK if name != first)]
    east = [family for name in order for family in _CJK[name]]
    known = fonts().families()
    others = [name for name in sorted(known) if name.startswith("Noto Sans ") and name not in (*east, *_LAST)]
    return [name for name in (FIRST_FAMILY, *others, *east, *_LAST) if name in known]


def _script_of(text: str) -> str | None:
    if _KANA.search(text):
        return "ja"
    return "ko" if _HANGUL.search(text) else None
