"""The pytest plugin: its own server, and the sample project whose tests use it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import Server
from tests.docs.pages import GUIDE, section
from tests.examples.running import EXAMPLES, environment, node

from billhook.testing import Refused, running


def test_the_tests_of_the_sample_project_pass(server: Server) -> None:
    given = environment(server, BILLHOOK_OUTBOX=str(server.data_dir / "outbox"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", "."]
    done = subprocess.run(
        command, cwd=EXAMPLES / "testing", env=given, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("...")


def test_the_recipe_for_node_runs(server: Server, tmp_path: Path) -> None:
    recipe = section((GUIDE / "testing.md").read_text("utf-8"), "## With Node.js")
    (code,) = re.findall(r"^```js\n(.*?)^```$", recipe, re.DOTALL | re.MULTILINE)
    program = tmp_path / "sandbox.test.mjs"
    program.write_text(code)
    (tmp_path / "node_modules").symlink_to(EXAMPLES / "node" / "node_modules")
    done = subprocess.run(
        [node(), "--test", str(program)], env=environment(server),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert re.search(r"^# pass 1$", done.stdout, re.MULTILINE), done.stdout


def test_a_server_of_the_tests_own_starts_and_ends(tmp_path: Path) -> None:
    with running(tmp_path / "own") as server:
        with server.sandbox(default_currency="chf") as sandbox:
            made = sandbox.request("POST", "/v1/customers", {"metadata": {"a": 1}, "preferred_locales": ["de", "fr"]})
            assert (made["metadata"], made["preferred_locales"]) == ({"a": "1"}, ["de", "fr"])
            assert [event["data"]["object"]["id"] for event in sandbox.events("customer.*")] == [made["id"]]
            assert server.request("GET", "/v1/customers")["data"] == []
            assert sandbox.mails(at_least=0) == []
        with pytest.raises(Refused) as refused:
            sandbox.request("POST", "/v1/customers")
        assert refused.value.status == 401
    with pytest.raises(OSError, match="refused"):
        server.request("GET", "/v1/customers")


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "own" / "data").mkdir(parents=True)
    (tmp_path / "own" / "data" / "postgresql").write_text("no folder")
    with pytest.raises(RuntimeError, match="did not start"), running(tmp_path / "own"):
        pass
