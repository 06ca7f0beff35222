"""One SVG file with a symbol for each icon. Pure."""

import xml.etree.ElementTree as ElementTree

_SVG = "http://www.w3.org/2000/svg"
# On each symbol, because an icon inherits nothing from the `<svg>` that shows it but the colour of the text.
_STROKES = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


def names(listing: str) -> list[str]:
    """The icons that a list names: one name a line; empty lines and lines with `#` say nothing."""
    found = [line.strip() for line in listing.splitlines()]
    return sorted({name for name in found if name and not name.startswith("#")})


def sprite(icons: dict[str, str]) -> str:
    """The sprite of icons, which are names with the text of an outline SVG each. Show one by `<use href="…#name">`."""
    symbols = "\n".join(_symbol(name, icons[name]) for name in sorted(icons))
    return f'<svg xmlns="{_SVG}">\n{symbols}\n</svg>\n'


def _symbol(name: str, svg: str) -> str:
    root = ElementTree.fromstring(svg)
    shapes = "".join(_shape(element) for element in root if element.get("stroke") != "none")
    return f'<symbol id="{name}" viewBox="{root.attrib["viewBox"]}" {_STROKES}>{shapes}</symbol>'


def _shape(element: ElementTree.Element) -> str:
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return f"<{tag}{attributes}/>"
