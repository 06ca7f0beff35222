"""A page whose form holds what was typed into it before: the page as it is now, with other values in its fields.

The form of the page is found by its address. Its tokens stay those of the new page; passwords and files stay empty.
"""

from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

Attributes = list[tuple[str, str | None]]

_OF_THE_PAGE = frozenset({"csrf", "key"})
_NEVER = frozenset({"password", "file", "submit", "button", "image", "reset"})
_TICKED = frozenset({"checkbox", "radio"})


def refilled(html: str, path: str, fields: Mapping[str, Sequence[str]]) -> str:
    """The page with these values, by name in their order, in the form that is sent to `path`."""
    finder = _Forms(html, path, fields)
    if finder.best is None:
        return html
    filler = _Filler(html, finder.best, fields)
    for start, end, text in reversed(filler.edits):
        html = html[:start] + text + html[end:]
    return html


class _Reader(HTMLParser):
    """Reads a page and knows the place of each tag in its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._starts = [0]
        for line in html.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.form = -1
        """The number of the form that is being read, the first is 0."""
        self.is_in_form = False

    def at(self) -> int:
        """Where the tag begins."""
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag == "form":
            self.form, self.is_in_form = self.form + 1, True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_in_form = False


class _Forms(_Reader):
    """Finds the form: of those that are sent to the address, the one with most of the fields."""

    def __init__(self, html: str, path: str, fields: Mapping[str, Sequence[str]]) -> None:
        super().__init__(html)
        self._path, self._fields = path, fields
        self._known: dict[int, set[str]] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        super().handle_starttag(tag, attrs)
        given = dict(attrs)
        if tag == "form":
            is_sent = (given.get("method") or "").lower() == "post"
            if is_sent and urlsplit(given.get("action") or self._path).path == self._path:
                self._known[self.form] = set()
        elif self.is_in_form and self.form in self._known and (name := given.get("name")) in self._fields:
            self._known[self.form].add(name or "")

    @property
    def best(self) -> int | None:
        found = max(self._known, key=lambda form: len(self._known[form]), default=None)
        return found if found is not None and self._known[found] else None


class _Filler(_Reader):
    """Collects what has to be changed: from where to where, and the new text."""

    def __init__(self, html: str, form: int, fields: Mapping[str, Sequence[str]]) -> None:
        super().__init__(html)
        self._wanted, self._fields = form, fields
        self._taken: dict[str, int] = {}
        self._select: str | None = None
        self._area: tuple[int, str] | None = None
        self.edits: list[tuple[int, int, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        super().handle_starttag(tag, attrs)
        if not self.is_in_form or self.form != self._wanted:
            return
        name = dict(attrs).get("name") or ""
        if tag == "input":
            self._input(name, attrs)
        elif tag == "textarea" and (value := self._next(name)) is not None:
            self._area = (self.at() + len(self.get_starttag_text() or ""), value)
        elif tag == "select":
            self._select = self._next(name)
        elif tag == "option" and self._select is not None:
            self._mark(attrs, "selected", dict(attrs).get("value") == self._select)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            start, value = self._area
            # A line break right after the tag is the page's, not the text's.
            self.edits.append((start, self.at(), "\n" + escape(value)))
            self._area = None
        elif tag == "select":
            self._select = None
        super().handle_endtag(tag)

    def _input(self, name: str, attrs: Attributes) -> None:
        given = dict(attrs)
        kind = (given.get("type") or "text").lower()
        if name in _OF_THE_PAGE or kind in _NEVER or not name:
            return
        if kind in _TICKED:
            self._mark(attrs, "checked", (given.get("value") or "on") in self._fields.get(name, ()))
        elif (value := self._next(name)) is not None:
            self._write([*((n, v) for n, v in attrs if n != "value"), ("value", value)], "input")

    def _next(self, name: str) -> str | None:
        """The value of the next field of this name."""
        place = self._taken.get(name, 0)
        self._taken[name] = place + 1
        values = self._fields.get(name, ())
        return values[place] if place < len(values) and name not in _OF_THE_PAGE else None

    def _mark(self, attrs: Attributes, mark: str, is_set: bool) -> None:
        plain = [(name, value) for name, value in attrs if name != mark]
        self._write([*plain, (mark, None)] if is_set else plain, "option" if mark == "selected" else "input")

    def _write(self, attrs: Attributes, tag: str) -> None:
        words = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs)
        start = self.at()
        self.edits.append((start, start + len(self.get_starttag_text() or ""), f"<{tag}{words}>"))
