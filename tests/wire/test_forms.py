"""Nested forms: every spelling that clients use, everything that is refused, and what holds for any bytes."""

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from billhook.wire.forms import MAX_DEPTH, MalformedForm, as_list, decode, encode

SPELLINGS = {
    "nothing": (b"", {}),
    "a value": (b"currency=usd", {"currency": "usd"}),
    "a hash": (b"metadata[order]=6735&metadata[by]=Jo", {"metadata": {"order": "6735", "by": "Jo"}}),
    "a hash in a hash": (b"a[b][c]=v&a[b][d]=w", {"a": {"b": {"c": "v", "d": "w"}}}),
    "an array by index": (b"expand[0]=customer&expand[1]=lines", {"expand": {"0": "customer", "1": "lines"}}),
    "an array by appending": (b"expand[]=customer&expand[]=lines", {"expand": ["customer", "lines"]}),
    "hashes by index": (
        b"items[0][price]=p&items[0][quantity]=2&items[1][price]=q",
        {"items": {"0": {"price": "p", "quantity": "2"}, "1": {"price": "q"}}},
    ),
    "hashes by appending": (
        b"items[][price]=p&items[][quantity]=2&items[][price]=q",
        {"items": [{"price": "p", "quantity": "2"}, {"price": "q"}]},
    ),
    "a deep key that returns starts the next element": (
        b"i[][data][a]=1&i[][data][b]=2&i[][data][a]=3",
        {"i": [{"data": {"a": "1", "b": "2"}}, {"data": {"a": "3"}}]},
    ),
    "an array inside an appended hash stays in it": (
        b"i[][k]=1&i[][t][]=x&i[][t][]=y&i[][k]=2&i[][t][]=z",
        {"i": [{"k": "1", "t": ["x", "y"]}, {"k": "2", "t": ["z"]}]},
    ),
    "values and hashes in one array": (b"a[]=x&a[][k]=v&a[][k]=w", {"a": ["x", {"k": "v"}, {"k": "w"}]}),
    "escaped brackets": (b"a%5Bb%5D%5B%5D=v&a%5bb%5d%5b%5d=w", {"a": {"b": ["v", "w"]}}),
    "plus is a space": (b"name=Jenny+Rosen&q=1%2B1", {"name": "Jenny Rosen", "q": "1+1"}),
    "plus in a key": (b"metadata[my+key]=v", {"metadata": {"my key": "v"}}),
    "escapes": (b"name=%C3%89lo%C3%AFse+%26+Co%3D", {"name": "Éloïse & Co="}),
    "text that is UTF-8 already": ("name=Zoë&h[Größe]=5".encode(), {"name": "Zoë", "h": {"Größe": "5"}}),
    "beyond the basic plane": (b"name=%F0%9F%A7%BE", {"name": "🧾"}),
    "an empty value": (b"metadata=&description=", {"metadata": "", "description": ""}),
    "an empty value in a hash": (b"metadata[order]=", {"metadata": {"order": ""}}),
    "no equals sign": (b"paid", {"paid": ""}),
    "equals signs in the value": (b"a=b=c=", {"a": "b=c="}),
    "empty pairs": (b"&a=1&&b=2&", {"a": "1", "b": "2"}),
    "a semicolon separates nothing": (b"a=1;b=2", {"a": "1;b=2"}),
    "the last of several values counts": (b"a=1&a=2&h[k]=1&h[k]=2", {"a": "2", "h": {"k": "2"}}),
    "a hash with integer keys stays a hash": (b"metadata[2024]=x", {"metadata": {"2024": "x"}}),
    "escapes in a value are undone once": (b"a=%2541", {"a": "%41"}),
    "brackets in a value": (b"a=[b]", {"a": "[b]"}),
    "other control characters": (b"a=%0A%1F", {"a": "\n\x1f"}),
}


@pytest.mark.parametrize(("raw", "expected"), SPELLINGS.values(), ids=SPELLINGS)
def test_spelling(raw: bytes, expected: dict[str, Any]) -> None:
    assert decode(raw) == expected


ARRAYS = {
    "by appending": (b"a[]=x&a[]=y", ["x", "y"]),
    "by index": (b"a[0]=x&a[1]=y", ["x", "y"]),
    "in the order of the indices, not of appearance": (b"a[10]=z&a[2]=y&a[1]=x", ["x", "y", "z"]),
    "gaps close up": (b"a[7]=y&a[3]=x", ["x", "y"]),
    "an index twice: by appearance": (b"a[1]=y&a[01]=z&a[0]=x", ["x", "y", "z"]),
    "hashes": (b"a[1][k]=w&a[0][k]=v", [{"k": "v"}, {"k": "w"}]),
    "a value is no array": (b"a=x", None),
    "nor is a hash with names": (b"a[0]=x&a[one]=y", None),
    "nor one with negative numbers": (b"a[-1]=x", None),
    "nor one with digits of another script": ("a[٣]=x".encode(), None),
    "nor one with a number beyond reason": (b"a[" + b"9" * 5000 + b"]=x", None),
}


@pytest.mark.parametrize(("raw", "expected"), ARRAYS.values(), ids=ARRAYS)
def test_what_counts_as_an_array(raw: bytes, expected: list[Any] | None) -> None:
    assert as_list(decode(raw)["a"]) == expected


REFUSED = {
    "a value, then a hash": (b"a=1&a[b]=2", "a", "two shapes"),
    "a hash, then a value": (b"a[b]=2&a=1", "a", "two shapes"),
    "a value, then an array": (b"a=1&a[]=2", "a", "two shapes"),
    "an array, then a value": (b"a[]=2&a=1", "a", "two shapes"),
    "an array by appending and by index": (b"a[]=1&a[1]=2", "a", "two shapes"),
    "a hash, then an array": (b"a[b]=1&a[]=2", "a", "two shapes"),
    "two shapes deep inside": (b"a[b][c]=1&a[b][c][d]=2", "a", "two shapes"),
    "two shapes deep inside, the other way round": (b"a[b][c][d]=2&a[b][c]=1", "a", "two shapes"),
    "two shapes in an element": (b"a[][b]=1&a[][b][c]=2", "a", "two shapes"),
    "an open bracket": (b"a[b=1", "a[b", "parameter name"),
    "a closing bracket": (b"a]b[=1", "a]b[", "parameter name"),
    "only brackets": (b"[x]=1", "[x]", "parameter name"),
    "only empty brackets": (b"[]=1", "[]", "parameter name"),
    "text after the bracket": (b"a[b]c=1", "a[b]c", "parameter name"),
    "a bracket in a bracket": (b"metadata[a[b]]=1", "metadata[a[b]]", "parameter name"),
    "an escaped bracket in a bracket": (b"metadata[a%5Bb]=1", "metadata[a[b]", "parameter name"),
    "an array in an array": (b"a[][]=1", "a[][]", "directly into an array"),
    "no name": (b"=1", None, "empty"),
    "a broken escape": (b"b=1&a=%zz", "a", "percent-encoding"),
    "an escape cut short": (b"a=1&b[c]=50%", "b[c]", "percent-encoding"),
    "a broken escape in a name": (b"a%5=1", "a%5", "percent-encoding"),
    "an escape that is not UTF-8": (b"a=%FF", "a", "UTF-8"),
    "an escape that is not UTF-8 in a name": (b"a[%C3]=1", "a[\ufffd]", "UTF-8"),
    "a surrogate": (b"a=%ED%A0%80", "a", "UTF-8"),
    "bytes that are not UTF-8": (b"b=1&a[c]=\xff&d=2", "a[c]", "UTF-8"),
    "bytes that are not UTF-8 in a name": (b"a\xff=1", "a\ufffd", "UTF-8"),
    "an escaped NUL": (b"b=1&a[c]=x%00y", "a[c]", "NUL"),
    "a raw NUL": (b"a=x\0y", "a", "NUL"),
    "a NUL in a name": (b"a%00b=1", "a\ufffdb", "NUL"),
}


@pytest.mark.parametrize(("raw", "param", "because"), REFUSED.values(), ids=REFUSED)
def test_refused_with_the_parameter_named(raw: bytes, param: str | None, because: str) -> None:
    with pytest.raises(MalformedForm) as refusal:
        decode(raw)
    assert refusal.value.param == param
    assert because in refusal.value.message
    assert param is None or param in refusal.value.message


def test_depth_is_limited() -> None:
    deepest = "a" + "[b]" * (MAX_DEPTH - 1)
    node: Any = decode(f"{deepest}=v".encode())
    for name in ["a"] + ["b"] * (MAX_DEPTH - 1):
        node = node[name]
    assert node == "v"
    with pytest.raises(MalformedForm, match="nested too deeply"):
        decode(f"{deepest}[c]=v".encode())


def test_the_number_of_pairs_is_limited() -> None:
    assert decode(b"a[]=1&a[]=2&a[]=3", max_pairs=3) == {"a": ["1", "2", "3"]}
    with pytest.raises(MalformedForm, match="at most 3 are accepted") as refusal:
        decode(b"a[]=1&a[]=2&a[]=3&a[]=4", max_pairs=3)
    assert refusal.value.param is None


def test_what_is_shown_of_a_long_name_is_short() -> None:
    with pytest.raises(MalformedForm) as refusal:
        decode(b"x" * 1_000_000 + b"[=1")
    assert len(refusal.value.message) < 300
    assert refusal.value.param is not None
    assert len(refusal.value.param) < 100


# Names carry the size, so that no form profits from names that an earlier one left in the memory of keys.
HOSTILE: dict[str, Callable[[int], bytes]] = {
    "one array": lambda n: b"&".join([b"a[]=1"] * n),
    "one array of hashes": lambda n: b"&".join([b"a[][k]=1"] * n),
    "one array of wide hashes": lambda n: b"&".join(b"a[][k%d_%d]=1" % (n, i) for i in range(n)),
    "one array of deep hashes": lambda n: b"&".join([b"a[][b][c][d][e][f][g][h]=1"] * n),
    "arrays in arrays": lambda n: b"&".join([b"a[][b][][c][][d]=1"] * n),
    "many names": lambda n: b"&".join(b"a%d_%d=1" % (n, i) for i in range(n)),
    "many escaped names": lambda n: b"&".join(b"a%%5B%d_%d%%5D=%%41" % (n, i) for i in range(n)),
    "one name": lambda n: b"&".join([b"a=1"] * n),
}


@pytest.mark.parametrize("form", HOSTILE.values(), ids=HOSTILE)
def test_work_grows_with_the_number_of_pairs_and_no_faster(form: Callable[[int], bytes]) -> None:
    small, large = form(500), form(2000)
    assert _lines_run(large) <= _lines_run(small) * 4.2


@pytest.mark.parametrize(
    "raw",
    [b"a" * 1_000_000, b"a" + b"[b]" * 300_000, b"[" * 1_000_000, b"a=" + b"%41" * 300_000, b"%41" * 300_000],
    ids=["a long name", "a deep name", "brackets", "a long value of escapes", "a long name of escapes"],
)
def test_one_long_pair_takes_no_more_steps_than_a_short_one(raw: bytes) -> None:
    assert _lines_run(raw) < 100


def test_a_megabyte_of_pairs_is_refused_before_it_is_taken_apart() -> None:
    assert _lines_run(b"a[]=1&" * 170_000) < 10


def _lines_run(raw: bytes) -> int:
    """How many lines of Python a decoding runs through: a measure of work that no busy machine disturbs."""
    lines = 0

    def count(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        if frame.f_code.co_filename.endswith("urllib/parse.py"):
            return None  # the standard library's own loops: one step for each escape, and linear
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        decode(raw)
    except MalformedForm:
        pass
    finally:
        sys.settrace(before)
    return lines


@given(st.binary(max_size=200))
@example(b"%")
@example(b"a[]=1&a[][b]=2&a[][][c]=3")
def test_any_bytes_are_decoded_or_refused(raw: bytes) -> None:
    _decoded_or_refused(raw)


@given(st.text(alphabet="ab[]=&%0125BD+\0é", max_size=60).map(str.encode))
def test_any_brackets_are_decoded_or_refused(raw: bytes) -> None:
    _decoded_or_refused(raw)


def _decoded_or_refused(raw: bytes) -> None:
    """Any other exception fails the test, and so does text with a lone surrogate, which could not be sent."""
    try:
        texts = [encode(decode(raw))]
    except MalformedForm as refusal:
        texts = [refusal.message, refusal.param or ""]
    for text in texts:
        text.encode()


# Structures ------------------------------------------------------------------------------------------

VALUES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
NAMES = VALUES.filter(lambda name: name and not {"[", "]"} & set(name))
NOT_INDICES = NAMES.filter(lambda name: not name.isdigit())


def _containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    hashes = st.dictionaries(NOT_INDICES, inner, min_size=1, max_size=3)
    return hashes | st.lists(inner, min_size=1, max_size=3)


STRUCTURES = st.dictionaries(NAMES, st.recursive(VALUES, _containers, max_leaves=12), max_size=3)
LISTS = st.lists(VALUES, min_size=1, max_size=3)
# The key that starts an element comes first and is in every element: nothing else can tell them apart.
ELEMENTS = st.fixed_dictionaries(
    {"k": VALUES}, optional={"h": st.dictionaries(NOT_INDICES, VALUES, min_size=1, max_size=2), "t": LISTS}
).map(lambda element: {"k": element["k"], **element})
APPENDABLE = st.dictionaries(NAMES, VALUES | LISTS | st.lists(ELEMENTS, min_size=1, max_size=3), max_size=3)


def _with_lists(node: Any) -> Any:
    """What a reader sees who expects an array wherever an array is possible."""
    if isinstance(node, str):
        return node
    elements = as_list(node)
    if elements is not None:
        return [_with_lists(element) for element in elements]
    return {name: _with_lists(inner) for name, inner in node.items()}


def _appended(node: Any, key: str) -> Iterator[tuple[str, str]]:
    """The pairs of `node` in the spelling that appends, as curl users and older clients write it."""
    if isinstance(node, str):
        yield key, node
    for name, inner in node.items() if isinstance(node, dict) else ():
        yield from _appended(inner, f"{key}[{name}]" if key else name)
    for inner in node if isinstance(node, list) else ():
        yield from _appended(inner, f"{key}[]")


@given(STRUCTURES)
def test_what_a_client_encodes_comes_back(params: dict[str, Any]) -> None:
    decoded = decode(encode(params).encode(), max_depth=100)
    assert {name: _with_lists(node) for name, node in decoded.items()} == params


@given(STRUCTURES)
def test_escaping_every_bracket_changes_nothing(params: dict[str, Any]) -> None:
    escaped = encode(params).replace("[", "%5B").replace("]", "%5D")
    assert decode(escaped.encode(), max_depth=100) == decode(encode(params).encode(), max_depth=100)


@given(APPENDABLE, st.sampled_from([lambda text: quote(text, safe="[]"), lambda text: quote(text, safe="")]))
def test_arrays_by_appending_come_back(params: dict[str, Any], escaped: Callable[[str], str]) -> None:
    raw = "&".join(f"{escaped(key)}={escaped(value)}" for key, value in _appended(params, ""))
    assert decode(raw.encode()) == params


@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_flat_forms_are_what_any_form_encoder_makes_of_them(params: dict[str, str]) -> None:
    assert decode(urlencode(params).encode()) == params


ENCODINGS = {
    "a value": ({"currency": "usd"}, "currency=usd"),
    "booleans": ({"auto_advance": True, "paid": False}, "auto_advance=true&paid=false"),
    "numbers": ({"amount": 1200, "percentage": 19.5}, "amount=1200&percentage=19.5"),
    "None is left out": ({"a": None, "b": {"c": None, "d": 1}}, "b[d]=1"),
    "nothing of an empty list or hash": ({"a": [], "b": {}, "c": ""}, "c="),
    "arrays by index": ({"expand": ["a", "b"], "i": [{"k": 1}]}, "expand[0]=a&expand[1]=b&i[0][k]=1"),
    "escapes": ({"metadata": {"my key": "a&b=c+d"}}, "metadata[my+key]=a%26b%3Dc%2Bd"),
}


@pytest.mark.parametrize(("params", "expected"), ENCODINGS.values(), ids=ENCODINGS)
def test_encoding(params: dict[str, Any], expected: str) -> None:
    assert encode(params) == expected
