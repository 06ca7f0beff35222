"""The query language of search (platform.md §1.5): what a text means, and where it is wrong."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.kernel.errors import ApiError
from billhook.wire.search.grammar import CLAUSES_MAX, Clause, parse


def meant(text: str) -> list[tuple[object, ...]]:
    return [(c.negated, c.field, c.key, c.operator, c.value) for c in parse(text).clauses]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ('email:"a@b.c"', [(False, "email", None, ":", "a@b.c")]),
        ("email:'a@b.c'", [(False, "email", None, ":", "a@b.c")]),
        ("  -email : 'a'  ", [(True, "email", None, ":", "a")]),
        ('name~"one two"', [(False, "name", None, "~", "one two")]),
        ("amount>1000", [(False, "amount", None, ">", "1000")]),
        ("amount >= '1000'", [(False, "amount", None, ">=", "1000")]),
        ("amount<-5", [(False, "amount", None, "<", "-5")]),
        ("amount=1.50", [(False, "amount", None, "=", "1.50")]),
        ("a.b.last4:0042", [(False, "a.b.last4", None, ":", "0042")]),
        ("url:null", [(False, "url", None, ":", None)]),
        ("-url:Null", [(True, "url", None, ":", None)]),
        ('url:"null"', [(False, "url", None, ":", "null")]),
        ('metadata["key"]:"value"', [(False, "metadata", "key", ":", "value")]),
        ("-metadata['a \"b\"']:null", [(True, "metadata", 'a "b"', ":", None)]),
        (r'name:"a \"b\" \\ \n"', [(False, "name", None, ":", r'a "b" \ \n')]),
        (r"name:'it\'s'", [(False, "name", None, ":", "it's")]),
        ('name:""', [(False, "name", None, ":", "")]),
        ('a:"AND" or:1', [(False, "a", None, ":", "AND"), (False, "or", None, ":", "1")]),
        (
            'a:1 b:"x y"\tc:3',
            [(False, "a", None, ":", "1"), (False, "b", None, ":", "x y"), (False, "c", None, ":", "3")],
        ),
    ],
)
def test_a_text_means_its_clauses(text: str, clauses: list[tuple[object, ...]]) -> None:
    assert meant(text) == clauses
    assert not parse(text).is_any


@pytest.mark.parametrize("joint", ["AND", "and", "And"])
def test_and_joins(joint: str) -> None:
    assert meant(f"a:1 {joint} b:2") == meant("a:1 b:2")


@pytest.mark.parametrize("joint", ["OR", "or", "oR"])
def test_or_is_any(joint: str) -> None:
    query = parse(f"a:1 {joint} b:2 {joint} -c:null")
    assert (query.is_any, len(query.clauses)) == (True, 3)


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("", 1, "expected the name of a field"),
        ("asdf", 5, "expected one of the operators"),
        ("email", 6, "expected one of the operators"),
        ("email:", 7, "expected a value"),
        ("email:abc", 7, "expected a value"),
        ("amount:12x", 8, "expected a value"),
        ("amount:12.", 8, "expected a value"),
        ("email:nullish", 7, "expected a value"),
        ('email:"abc', 7, "no closing quotation mark"),
        (r'email:"abc\"', 7, "no closing quotation mark"),
        ("metadata:'x'", 9, "expected a key in brackets"),
        ("metadata[key]:'x'", 10, "expected a key in brackets"),
        ("metadata['key':'x'", 15, "expected ]"),
        ("(a:1)", 1, "parentheses"),
        ("a:1 (b:2)", 5, "parentheses"),
        ('a:"1"b:"2"', 6, "expected a blank"),
        ("a:1 AND", 8, "expected a clause after AND"),
        ("a:1 or ", 8, "expected a clause after or"),
        ("AND a:1", 5, "expected one of the operators"),
        ("a:1 AND b:2 OR c:3", 13, "either AND or OR"),
        ("a:1 b:2 OR c:3", 9, "either AND or OR"),
        ("a:1 OR b:2 c:3", 12, "either AND or OR"),
        ("--a:1", 2, "expected the name of a field"),
        (" ".join(["a:1"] * (CLAUSES_MAX + 1)), 4 * CLAUSES_MAX + 1, "at most 10 clauses"),
    ],
)
def test_an_error_tells_the_place(text: str, at: int, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse(text)
    assert (caught.value.param, caught.value.status) == ("query", 400)
    assert f"At character {at}: " in caught.value.message
    assert reason in caught.value.message


_VALUES = st.none() | st.text(min_size=1) | st.integers().map(str)
_NAMES = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8).filter(lambda name: name != "metadata")


def written(clause: Clause, quote: str) -> str:
    """A clause in the language."""

    def quoted(text: str) -> str:
        return quote + text.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote

    field = clause.field if clause.key is None else f"metadata[{quoted(clause.key)}]"
    value = "null" if clause.value is None else quoted(clause.value)
    return f"{'-' if clause.negated else ''}{field}{clause.operator}{value}"


@given(
    st.lists(
        st.builds(Clause, _NAMES, st.none(), st.sampled_from([":", "~", ">", "<", ">=", "<=", "="]), _VALUES,
                  st.booleans(), st.just(0))
        | st.builds(Clause, st.just("metadata"), st.text(), st.just(":"), _VALUES, st.booleans(), st.just(0)),
        min_size=1, max_size=CLAUSES_MAX,
    ),
    st.sampled_from(["'", '"']), st.sampled_from([" ", " AND ", " or ", "\n\t"]),
)  # fmt: skip
def test_what_is_written_is_read(clauses: list[Clause], quote: str, joint: str) -> None:
    query = parse(joint.join(written(clause, quote) for clause in clauses))
    assert [(c.field, c.key, c.operator, c.value, c.negated) for c in query.clauses] == [
        (c.field, c.key, c.operator, c.value, c.negated) for c in clauses
    ]
    assert query.is_any == (joint == " or " and len(clauses) > 1)


_PIECES = st.sampled_from(["a", "metadata", '["', '"]', ":", "~", ">", ">=", '"', "'", "\\", " ", "AND", "or", "null",
                           "-", "12", "(", "é", "\u2028", "\ud7ff", "[", "."])  # fmt: skip


@given(st.text() | st.lists(_PIECES).map("".join))
def test_any_text_is_a_query_or_a_clear_error(text: str) -> None:
    with contextlib.suppress(ApiError):
        assert 1 <= len(parse(text).clauses) <= CLAUSES_MAX


@pytest.mark.parametrize("text", ["-" * 5_000, 'a:"' + "\\" * 4_997, "a" * 5_000, 'a:"' + '\\"' * 2_498, " " * 5_000])
def test_the_longest_texts_are_read_at_once(text: str) -> None:
    with pytest.raises(ApiError):
        parse(text)
