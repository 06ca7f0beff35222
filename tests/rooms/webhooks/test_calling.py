"""Calls to receivers: which addresses are reached, and what is said of the answers."""

import asyncio
from collections.abc import Iterator

import pytest
from tests.rooms.webhooks.receiver import Receiver, close, endless, hang, listening, redirect, status

from billhook.webhooks.calling import Answer, Caller


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


def _post(url: str, *, livemode: bool = False) -> Answer:
    async def post() -> Answer:
        caller = Caller(timeout_seconds=1)
        try:
            return await caller.post(url, b"{}", "t=1,v1=0", livemode=livemode)
        finally:
            await caller.close()

    return asyncio.run(post())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_live_mode_does_not_reach_this_machine_by_address_or_by_name(receiver: Receiver, host: str) -> None:
    url = receiver.url.replace("127.0.0.1", host)
    assert _post(url).is_success
    refused = _post(url, livemode=True)
    assert (refused.is_success, refused.status) == (False, None)
    assert refused.error is not None
    assert "may not be called" in refused.error
    assert len(receiver.received) == 1


def test_no_mode_reaches_a_metadata_service() -> None:
    for livemode in (False, True):
        answer = _post("http://169.254.169.254/", livemode=livemode)
        assert answer.error == "no connection: the address 169.254.169.254 may not be called"


def test_an_answer_is_kept_up_to_four_kilobytes(receiver: Receiver) -> None:
    answer = _post(receiver.at("/", status(200, b"\0" + b"a" * 9_999)))
    assert answer.is_success
    assert answer.body == "�" + "a" * 4_095
    assert _post(receiver.at("/", status(503, b"busy"))).body == "busy"


@pytest.mark.parametrize(
    ("answering", "code", "error"),
    [
        (status(204), 204, None),
        (status(410), 410, None),
        (redirect("http://127.0.0.1/"), 307, None),
        (hang, None, "no complete answer within 1 seconds"),
        (close, None, "the connection was closed before the answer was complete"),
        (endless(0), 200, "the answer is longer than 1048576 bytes"),
        (endless(0.1), 200, "no complete answer within 1 seconds"),
    ],
)
def test_what_is_said_of_answers(receiver: Receiver, answering: object, code: int | None, error: str | None) -> None:
    answer = _post(receiver.at("/", answering))  # type: ignore[arg-type]
    assert (answer.status, answer.error) == (code, error)
    assert answer.is_success is (code == 204)


def test_what_is_said_where_nobody_answers() -> None:
    assert _post("http://127.0.0.1:9/").error == "no connection: Connection refused"
    assert _post("http://nobody.invalid/").error == "the host name could not be resolved"
    assert _post("http://127.1/").error is not None
