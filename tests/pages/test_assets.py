"""The Dashboard's style sheets, scripts and icons: built, addressed by their content, harmless, and light."""

import asyncio
import gzip
import hashlib
import json
import re
import tomllib
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import pytest
from assets import build
from assets.fonts import LARGE, fonts_of, packages_with_fonts
from assets.sprite import names
from starlette.applications import Starlette
from starlette.routing import Route

from billhook.dashboard.assets import BUILT, MISSING, PREFIX, Assets, accepts_gzip

KILOBYTE = 1000
FIRST_VISIT = ("tabler.css", "dashboard.css", "base.js", "icons.svg")
OTHERS = ("editor.js", "licences.txt")


@pytest.fixture(scope="module")
def assets() -> Assets:
    if not build.is_current():
        pytest.fail("the Dashboard's assets are stale; `./dev assets` builds them")
    return Assets()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(assets: Assets, path: str, *, method: str = "GET", encoding: str | None = None) -> Answer:
    """What the application answers; `path` is as decoded by the server."""
    headers = [] if encoding is None else [(b"accept-encoding", encoding.encode())]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    application = Starlette(routes=[Route(PREFIX + "{file}", assets.serve)])
    asyncio.run(application(scope, receive, send))
    start, *bodies = sent
    answered = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], answered, b"".join(part["body"] for part in bodies))


def manifest() -> dict[str, str]:
    return json.loads((BUILT / "manifest.json").read_text())


def text_of(name: str) -> str:
    return (BUILT / manifest()[name]).read_text("utf-8")


def test_what_the_pages_need_was_built(assets: Assets) -> None:
    assert not assets.missing
    assert set(FIRST_VISIT + OTHERS) <= set(manifest())
    assert {name for name in manifest() if name.startswith("picture-")}, "the kit's pictures stand beside it"


def test_an_address_tells_the_content(assets: Assets) -> None:
    for name, file in manifest().items():
        stem, _, ending = name.rpartition(".")
        digest = hashlib.sha256((BUILT / file).read_bytes()).hexdigest()
        assert assets.url(name) == f"/dashboard/static/{stem}.{digest[:10]}.{ending}"


def test_a_name_that_was_not_built_is_an_error_and_no_dead_address(assets: Assets) -> None:
    with pytest.raises(LookupError, match=r"tabler\.js"):
        assets.url("tabler.js")


def test_a_server_without_built_assets_says_what_to_do(tmp_path) -> None:
    empty = Assets(tmp_path)
    assert empty.missing
    with pytest.raises(LookupError, match=re.escape(MISSING)):
        empty.url("tabler.css")
    assert ask(empty, f"{PREFIX}tabler.0123456789.css").status == 404


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("tabler.css", "text/css; charset=utf-8"),
        ("base.js", "text/javascript; charset=utf-8"),
        ("icons.svg", "image/svg+xml"),
        ("licences.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_is_served_for_ever_as_what_it_is(assets: Assets, name: str, media_type: str) -> None:
    answer = ask(assets, assets.url(name))
    assert answer.status == 200
    assert answer.body == (BUILT / manifest()[name]).read_bytes()
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert "content-encoding" not in answer.headers


def test_a_browser_gets_the_compressed_file_which_is_the_same(assets: Assets) -> None:
    for name in manifest():
        plain = ask(assets, assets.url(name))
        answer = ask(assets, assets.url(name), encoding="gzip, deflate, br, zstd")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-length"] == str(len(answer.body))
        assert gzip.decompress(answer.body) == plain.body


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("*", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("*;q=0, gzip", True),
    ],
)
def test_gzip_is_sent_to_those_who_take_it(header: str, taken: bool) -> None:
    """RFC 9110 §12.5.3."""
    assert accepts_gzip(header) is taken


def test_head_tells_the_headers_alone(assets: Assets) -> None:
    whole = ask(assets, assets.url("tabler.css"), encoding="gzip")
    head = ask(assets, assets.url("tabler.css"), method="HEAD", encoding="gzip")
    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


@pytest.mark.parametrize(
    "path",
    [
        "tabler.css",
        "tabler.0000000000.css",
        "manifest.json",
        "stamp",
        "",
        ".",
        "..",
        "../assets.py",
        "../static/base.js",
        "./manifest.json",
        "..\\assets.py",
        "/etc/passwd",
        "\0",
    ],
)
def test_any_other_path_leads_nowhere(assets: Assets, path: str) -> None:
    answer = ask(assets, PREFIX + path)
    assert answer.status == 404
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_the_compressed_file_has_no_address_of_its_own(assets: Assets) -> None:
    assert ask(assets, assets.url("base.js") + ".gz").status == 404


def test_a_drawing_that_is_opened_by_itself_runs_nothing(assets: Assets) -> None:
    drawings = [name for name in manifest() if name.endswith(".svg")]
    for name in drawings:
        answer = ask(assets, assets.url(name))
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(answer.body).iter()}
        assert tags <= {"svg", "symbol", "path", "circle", "rect", "line", "polyline", "ellipse"}, name


@pytest.mark.parametrize("name", ["tabler.css", "dashboard.css"])
def test_a_style_sheet_fits_the_strict_policy(name: str) -> None:
    text = text_of(name)
    assert "data:" not in text
    assert "//" not in text, "no other host"
    assert "@import" not in text
    pictures = set(re.findall(r"url\((.*?)\)", text))
    assert pictures <= {f'"{file}"' for file in manifest().values()}


def test_the_kit_kept_its_pictures() -> None:
    """Ticks and arrows of form controls: 23 uses of 18 pictures in this version of the kit."""
    addresses = re.findall(r'url\("(picture-\d\d\.[0-9a-f]{10}\.svg)"\)', text_of("tabler.css"))
    assert len(addresses) == 23
    assert len(set(addresses)) == 18


def test_no_file_sends_a_browser_after_a_source_map() -> None:
    assert [name for name in manifest() if "sourceMappingURL" in text_of(name)] == []


def test_the_sprite_has_the_listed_icons_with_their_strokes() -> None:
    """Without strokes of their own, icons are black blots: a symbol inherits none from the kit."""
    listed = names((build.SOURCES / "icons.txt").read_text())
    symbols = [each for each in ElementTree.fromstring(text_of("icons.svg")) if each.tag.endswith("symbol")]
    assert [symbol.get("id") for symbol in symbols] == listed
    assert {(symbol.get("fill"), symbol.get("stroke")) for symbol in symbols} == {("none", "currentColor")}
    assert all(len(symbol) > 0 for symbol in symbols)


def test_the_scripts_carry_what_they_are_for() -> None:
    assert "auto-complete" in text_of("base.js")
    assert "htmx:after:swap" in text_of("base.js")
    assert "data-hotkey" in text_of("base.js")
    assert "data-sortable" in text_of("editor.js")
    assert "data-sortable" not in text_of("base.js")


def test_each_package_that_ships_brings_its_licence() -> None:
    text = text_of("licences.txt") + (build.FONTS / "licences.txt").read_text("utf-8")
    pins = json.loads((build.ROOT / "package.json").read_text())["dependencies"]
    shipped = {name: version for name, version in pins.items() if name != "esbuild"}
    assert [name for name, version in shipped.items() if f"{name} {version}\n" not in text] == []


def test_every_font_of_a_package_is_there() -> None:
    """Those of Chinese, Japanese and Korean are in a folder of their own, which a wheel leaves out."""
    for package in packages_with_fonts():
        folder = build.FONTS / LARGE if package.startswith("@embedpdf/") else build.FONTS
        assert [name for name in fonts_of(package) if not (folder / Path(name).name).stat().st_size] == []


def test_a_wheel_takes_the_small_fonts_alone() -> None:
    """A pattern that names a folder takes all that is in it."""
    patterns = tomllib.loads((build.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["artifacts"]

    def is_taken(path: Path) -> bool:
        return any(path.relative_to(build.ROOT).match(pattern) for pattern in patterns)

    assert [font for font in build.FONTS.glob("*.ttf") if not is_taken(font)] == []
    large = build.FONTS / LARGE
    assert [path for path in (large, *large.iterdir()) if is_taken(path)] == []
    # Without its stamp, an archive of the sources would ask for npm.
    assert is_taken(build.FONTS / "stamp")


def test_a_first_visit_is_light() -> None:
    """All pages together may weigh 300 kB over the wire at a first visit; these files are most of it."""
    weights = {name: (BUILT / f"{manifest()[name]}.gz").stat().st_size for name in FIRST_VISIT}
    assert sum(weights.values()) < 130 * KILOBYTE, weights
