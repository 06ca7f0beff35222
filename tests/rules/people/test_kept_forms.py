"""What is kept of a form: never a secret, and everything else in its place."""

import pytest

from billhook.people.rules.kept_forms import size, worth_keeping


@pytest.mark.parametrize(
    "name",
    [
        "csrf", "key", "password", "current", "new", "credential", "client_secret", "api_token", "cvc", "card_number",
        "Password", "card[cvc]",
    ],
)  # fmt: skip
def test_a_field_that_holds_secrets_is_not_kept(name: str) -> None:
    assert worth_keeping([(name, "hedges grow in june"), ("memo", "x")]) == [("memo", "x")]


@pytest.mark.parametrize(
    "value",
    [
        "4242424242424242", "4242 4242 4242 4242", "card 5555-5555-5555-4444, please", "378282246310005",
        "my key is sk_live_abcdefgh", "whsec_abcdef", "live_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM",
    ],
)  # fmt: skip
def test_a_card_or_a_key_typed_anywhere_leaves_an_empty_place(value: str) -> None:
    fields = [("line_description", "Hedge"), ("line_description", value), ("line_description", "Travel")]
    assert worth_keeping(fields) == [
        ("line_description", "Hedge"), ("line_description", ""), ("line_description", "Travel"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", ["4242424242424241", "DE89370400440532013000", "+49 170 1234567", "RE-2026-0001", "19"]
)
def test_other_numbers_stay(value: str) -> None:
    assert worth_keeping([("memo", value)]) == [("memo", value)]


def test_names_that_only_sound_like_one_stay() -> None:
    fields = [("new_name", "Jenny"), ("new_email", "j@example.com"), ("code", "SPRING"), ("number", "7")]
    assert worth_keeping(fields) == fields


def test_size_is_in_bytes() -> None:
    assert size([("é", "ab"), ("x", "")]) == 5
