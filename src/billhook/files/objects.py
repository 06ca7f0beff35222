"""Files, their contents and links as stored: frozen, in bytes and Unix seconds."""

from dataclasses import dataclass, field

from billhook.files.rules.purposes import MEDIA_TYPES


@dataclass(frozen=True, slots=True)
class FileLink:
    """A public address of a file, until `expires_at` if it has one. The order of the fields is that of the columns.

    `token` is the unguessable part of the address.
    """

    id: str
    created: int
    file: str
    expires_at: int | None
    metadata: dict[str, str]
    token: str

    def is_expired(self, now: int) -> bool:
        """Whether it leads nowhere any longer."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class File:
    """A file without what is in it. The order of the fields is that of the columns.

    `type` is its kind (`png`); `size` in bytes, as it is kept. `links` is no column: the newest links, and
    `has_more_links` says that there are others.
    """

    id: str
    created: int
    purpose: str
    filename: str
    type: str
    size: int
    expires_at: int | None
    links: tuple[FileLink, ...] = field(default=())
    has_more_links: bool = False

    def is_expired(self, now: int) -> bool:
        """Whether nobody gets its content any longer."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a file, with what a browser has to be told of it."""

    filename: str
    type: str
    content: bytes

    @property
    def media_type(self) -> str:
        """Such as `image/png`."""
        return MEDIA_TYPES[self.type]


@dataclass(frozen=True, slots=True)
class Picture:
    """A logo or an icon of the account; `width` and `height` in pixels."""

    file: str
    purpose: str
    type: str
    width: int
    height: int
    content: bytes

    @property
    def media_type(self) -> str:
        """Such as `image/png`."""
        return MEDIA_TYPES[self.type]
