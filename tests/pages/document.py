"""Reads HTML as a browser's accessibility tree would: elements with their attributes, text and nesting."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"base", "meta", "link", "br", "hr", "img", "input"})


@dataclass
class Element:
    """One element; `text` is its own and its descendants' text with single spaces."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: "list[Element]" = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def all(self, tag: str, **attributes: str) -> "list[Element]":
        """Every descendant with this tag ("*" for any) and these attributes (`class_` names one class)."""
        found = []
        for child in self.children:
            if tag in ("*", child.tag) and child.matches(attributes):
                found.append(child)
            found += child.all(tag, **attributes)
        return found

    def one(self, tag: str, **attributes: str) -> "Element":
        """The only such descendant."""
        (found,) = self.all(tag, **attributes)
        return found

    def matches(self, attributes: dict[str, str]) -> bool:
        for name, value in attributes.items():
            if name == "class_":
                if value not in self.attributes.get("class", "").split():
                    return False
            elif self.attributes.get(name.replace("_", "-")) != value:
                return False
        return True


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.current = Element("#document", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.current)
        self.current.children.append(element)
        if tag not in _VOID:
            self.current = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.current.tag == tag, f"</{tag}> closes <{self.current.tag}>"
        assert self.current.parent is not None
        self.current = self.current.parent

    def handle_data(self, data: str) -> None:
        element: Element | None = self.current
        while element is not None:
            element.pieces.append(data)
            element = element.parent


def read(html: bytes) -> Element:
    """The tree of a well-formed page; an element that is not closed where it should be fails the test."""
    reader = _Reader()
    reader.feed(html.decode())
    reader.close()
    assert reader.current is reader.root, f"<{reader.current.tag}> is never closed"
    return reader.root
