"""The browser of the tests: one pinned version for everybody on x86-64, the system's own elsewhere."""

import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.examples.running import ROOT, node

HERE = Path(__file__).parent
PACKAGES = ROOT / "node_modules"
CACHE = ROOT / ".cache"


@dataclass(frozen=True)
class Program:
    """A Chromium, and where the libraries are that it brings along."""

    path: Path
    libraries: Path | None = None

    @property
    def environment(self) -> dict[str, str | float | bool]:
        libraries = {"LD_LIBRARY_PATH": str(self.libraries)} if self.libraries is not None else {}
        return {**os.environ, **libraries}


def chromium() -> Program:
    """The browser, unpacked on first use. Fails with what to do where there is none."""
    if platform.machine() == "x86_64":
        if not (PACKAGES / "@sparticuz" / "chromium").is_dir():
            pytest.fail("the packages of the tests are missing; `./dev test` installs them")
        return _unpacked()
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Program(Path(found))
    pytest.fail("there is no browser to look at pages with; install one: apt-get install chromium")


def axe() -> str:
    """The source of axe, which judges how usable a page is for those who don't see or don't use a mouse."""
    return (PACKAGES / "axe-core" / "axe.min.js").read_text()


def _unpacked() -> Program:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    integrity = lock["packages"]["node_modules/@sparticuz/chromium"]["integrity"]
    folder = CACHE / f"chromium-{hashlib.sha256(integrity.encode()).hexdigest()[:16]}"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "chromium.lock").open("w") as held:  # several test processes may come first
        fcntl.flock(held, fcntl.LOCK_EX)
        if not folder.is_dir():
            fresh = CACHE / "chromium.new"
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            subprocess.run([node(), str(HERE / "unpack.mjs"), str(fresh)], check=True, timeout=60)
            (fresh / "chromium").chmod(0o755)
            with tarfile.open(fresh / "libraries.tar") as libraries:
                # Python 3.11 has filters only since 3.11.4; the archive is pinned by its hash anyhow.
                libraries.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
                libraries.extractall(fresh)
            (fresh / "libraries.tar").unlink()
            fresh.rename(folder)
    return Program(folder / "chromium", folder / "lib")
