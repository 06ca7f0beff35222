"""What of a note is stored, and that no part of a secret survives where a text is cut off."""

import orjson
import pytest

from billhook.kernel.replacing import replace
from billhook.request_log.entries import entry
from billhook.request_log.rules.sources import source_of
from billhook.wire.noting import BODY_BYTES_MAX, READ_BYTES_MAX, Note, beginning

CARD = "4242424242424242"
NOTE = Note(
    tenant=1, request="req_1", method="POST", path="/v1/invoices/in_1A/pay", http_status=200, micros=7,
    version="2026-10-28.endive", key="sk_test_4eC39HqLyjWDarjt", idempotency_key=None, user_agent=b"curl/8", address="",
    sent={}, body=b"{}", keeps_response=True, body_bytes=2, weight=2,
)  # fmt: skip


def answered(text: str, **changes: object) -> Note:
    """The note of an answer with this description."""
    note, body = replace(NOTE, **changes), orjson.dumps({"id": "in_1A", "description": text})
    return replace(note, body=beginning(body, note.method, note.http_status), body_bytes=len(body))


@pytest.mark.parametrize("length", range(8_600, 8_720, 3))
def test_no_part_of_a_card_number_survives_a_cut(length: int) -> None:
    # Each number becomes a mask half as long, so what was behind the end of what is kept moves into it.
    cards = f"{CARD}, " * 100
    assert "424242" not in entry(answered(cards + "x" * (length - len(cards) - 30) + CARD + "x" * 900)).response
    assert "424242" not in entry(replace(NOTE, path=f"/v1/{'x' * (length % 18)}/{cards}")).path


def test_little_of_a_look_is_kept_and_much_of_an_error() -> None:
    assert len(entry(answered("x" * 9_000, method="GET")).response) == READ_BYTES_MAX
    assert len(entry(answered("x" * 9_000, method="GET", http_status=404)).response) == BODY_BYTES_MAX
    assert len(entry(answered("x" * 9_000)).response) == BODY_BYTES_MAX
    assert orjson.loads(entry(answered("x" * 900)).response)["description"] == "x" * 900


def test_the_object_is_that_of_the_answer_or_of_the_path() -> None:
    assert entry(answered("")).object == "in_1A"
    listed = replace(NOTE, path="/v1/invoices/in_1B/lines", body=b'{"object":"list"}')
    assert entry(listed).object == "in_1B"
    assert entry(replace(listed, path="/v1/invoices")).object is None


def test_an_error_too_long_to_be_read_as_json_tells_its_type() -> None:
    body = b'{"error":{"code":"card_declined","type":"card_error","payment_intent":{"id":"pi_'
    found = entry(replace(NOTE, http_status=402, body=body, keeps_response=True, body_bytes=20_000))
    assert (found.error_type, found.error_code) == ("card_error", "card_declined")


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Stripe/v1 PythonBindings/16.1.0", "Python SDK 16.1.0"),
        ("Stripe/v1 NodeBindings/23.0.0", "Node.js SDK 23.0.0"),
        ("Stripe/v1 stripe-cli/1.32.0", "CLI 1.32.0"),
        ("curl/8.5.0", "curl 8.5.0"),
        ("", ""),
    ],
)
def test_a_program_is_told_by_its_user_agent(user_agent: str, words: str) -> None:
    assert source_of(user_agent) == words
