"""Brings the files of translations up to date with the English in the code: `./dev words`.

New texts come into every `src/billhook/locales/LANGUAGE.po` without a translation, texts that are gone go, and a text
whose English changed keeps its old translation as `fuzzy`. With `--check` nothing is written, and the exit status says
whether a file is stale.
"""

import argparse
import io
import sys
from collections.abc import Iterable

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

# These modules hold the words.
from billhook.documents import (  # noqa: F401
    account_statement_words,
    account_words,
    credit_note_words,
    labels,
    late_fee_words,
    method_words,
    receipt_words,
    sum_words,
)
from billhook.hosted.words import catalogue as page_words  # noqa: F401
from billhook.kernel.languages import LANGUAGES
from billhook.kernel.translations import FOLDER, PARTS
from billhook.mail import letter_words, wording  # noqa: F401

_WIDTH = 110


def main(words: list[str]) -> int:
    """Write every file anew. The exit status is 1 if `--check` finds a stale one."""
    parser = argparse.ArgumentParser(prog="./dev words", description="Bring the files of translations up to date.")
    parser.add_argument("--check", action="store_true", help="write nothing, only say which files are stale")
    check = parser.parse_args(words).check
    stale = [language for language in LANGUAGES if language != "en" and not _is_current(language, write=not check)]
    for language in stale:
        print(f"{'stale' if check else 'written'}: {language}.po")
    return 1 if check and stale else 0


def texts() -> list[tuple[str, str]]:
    """Place and English of every text, in a fixed order."""
    return [text for part in sorted(PARTS, key=lambda part: part.name) for text in part.texts()]


def written(language: str, old: bytes, wanted: Iterable[tuple[str, str]]) -> bytes:
    """The file of a language with exactly these texts; `old` is the file as it is, empty if there is none."""
    locale = language.replace("-", "_")
    known = read_po(io.BytesIO(old), locale=locale, charset="utf-8") if old else Catalog(locale=locale)
    new = Catalog(
        locale=locale, fuzzy=False, header_comment=f"# The words of billhook in another language: {language}."
    )
    by_place = {message.context: message for message in known if message.id}
    for place, english in wanted:
        before = by_place.get(place)
        has_changed = before is not None and (before.id != english or before.fuzzy)
        flags = {"fuzzy"} if has_changed else set()
        new.add(english, before.string if before is not None else "", context=place, flags=flags)
    return _as_file(new, language)


def _as_file(catalogue: Catalog, language: str) -> bytes:
    # Of the head only what a reader needs: dates and names of tools would change the file each time.
    name = catalogue.locale.english_name if catalogue.locale is not None else language
    head = f'# Billhook in {name}.\nmsgid ""\nmsgstr ""\n'
    head += f'"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    body = io.BytesIO()
    write_po(body, catalogue, width=_WIDTH, omit_header=True, sort_output=False)
    return head.encode() + body.getvalue()


def _is_current(language: str, *, write: bool) -> bool:
    path = FOLDER / f"{language}.po"
    old = path.read_bytes() if path.exists() else b""
    new = written(language, old, texts())
    if write and new != old:
        path.write_bytes(new)
    return new == old


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
