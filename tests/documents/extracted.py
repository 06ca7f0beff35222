"""What can be read in the text that was extracted from a PDF, without its blanks."""

import re

from billhook.kernel.languages import direction_of

# Marks of direction belong to no word, and stand elsewhere in an extracted line.
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """A text without blanks and marks of direction."""
    return "".join(text.split()).translate(_MARKS)


def says(extracted: str, words: str, language: str) -> bool:
    """Whether words stand in an extracted text.

    Lines from the right come out with their words in another order and their brackets turned. Arabic letters come out
    one by one, as they were joined, so of them only the letters are looked for.
    """
    text = plain(extracted)
    if direction_of(language) == "ltr":
        return plain(words) in text
    if language == "ar":
        return set(plain(words)) <= set(text)
    return all(word in text for word in re.findall(r"[\w.,]*\w", words.translate(_MARKS)))
