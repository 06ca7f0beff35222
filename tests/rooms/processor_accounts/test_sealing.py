"""Keys of processors: they open with their own key, for their own tenant, in their own column, and nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.processor_accounts.sealing import Safe, SecretsLocked, about, safe_of
from billhook.settings import Settings

FIRST, SECOND = b"1" * 32, b"2" * 32
HERE = about(7, "stripe", "api_key")


@given(st.text(max_size=300))
def test_what_is_sealed_opens_and_is_not_seen(text: str):
    safe = Safe([FIRST])
    sealed = safe.seal(text, HERE)
    assert safe.open(sealed, HERE) == text
    assert safe.seal(text, HERE) != sealed
    assert len(text) < 4 or text.encode() not in sealed


@pytest.mark.parametrize("other", [about(8, "stripe", "api_key"), about(7, "stripe", "news_secret"), ""])
def test_a_row_that_was_moved_opens_nowhere(other: str):
    with pytest.raises(SecretsLocked):
        Safe([FIRST]).open(Safe([FIRST]).seal("rk_live_1", HERE), other)


@given(st.integers(min_value=0, max_value=45), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_opens_nothing(place: int, change: int):
    sealed = bytearray(Safe([FIRST]).seal("rk_live_1", HERE))
    sealed[place] ^= change
    with pytest.raises(SecretsLocked):
        Safe([FIRST]).open(bytes(sealed), HERE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"0" * 20, b"\x02" + b"0" * 60])
def test_what_was_never_sealed_opens_nothing(sealed: bytes):
    with pytest.raises(SecretsLocked):
        Safe([FIRST]).open(sealed, HERE)


def test_two_keys_are_in_use_while_one_takes_the_other_s_place():
    old = Safe([FIRST]).seal("rk_live_1", HERE)
    both = Safe([SECOND, FIRST])
    assert both.open(old, HERE) == "rk_live_1"
    assert not both.is_newest(old)
    new = both.seal("rk_live_1", HERE)
    assert both.is_newest(new)
    assert Safe([SECOND]).open(new, HERE) == "rk_live_1"
    with pytest.raises(SecretsLocked, match="BILLHOOK_SEALING_KEY_BEFORE"):
        Safe([SECOND]).open(old, HERE)


def test_the_environment_has_to_name_a_key():
    with pytest.raises(SecretsLocked, match="set BILLHOOK_SEALING_KEY to 32 bytes in base64"):
        safe_of(Settings(sealing_key=None))


def test_a_key_is_32_bytes_and_is_not_shown():
    key = base64.b64encode(FIRST).decode()
    settings = Settings(sealing_key=key, sealing_key_before=base64.b64encode(SECOND).decode())
    assert key not in repr(settings)
    assert safe_of(settings).open(Safe([SECOND]).seal("x", HERE), HERE) == "x"
    for wrong in (key[:-1], "A" * 43, base64.b64encode(b"3" * 31).decode(), base64.b64encode(b"3" * 33).decode()):
        with pytest.raises(ValueError, match="32 bytes in base64"):
            Settings(sealing_key=wrong)
