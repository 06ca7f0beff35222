"""What a password must be (NIST SP 800-63B-4): long enough, and not what anybody would try first.

It may be shorter if signing in asks for a second factor as well. A passkey is no second factor: it stands in place
of the password, and the password alone would let in all the same.

No rule about kinds of characters, no expiry, no hints. Spaces and all of Unicode are welcome.
"""

import unicodedata

LENGTH_ALONE = 15
LENGTH_WITH_FACTOR = 10
LENGTH_MAX = 256

# Long ones that people choose where length is asked for; the product's own words are refused as well.
_COMMON = frozenset(
    {
        "123456789012345", "1234567890123456", "passwordpassword", "password12345678", "qwertyuiopasdfgh",
        "qwertyuiop12345", "iloveyouiloveyou", "letmeinletmeinletmein", "adminadminadmin", "administrator123",
        "correcthorsebatterystaple", "correct horse battery staple", "changemechangeme", "welcomewelcome1",
        # Those that are long enough beside a second factor.
        "1234567890", "0123456789", "0987654321", "12345678910", "123123123123", "1q2w3e4r5t", "1q2w3e4r5t6y",
        "password12", "password123", "password1234", "passw0rd123", "p@ssw0rd123", "qwertyuiop", "qwerty12345",
        "qwerty123456", "iloveyou12", "iloveyou123", "letmein123", "letmein1234", "welcome123", "welcome1234",
        "changeme12", "changeme123", "changeme1234", "administrator", "superman123", "sunshine123", "princess123",
        "football123", "baseball123", "trustno1trustno1", "abcdefghij", "abcdefghijkl", "abc1234567", "asdfghjkl1",
        "asdfghjkl123", "zxcvbnm123", "whatever123", "michelle123", "qazwsxedcr", "1qaz2wsx3edc",
    }
)  # fmt: skip


def normalized(password: str) -> str:
    """The form that is hashed: the same text typed on two systems becomes the same characters."""
    return unicodedata.normalize("NFC", password)


def length_least(*, has_factor: bool) -> int:
    """How many characters a password needs."""
    return LENGTH_WITH_FACTOR if has_factor else LENGTH_ALONE


def is_short(password: str) -> bool:
    """Whether it is too short to let somebody in alone."""
    return len(normalized(password)) < LENGTH_ALONE


def fault(
    password: str, *, name: str = "", email: str = "", business: str = "", has_factor: bool = False
) -> str | None:
    """A sentence that says what is wrong with a new password, or None."""
    text, least = normalized(password), length_least(has_factor=has_factor)
    if len(text) < least:
        return f"Use at least {least} characters. A short sentence is easy to remember."
    if len(text) > LENGTH_MAX:
        return f"Use at most {LENGTH_MAX} characters."
    plain = text.casefold()
    if plain in _COMMON or len(set(plain)) < 5:
        return "Many people would try this one first. Choose another."
    words = {word.casefold() for word in (name, email, email.partition("@")[0], business, "billhook") if len(word) > 3}
    rest = plain
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < least // 2:
        return "It is made of names that anybody could guess. Choose another."
    return None
