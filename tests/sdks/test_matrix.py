"""The guide's job with releases of the official SDKs, each against the API version that it pins.

At night all releases are installed from their registries. The usual run has the SDKs that `./dev` installs anyway,
and asks with them in a version of each shape: 2022, 2024, basil and the newest; with Node.js in the first and the last.
"""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from tests.conftest import Server
from tests.examples.running import ROOT, environment
from tests.nightly import usual
from tests.platform.billhook_command import Command
from tests.rooms.webhooks.receiver import eventually
from tests.sdks.releases import NODE, PYTHON, Job, Release, node_job, of_dev, python_job

SHAPES = ("2022-11-15", "2024-06-20", "2025-08-27.basil", "2026-10-28.endive")
OLDEST = SHAPES[0]
"""The account's default while a release runs that pins no version."""


def _version_of(server: Server) -> str:
    return server.request("GET", "/v1/customers?limit=1").headers["stripe-version"]


@contextmanager
def answering_in(server: Server, version: str) -> Iterator[None]:
    """The account's default version, for a while."""
    command = Command(server.data_dir)
    assert command("settings", "set", "default_api_version", version).returncode == 0
    eventually(lambda: _version_of(server) == version, f"an answer in {version}")
    try:
        yield
    finally:
        assert command("settings", "unset", "default_api_version").returncode == 0


def check(server: Server, job: Job, release: Release) -> None:
    """Run the job to its end: every assertion in it holds, in the version that the release is answered in."""
    with nullcontext() if release.asks_in is not None else answering_in(server, OLDEST):
        ended = subprocess.run(
            job.words, env=environment(server, **job.environment, ACCOUNT_VERSION=OLDEST), capture_output=True,
            text=True, timeout=100, check=False,
        )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"done in {release.asks_in or OLDEST}\n"


@pytest.mark.parametrize("release", usual([*PYTHON], [of_dev(version) for version in SHAPES]), ids=str)
def test_the_guides_job_in_python(server: Server, release: Release) -> None:
    check(server, python_job(release), release)


@pytest.mark.parametrize("release", usual([*NODE], [of_dev(version) for version in (SHAPES[0], SHAPES[-1])]), ids=str)
def test_the_guides_job_in_node(server: Server, release: Release) -> None:
    check(server, node_job(release), release)


def test_the_guide_lists_the_releases_that_are_tried() -> None:
    page = (ROOT / "docs" / "guide" / "sdks.md").read_text("utf-8")
    listed = re.findall(r"^\| (Python|Node\.js) \| ([0-9.]+) \| (.+) \|$", page, re.MULTILINE)
    default = f"the account's default, `{OLDEST}` in the test"
    assert listed == [
        (language, release.number, f"`{release.asks_in}`" if release.asks_in else default)
        for language, releases in (("Python", PYTHON), ("Node.js", NODE))
        for release in releases
    ]
