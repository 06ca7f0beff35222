"""The parts of the assets' build that need no package, and the lock file that names the packages."""

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from assets import build
from assets.sprite import names, sprite
from assets.style_sheet import pictures_apart, without_comments

TICK = "<svg xmlns='http://www.w3.org/2000/svg'><path stroke='#fff' d='M1 1'/></svg>"
ESCAPED = TICK.replace("<", "%3c").replace(">", "%3e").replace("#", "%23")


def apart(css: str) -> tuple[str, dict[int, str]]:
    kept: dict[int, str] = {}

    def keep(number: int, svg: str) -> str:
        kept[number] = svg
        return f"{number}.svg"

    return pictures_apart(css, keep), kept


@pytest.mark.parametrize("written", [TICK, ESCAPED])
def test_a_picture_leaves_the_style_sheet_as_it_was_meant(written: str) -> None:
    css, kept = apart(f'a{{background:url("data:image/svg+xml,{written}") no-repeat}}')
    assert css == 'a{background:url("1.svg") no-repeat}'
    assert kept == {1: TICK}


def test_a_picture_that_comes_twice_is_kept_once() -> None:
    other = TICK.replace("M1", "M2")
    css, kept = apart("".join(f'url("data:image/svg+xml,{each}")' for each in (TICK, other, ESCAPED)))
    assert css == 'url("1.svg")url("2.svg")url("1.svg")'
    assert kept == {1: TICK, 2: other}


def test_an_inline_address_of_another_kind_stops_the_build() -> None:
    """A newer kit might bring one, and the policy would refuse it in front of the user."""
    with pytest.raises(ValueError, match="data:font/woff2"):
        apart("@font-face{src:url(data:font/woff2;base64,AAAA)}")


def test_comments_go_and_with_them_the_source_map() -> None:
    css = "/*! by somebody (https://example.com) */\na{b:c}\n/*# sourceMappingURL=a.css.map */"
    assert without_comments(css) == "a{b:c}\n"


def test_a_name_tells_the_content() -> None:
    assert build.hashed_name("base.js", b"") == "base.e3b0c44298.js"  # SHA-256 of nothing
    assert build.hashed_name("a.b.css", b"abc") == "a.b.ba7816bf8f.css"  # FIPS 180-2, appendix B.1


def test_a_list_of_icons_has_comments_and_gaps() -> None:
    assert names("# menu\nhome\n\n  check \nhome\n") == ["check", "home"]


def test_a_sprite_has_a_symbol_for_each_icon_in_one_order() -> None:
    frame = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
    opening = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    icons = {name: f'{opening}{frame}<circle cx="{at}" cy="1" r="2"/></svg>' for name, at in (("x", 1), ("check", 2))}
    drawn = ElementTree.fromstring(sprite(icons))
    assert [(symbol.get("id"), symbol.get("viewBox")) for symbol in drawn] == [
        ("check", "0 0 24 24"),
        ("x", "0 0 24 24"),
    ]
    assert [[shape.attrib for shape in symbol] for symbol in drawn] == [
        [{"cx": "2", "cy": "1", "r": "2"}],
        [{"cx": "1", "cy": "1", "r": "2"}],
    ]
    assert sprite(dict(reversed(icons.items()))) == sprite(icons)


def test_packages_are_pinned_by_version_and_hash_and_no_host_is_named() -> None:
    """A lock file with hosts in it sends everybody to the registry of whoever wrote it."""
    pins = json.loads((build.ROOT / "package.json").read_text())
    versions = [*pins["dependencies"].values(), *pins["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions), versions
    text = build.LOCK.read_text()
    assert "://" not in text, "write it with --omit-lockfile-registry-resolved, and take out `funding`"
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert len(packages) > 30
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_nothing_that_is_fetched_or_built_is_offered_to_a_commit() -> None:
    ignored = (build.ROOT / ".gitignore").read_text().splitlines()
    assert {"node_modules/", "src/billhook/dashboard/built*/"} <= set(ignored)
    assert build.BUILT == build.ROOT / "src/billhook/dashboard/built"


def test_npm_that_cannot_be_reached_is_told_by_its_reason_and_leaves_nothing(tmp_path) -> None:
    """`fail` stands for npm: it says what npm says without a network, and ends as it ends."""
    (tmp_path / "package-lock.json").write_text("{}")
    fail = build.Npm(["sh", "-c", "echo 'npm error code ENOTFOUND'; exit 1", "npm"], {"PATH": "/usr/bin:/bin"})
    with pytest.raises(build.NpmUnreachable, match=r"^ENOTFOUND$"):
        build.install(fail, tmp_path)
    assert not build.is_installed(tmp_path)


def test_a_lock_file_that_is_out_of_step_is_not_taken_for_a_missing_network(tmp_path) -> None:
    """Otherwise `./dev serve` would go on, and whoever edited package.json would look for a cable."""
    (tmp_path / "package-lock.json").write_text("{}")
    fail = build.Npm(["sh", "-c", "echo 'npm error code EUSAGE'; exit 1", "npm"], {"PATH": "/usr/bin:/bin"})
    with pytest.raises(build.BuildFailed, match=r"package-lock\.json"):
        build.install(fail, tmp_path)


def test_packages_are_installed_once_and_again_when_the_lock_file_changes(tmp_path) -> None:
    """`npm` counts how often it was called, and with what."""
    (tmp_path / "package-lock.json").write_text("{}")
    npm = build.Npm(["sh", "-c", 'echo "$@" >> calls', "npm"], {"PATH": "/usr/bin:/bin"})
    build.install(npm, tmp_path)
    build.install(npm, tmp_path)
    calls = (tmp_path / "calls").read_text().splitlines()
    assert len(calls) == 1
    assert calls[0].startswith("ci --ignore-scripts ")
    assert calls[0].endswith("--omit=dev")

    assert not build.is_installed(tmp_path, development=True)
    build.install(npm, tmp_path, development=True)
    assert build.is_installed(tmp_path), "those for development are on top of the others"
    assert "--omit=dev" not in (tmp_path / "calls").read_text().splitlines()[1]

    (tmp_path / "package-lock.json").write_text('{"packages": {}}')
    assert not build.is_installed(tmp_path)
