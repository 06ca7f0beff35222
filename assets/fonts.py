"""The fonts of scripts that no wheel has, from npm packages into a folder beside the layouts.

The folder itself holds what ships in the wheel: a few hundred kilobytes a script. Its folder `cjk` holds Chinese,
Japanese and Korean, some ten megabytes each: a checkout has them, a wheel does not (docs/decisions/0048-fonts.md).
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

_WEIGHTS = ("400Regular", "600SemiBold")
_SCRIPTS = (
    "armenian", "bengali", "ethiopic", "georgian", "gujarati", "gurmukhi", "hebrew", "kannada", "lao", "malayalam",
    "myanmar", "oriya", "sinhala", "symbols",
)  # fmt: skip
_LARGE = {"jp": "NotoSansJP", "kr": "NotoSansKR", "sc": "NotoSansHans", "tc": "NotoSansHant"}
LARGE = "cjk"


def copy_fonts(packages: Path, folder: Path) -> None:
    """Fill an empty folder with the fonts and their licences. Raises FileNotFoundError if a package lacks one."""
    (folder / LARGE).mkdir(parents=True)
    for package in packages_with_fonts():
        for font in fonts_of(package):
            target = folder / LARGE if package.startswith("@embedpdf/") else folder
            shutil.copyfile(packages / package / font, target / Path(font).name)
    texts = [_licence(package, packages / package) for package in packages_with_fonts()]
    (folder / "licences.txt").write_text("\n\n".join(texts), "utf-8")


def packages_with_fonts() -> list[str]:
    """The names of the packages."""
    small = [f"@expo-google-fonts/noto-sans-{script}" for script in _SCRIPTS]
    return [*small, "@expo-google-fonts/noto-emoji", *(f"@embedpdf/fonts-{name}" for name in _LARGE)]


def fonts_of(package: str) -> Iterator[str]:
    """The files of a package that are taken: two weights, one of emoji."""
    name = package.rpartition("-")[2]
    if name == "emoji":
        yield "400Regular/NotoEmoji_400Regular.ttf"
    elif name in _LARGE:
        yield from (f"fonts/{_LARGE[name]}-{weight}.otf" for weight in ("Regular", "Bold"))
    else:
        yield from (f"{weight}/NotoSans{name.capitalize()}_{weight}.ttf" for weight in _WEIGHTS)


def _licence(package: str, folder: Path) -> str:
    """A package with its version and the licence of its fonts, which may stand beside that of the package."""
    version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    of_font, of_package = folder / "LICENSE_FONT", folder / "LICENSE"
    return f"{package} {version}\n\n{(of_font if of_font.exists() else of_package).read_text('utf-8')}"
