"""What proves a session of the command line."""

import pytest

from billhook.cli_sessions.rules.proof import LIFE_SECONDS, Known, id_of, known, secret_of

NOW = 1_900_000_000
ASKED = '{"filter_request_path":["/v1/ü?>~"]}'
ID = id_of(b"ours", "a" * 24, NOW, "requests", ASKED)


@pytest.mark.parametrize(
    ("now", "is_known"), [(NOW, True), (NOW + LIFE_SECONDS - 1, True), (NOW + LIFE_SECONDS, False)]
)
def test_an_id_lasts_an_hour(now: int, is_known: bool) -> None:
    assert (known(b"ours", ID, now) == Known(NOW, NOW + 3_600, "requests", ASKED)) is is_known


@pytest.mark.parametrize(
    "id",
    [
        "", "cliws_", ID[:-1], ID + "0", ID.replace("a" * 24, "b" * 24), ID.replace(f"{NOW + 3_600}", f"{NOW + 3_601}"),
        ID.upper(), f"{ID}\n", ID.replace("_requests_", "_events_"), ID.replace("_requests_", "_requests_e"),
    ],
)  # fmt: skip
def test_an_id_that_was_changed_is_none(id: str) -> None:
    assert known(b"ours", id, NOW) is None


def test_another_tenant_has_other_ids_and_another_secret() -> None:
    assert known(b"theirs", ID, NOW) is None
    assert secret_of(b"ours") != secret_of(b"theirs")
    assert secret_of(b"ours") == secret_of(b"ours")
    assert secret_of(b"ours")[6:] not in ID
