"""Lists of mail addresses, as people type them."""

import pytest

from billhook.kernel.email_list import checked, distinct, parsed


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("", ()),
        (" , ;\n", ()),
        ("a@x.example", ("a@x.example",)),
        ("a@x.example, b@x.example", ("a@x.example", "b@x.example")),
        ("a@x.example;b@x.example\r\nc@x.example", ("a@x.example", "b@x.example", "c@x.example")),
        ("Ada@X.Example, ada@x.example", ("Ada@x.example",)),
        ("a@bücher.example", ("a@xn--bcher-kva.example",)),
    ],
)
def test_what_people_type(text: str, addresses: tuple[str, ...]) -> None:
    assert parsed(text) == addresses
    assert parsed(checked(text)) == addresses


@pytest.mark.parametrize(
    "text",
    [
        "nobody", "a@", "@x.example", "a@b@c.example", "Ada <a@x.example>", '"a b"@x.example', "a@x..example",
        "a@x.example\0", "=?utf-8?q?x?=@x.example", "ä@x.example", "a:b@x.example",
    ],
)  # fmt: skip
def test_what_is_no_list_of_addresses(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be mail addresses with commas between them; '.*' is none"):
        parsed(f"good@x.example, {text}")


def test_there_are_at_most_ten_different_ones() -> None:
    ten = [f"a{n}@x.example" for n in range(10)]
    assert parsed(",".join([*ten, "A0@x.example"])) == tuple(ten)
    with pytest.raises(ValueError, match="must be at most 10 mail addresses"):
        parsed(",".join([*ten, "b@x.example"]))


def test_nobody_is_named_twice() -> None:
    assert distinct(["B@x.example", "b@X.example", "c@x.example"], ["C@x.example"]) == ("B@x.example",)
    assert distinct(["a@x.example"], ["not an address"]) == ("a@x.example",)
