"""What a password must be (NIST SP 800-63B-4): long enough, and not what anybody would try first.

No rule about kinds of characters, no expiry, no hints. Spaces and all of Unicode are welcome.
"""

import unicodedata

LENGTH_LEAST = 15
LENGTH_MAX = 256

# Long ones that people choose where length is asked for; the product's own words are refused as well.
_COMMON = frozenset(
    {
        "123456789012345", "1234567890123456", "passwordpassword", "password12345678", "qwertyuiopasdfgh",
        "qwertyuiop12345", "iloveyouiloveyou", "letmeinletmeinletmein", "adminadminadmin", "administrator123",
        "correcthorsebatterystaple", "correct horse battery staple", "changemechangeme", "welcomewelcome1",
    }
)  # fmt: skip


def normalized(password: str) -> str:
    """The form that is hashed: the same text typed on two systems becomes the same characters."""
    return unicodedata.normalize("NFC", password)


def fault(password: str, *, name: str = "", email: str = "", business: str = "") -> str | None:
    """A sentence that says what is wrong with a new password, or None."""
    text = normalized(password)
    if len(text) < LENGTH_LEAST:
        return f"Use at least {LENGTH_LEAST} characters. A short sentence is easy to remember."
    if len(text) > LENGTH_MAX:
        return f"Use at most {LENGTH_MAX} characters."
    plain = text.casefold()
    if plain in _COMMON or len(set(plain)) < 5:
        return "Many people would try this one first. Choose another."
    words = {word.casefold() for word in (name, email, email.partition("@")[0], business, "billhook") if len(word) > 3}
    rest = plain
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < LENGTH_LEAST // 2:
        return "It is made of names that anybody could guess. Choose another."
    return None
