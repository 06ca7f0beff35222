"""Ids and secrets: the one place that makes anything random.

An id is a prefix, `1`, nine base-62 digits of the microsecond and a random tail. The digits are in
ASCII order, so under the C collation ids of one kind sort by the moment they were made: the primary
key is also the order of every list, and no second index is needed for it. (Form: platform.md §1.8.)

The microsecond is that of the wall, unless the wall steps back. Then it goes on from where it was, at the pace of
the clock that never jumps, until the wall has caught up (docs/decisions/0033).
"""

import hashlib
import re
import secrets

from billhook.kernel.clock import monotonic_micros, wall_micros

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PREFIX_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TIME_DIGITS = 9
_PAIRS = [a + b for a in ALPHABET for b in ALPHABET]

# Customers and products have shorter ids than the rest, Checkout Sessions longer ones; the others carry 24 characters.
_BODY_LENGTH = {"acct": 16, "cs_live": 58, "cs_test": 58, "cus": 14, "prod": 14, "req": 14, "si": 14}
_DEFAULT_BODY_LENGTH = 24

_MOMENT = re.compile(r"[a-z]+(?:_[a-z]+)?_1([0-9A-Za-z]{9})[0-9A-Za-z]*", re.ASCII)

_last_micros = 0
# How far the moments of ids are ahead of the clock that never jumps. It only grows.
_ahead = 0
_unused = ""

# 62 does not divide 256, so a byte modulo 62 would favour some characters; bytes past the last multiple of 62
# are left out.
_CHARACTER_OF_BYTE = bytes(ord(ALPHABET[byte % 62]) for byte in range(256))
_LEFT_OUT = bytes(range(248, 256))


def new_id(prefix: str) -> str:
    """A fresh id such as `in_1…`; ids made later by this process sort after ids made earlier."""
    length = _BODY_LENGTH.get(prefix, _DEFAULT_BODY_LENGTH)
    moment = "1" + _base62(_next_micros())
    return f"{prefix}_{moment}{new_token(length - len(moment))}"


def moment_of(id: str) -> int | None:
    """The microsecond that an id carries; None for a text that `new_id` did not make."""
    found = _MOMENT.fullmatch(id)
    if found is None:
        return None
    micros = 0
    for digit in found[1]:
        micros = micros * 62 + ALPHABET.index(digit)
    return micros


def never_below(micros: int) -> None:
    """From now on every new id sorts after the ids of this microsecond, whatever the wall says.

    The wall is looked at too: a process that makes no ids must know how far ahead the others were when it steps back.
    """
    global _ahead, _last_micros
    _last_micros = max(_last_micros, micros)
    _ahead = max(_ahead, max(micros, wall_micros()) - monotonic_micros())


def first_id(prefix: str, moment: int) -> str:
    """The id below which every id sorts that was made before `moment` (Unix seconds), and no later one."""
    return f"{prefix}_1{_base62(min(max(moment, 0) * 1_000_000, 62**_TIME_DIGITS - 1))}"


def new_token(length: int) -> str:
    """`length` unguessable letters and digits."""
    global _unused
    if len(_unused) < length:
        _unused += _draw(8_192 + length)
    token, _unused = _unused[:length], _unused[length:]
    return token


def new_invoice_prefix() -> str:
    """Eight upper-case letters or digits, the stem of one customer's invoice numbers."""
    return "".join(secrets.choice(_PREFIX_ALPHABET) for _ in range(8))


def new_mandate_reference() -> str:
    """Sixteen upper-case letters or digits, by which a holder finds a mandate on a statement."""
    return "".join(secrets.choice(_PREFIX_ALPHABET) for _ in range(16))


def new_digits(length: int) -> str:
    """`length` random digits, such as those of the number of a receipt."""
    return "".join(secrets.choice("0123456789") for _ in range(length))


def new_coupon_id() -> str:
    """Eight letters or digits: coupons have no prefix, because people choose and type their ids."""
    return new_token(8)


def new_promotion_code() -> str:
    """Eight upper-case letters or digits that a customer types."""
    return new_invoice_prefix()


def new_secret(prefix: str, length: int) -> str:
    """A secret such as a key or a signing secret: `prefix` followed by `length` unguessable characters."""
    return prefix + new_token(length)


def new_bytes(count: int) -> bytes:
    """Unguessable bytes, such as a nonce."""
    return secrets.token_bytes(count)


def new_totp_secret() -> str:
    """A secret of 160 bits for an authenticator app (RFC 4226 §4), in base 32."""
    return "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(32))


def new_recovery_code(length: int) -> str:
    """Letters and digits that a person writes down: none of them is taken for another."""
    return "".join(secrets.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(length))


def stable_id(prefix: str, *parts: str) -> str:
    """The id of what is nowhere stored, the same whenever it is worked out from the same parts."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest())
    body = ""
    while len(body) < _BODY_LENGTH.get(prefix, _DEFAULT_BODY_LENGTH):
        number, digit = divmod(number, 62)
        body += ALPHABET[digit]
    return f"{prefix}_{body}"


def drawn_moment(begin: int, end: int) -> int:
    """A moment between two, any of them equally likely; `begin` if there is none between."""
    return begin + secrets.randbelow(max(end - begin, 1))


def _draw(count: int) -> str:
    """About `count` random characters: one draw serves many ids."""
    return secrets.token_bytes(count).translate(_CHARACTER_OF_BYTE, _LEFT_OUT).decode()


def _next_micros() -> int:
    """The current microsecond, or the next unused one: two ids of a process never share a moment."""
    global _ahead, _last_micros
    # The wall first: a process that is held up between the two then counts too little, and the larger one stays.
    wall = wall_micros()
    steady = monotonic_micros()
    _ahead = max(_ahead, wall - steady)
    _last_micros = max(steady + _ahead, _last_micros + 1)
    return _last_micros


def _base62(number: int) -> str:
    """Nine digits; the middle eight come in pairs from a table, which halves the divisions."""
    number, d = divmod(number, 3844)
    number, c = divmod(number, 3844)
    number, b = divmod(number, 3844)
    first, a = divmod(number, 3844)
    return f"{ALPHABET[first % 62]}{_PAIRS[a]}{_PAIRS[b]}{_PAIRS[c]}{_PAIRS[d]}"
