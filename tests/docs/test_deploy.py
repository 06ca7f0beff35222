"""`Containerfile`, `compose.yaml` and the unit of systemd name settings, commands, paths and users that there are."""

import re

import pytest
from tests.docs.pages import ROOT

from billhook.cli import cli
from billhook.db.embedded import server as embedded
from billhook.serve_process import STOP_SECONDS
from billhook.settings import Settings

CONTAINER, COMPOSE, UNIT = "Containerfile", "compose.yaml", "deploy/billhook.service"
EVERY = (CONTAINER, COMPOSE, UNIT)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def unit(name: str) -> str:
    """The value of an option of the unit."""
    (found,) = re.findall(rf"^{name}=(.*)$", text(UNIT), re.MULTILINE)
    return str(found)


@pytest.mark.parametrize("name", EVERY)
def test_their_settings_exist(name: str) -> None:
    used = set(re.findall(r"\bBILLHOOK_([A-Z_]+)\b", text(name)))
    assert used
    assert {each.lower() for each in used} - set(Settings.model_fields) == set()


@pytest.mark.parametrize("name", EVERY)
def test_no_line_names_a_registry(name: str) -> None:
    images = re.findall(r"^(?:FROM|\s+image:) *(\S+)", text(name), re.MULTILINE)
    assert all(re.fullmatch(r"(python:3\.13-slim|postgres:18|billhook)", image) for image in images)


def test_they_start_the_command_that_serves() -> None:
    assert "serve" in cli.commands
    assert 'ENTRYPOINT ["billhook"]\nCMD ["serve"]' in text(CONTAINER)
    assert unit("ExecStart").split() == ["/opt/billhook/bin/billhook", "serve"]


def test_data_is_where_they_say() -> None:
    place = "/var/lib/billhook"
    assert f"BILLHOOK_DATA_DIR={place}" in text(CONTAINER)
    assert f"VOLUME {place}\n" in text(CONTAINER)
    assert f"- billhook:{place}\n" in text(COMPOSE)
    assert unit("Environment") == f"BILLHOOK_DATA_DIR={place}"
    assert f"/var/lib/{unit('StateDirectory')}" == place


def test_nobody_is_root_and_nothing_else_is_written() -> None:
    (made,) = re.findall(r"useradd --uid (\d+)", text(CONTAINER))
    assert f"USER {made}:{made}\n" in text(CONTAINER)
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]', "- /tmp"):
        assert line in text(COMPOSE)
    assert (unit("ProtectSystem"), unit("DynamicUser"), unit("PrivateTmp")) == ("strict", "yes", "yes")


def test_health_is_asked_where_it_is_answered() -> None:
    (check,) = re.findall(r'^HEALTHCHECK .* CMD \["python", "-c", "(.*)"\]$', text(CONTAINER), re.MULTILINE)
    program = check.replace('\\"', '"')
    assert "/healthz" in program
    compile(program, CONTAINER, "exec")


def test_they_wait_until_it_has_ended() -> None:
    of_postgresql = embedded.FAST_SHUTDOWN_SECONDS + embedded.IMMEDIATE_SHUTDOWN_SECONDS
    assert int(unit("TimeoutStopSec")) > STOP_SECONDS + 1 + of_postgresql
    # PostgreSQL hears of the end from Billhook, and last of all.
    assert (unit("KillMode"), unit("KillSignal")) == ("mixed", "SIGTERM")
    grace = re.search(r"image: billhook\n(?:.*\n)*?    stop_grace_period: (\d+)s", text(COMPOSE))
    assert grace is not None
    assert int(grace[1]) > STOP_SECONDS + 1  # PostgreSQL is another container


def test_the_image_is_made_of_what_the_lock_pins() -> None:
    assert "--require-hashes -r requirements.txt" in text(CONTAINER)
    ignored = text(".dockerignore").split()
    for needed in ("requirements.txt", "src", "assets", "migrations", "hatch_build.py", "package-lock.json"):
        assert needed not in ignored
