"""What a payer reads of an error of the API, in the language of the page."""

from billhook.hosted.words.english import ENGLISH
from billhook.hosted.words.page_words import FormWords


def problem_words(words: FormWords, code: str | None, decline_code: str | None, message: str) -> str:
    """The sentence for the codes of an error. In English the API's own `message` is the sentence."""
    if words is ENGLISH.forms:
        return message
    return words.errors.get(decline_code or "") or words.errors.get(code or "") or words.declined
