"""Releases of the official SDKs, each installed into a folder of its own below `.cache/sdks`, once.

A registry that cannot be reached fails the test: a release is never skipped.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from assets import build
from tests.examples.running import ROOT, node

_CACHE = ROOT / ".cache"
_FOLDER = _CACHE / "sdks"
_JOBS = Path(__file__).parent
_INSTALL_SECONDS = 300


@dataclass(frozen=True)
class Release:
    """One release of an SDK: None is the one that `./dev` installs.

    `asks_in` is the API version that it pins; None if its programs are answered in the account's default.
    """

    number: str | None
    asks_in: str | None

    def __str__(self) -> str:
        return self.number or f"asking in {self.asks_in}"


@dataclass(frozen=True)
class Job:
    """How a job is started."""

    words: Sequence[str]
    environment: Mapping[str, str]


def of_dev(version: str) -> Release:
    """The release that `./dev` installs, made to ask in a version."""
    return Release(None, version)


PYTHON = (
    Release("5.5.1", None),
    Release("7.14.1", "2023-10-16"),
    Release("10.12.1", "2024-06-20"),
    Release("11.6.1", "2025-02-24.acacia"),
    Release("12.5.2", "2025-08-27.basil"),
    Release("13.2.1", "2025-10-29.clover"),
    Release("15.6.2", "2026-08-26.dahlia"),
    Release("16.1.0", "2026-10-28.endive"),
)
NODE = (
    Release("8.222.0", None),
    Release("12.18.0", "2022-11-15"),
    Release("14.25.0", "2023-10-16"),
    Release("16.12.0", "2024-06-20"),
    Release("18.5.0", "2025-08-27.basil"),
    Release("20.4.1", "2026-02-25.clover"),
    Release("23.1.0", "2026-10-28.endive"),
)


def python_job(release: Release) -> Job:
    """The job in Python."""
    words, job = [sys.executable], str(_JOBS / "job.py")
    if release.number is None:
        return Job([*words, job], _asking(release))
    # Without `site`, nothing of the tests' own packages is found beside those of the folder.
    return Job([*words, "-S", job], {"PYTHONPATH": str(_installed("python", release.number, _pip))})


def node_job(release: Release) -> Job:
    """The job in JavaScript."""
    words, of_dev = [node(), str(_JOBS / "job.cjs")], ROOT / "examples" / "node"
    folder = of_dev if release.number is None else _installed("node", release.number, _npm)
    return Job(words, {"STRIPE_PACKAGE": str(folder / "node_modules" / "stripe"), **_asking(release)})


def _asking(release: Release) -> Mapping[str, str]:
    """What makes the SDK of `./dev` ask in another version than its own."""
    return {"STRIPE_VERSION": release.asks_in} if release.number is None and release.asks_in is not None else {}


def _installed(language: str, number: str, install: Callable[[str, Path], str | None]) -> Path:
    target = _FOLDER / f"{language}-{number}"
    if not target.exists():
        fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        problem = install(number, fresh)
        if problem is not None:
            shutil.rmtree(fresh)
            pytest.fail(f"stripe {number} for {language} cannot be installed from its registry:\n{problem}")
        fresh.rename(target)
    return target


def _pip(number: str, target: Path) -> str | None:
    words = [*_installer(), "--quiet", "--target", str(target), f"stripe=={number}"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False)
    return None if done.returncode == 0 else done.stdout + done.stderr


def _installer() -> list[str]:
    own = _CACHE / "uv" / "bin" / "uv"
    uv = shutil.which("uv") or (str(own) if own.exists() else None)
    if uv is not None:
        return [uv, "pip", "install", "--python", sys.executable]
    if importlib.util.find_spec("pip") is None:
        pytest.fail("neither `uv` nor `pip` is here; `./dev test` fetches uv")
    return [sys.executable, "-m", "pip", "install"]


def _npm(number: str, target: Path) -> str | None:
    words = build.npm_words(_CACHE / "node")
    if words is None:
        pytest.fail("there is no `npm`; `./dev test` fetches one")
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix")
    path = f"{Path(node()).parent}{os.pathsep}{os.environ['PATH']}"
    done = build.Npm(words, {**os.environ, "PATH": path}).run(
        [*words, "install", *flags, target, f"stripe@{number}"], target
    )
    return None if done.returncode == 0 else done.stdout
