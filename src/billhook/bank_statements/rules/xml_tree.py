"""XML from strangers as small trees: no document type, no entities, bounded depth, one branch at a time.

The standard library's expat reads it as it comes, so a file of 50 MB needs the memory of its largest entry.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from billhook.bank_statements.rules.values import UnreadableFile

_DEPTH_MAX = 60
_TEXT_MAX = 20_000
_CHILDREN_MAX = 200_000
_NODES_MAX = 2_000_000
"""So many elements at most are held at once."""


@dataclass(slots=True)
class Node:
    """An element by its local name, with its own text, its `Ccy`, and the elements in it."""

    name: str
    currency: str = ""
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, path: str) -> Iterator["Node"]:
        """Every element below at a path such as `RmtInf/Ustrd`, in the order of the file."""
        first, _, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def one(self, *paths: str) -> "Node | None":
        """The first element at the first of the paths that has one."""
        return next((found for path in paths for found in self.all(path)), None)

    def told(self, *paths: str) -> str:
        """The text of the first element at the first of the paths that has a text."""
        return next((found.text for path in paths for found in self.all(path) if found.text), "")


def walk(content: bytes, names: Collection[str], visit: Callable[[Node, "Node | None"], None]) -> None:
    """Call `visit(element, parent)` at the end of every element with one of the local names.

    A visited element is dropped afterwards, so its parent no longer holds it. Raises UnreadableFile.
    """
    open_nodes: list[Node] = []
    held_before: list[int] = []  # of each open element: how many elements were held when it began
    held = 0

    def _start(name: str, attributes: dict[str, str]) -> None:
        nonlocal held
        held_before.append(held)
        held += 1
        if held > _NODES_MAX:
            raise UnreadableFile("An entry of the file contains too many elements.")
        if len(open_nodes) >= _DEPTH_MAX:
            raise UnreadableFile(f"The elements of the file are nested more than {_DEPTH_MAX} deep.")
        node = Node(_local(name), attributes.get("Ccy", "").lower())
        if open_nodes:
            parent = open_nodes[-1]
            if len(parent.children) >= _CHILDREN_MAX:
                raise UnreadableFile("An element of the file contains too many others.")
            parent.children.append(node)
        open_nodes.append(node)

    def _end(_name: str) -> None:
        nonlocal held
        node, before = open_nodes.pop(), held_before.pop()
        node.text = node.text.strip()
        if node.name in names:
            parent = open_nodes[-1] if open_nodes else None
            visit(node, parent)
            if parent is not None:
                parent.children.pop()
                held = before

    def _text(data: str) -> None:
        if open_nodes:
            node = open_nodes[-1]
            if len(node.text) + len(data) > _TEXT_MAX:
                raise UnreadableFile(f"A text of the file is longer than {_TEXT_MAX} characters.")
            node.text += data

    _parse(content, _start, _end, _text)


def _parse(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    def _refuse(*_about: object) -> None:
        raise UnreadableFile("The file declares a document type, which statements of banks do not have.")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnreadableFile(f"The file is no well-formed XML: line {error.lineno}.") from None
    except (LookupError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("The file names an encoding that nobody knows.") from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
