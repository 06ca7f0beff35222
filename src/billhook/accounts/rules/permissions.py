"""The permissions of a restricted key, as they are stored."""

from collections.abc import Collection, Iterable

from billhook.kernel import errors

_READ, _WRITE = "_read", "_write"


def permissions_of(chosen: Iterable[str]) -> tuple[str, ...]:
    """Each permission once, in order, and no `read` beside its `write`. Raises PERMISSIONS_NEEDED if there is none."""
    names = set(chosen)
    if not names:
        raise errors.PERMISSIONS_NEEDED(param="permissions")
    return tuple(sorted(name for name in names if not _is_implied(name, names)))


def permissions_from(texts: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """The permissions that were written as `invoice=write`. Raises ValueError with a sentence if one is not known."""
    names = []
    for text in texts:
        resource, _, access = text.partition("=")
        name = f"rak_{resource.strip()}_{access.strip()}"
        if name not in known:
            every = ", ".join(written(known))
            raise ValueError(f"write a resource and an access, such as invoice=read, not {text!r}; there are {every}")
        names.append(name)
    return permissions_of(names)


def written(permissions: Iterable[str]) -> list[str]:
    """The permissions as `permissions_from` takes them."""
    return ["=".join(name.removeprefix("rak_").rsplit("_", 1)) for name in permissions]


def _is_implied(name: str, names: Collection[str]) -> bool:
    return name.endswith(_READ) and name.removesuffix(_READ) + _WRITE in names
