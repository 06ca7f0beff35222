"""The names of files, which come from strangers."""

_LENGTH_MAX = 120
_NAMELESS = "file"


def safe_name(given: str, kind: str) -> str:
    """The last part of a name, without signs that a disk or a header cannot hold; with the ending of its kind.

    Clients send the whole path, and the ending that they send is no promise: `evidence.html` of a PDF becomes
    `evidence.pdf`.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>:|?*').strip(". ")
    stem, dot, ending = shown.rpartition(".")
    if not dot:
        stem = shown
    elif ending.lower() in (kind, "jpeg" if kind == "jpg" else kind):
        return f"{stem[:_LENGTH_MAX].rstrip('. ') or _NAMELESS}.{ending.lower()}"
    return f"{stem[:_LENGTH_MAX].rstrip('. ') or _NAMELESS}.{kind}"
