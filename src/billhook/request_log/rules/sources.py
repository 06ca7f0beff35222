"""Which program asked, told by its `User-Agent`."""

import re

_SDKS = {
    "Python": "Python", "Node": "Node.js", "Go": "Go", "Ruby": "Ruby", "PHP": "PHP", "Php": "PHP", "Java": "Java",
    ".NET": ".NET", "Dotnet": ".NET",
}  # fmt: skip
_BINDINGS = re.compile(r"Stripe/v[12] ([A-Za-z.]+?)Bindings/([0-9A-Za-z.+-]{1,40})")
_CLI = re.compile(r"Stripe/v[12] stripe-cli/([0-9A-Za-z.+-]{1,40})")
_PRODUCT = re.compile(r"[^\s(]{1,60}")


def source_of(user_agent: str) -> str:
    """Words for the program: `Python SDK 16.1.0`, `CLI 1.32.0`, else the first product that it names."""
    if found := _BINDINGS.match(user_agent):
        return f"{_SDKS.get(found[1], found[1])} SDK {found[2]}"
    if found := _CLI.match(user_agent):
        return f"CLI {found[1]}"
    found = _PRODUCT.match(user_agent)
    return found[0].replace("/", " ", 1) if found else ""
