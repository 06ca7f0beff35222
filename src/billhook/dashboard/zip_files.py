"""ZIP archives that are sent while they are made: they are never whole in memory."""

import io
import zipfile

from billhook.kernel.clock import as_datetime

# The first day that a ZIP archive can name.
_OLDEST = (1980, 1, 1, 0, 0, 0)


class Pipe(io.RawIOBase):
    """What is written waits here until it is sent. Nobody can go back in it, so the archive is written in one go."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, part: object) -> int:
        """Take a part; how many bytes it has."""
        data = bytes(part)  # type: ignore[call-overload]
        self._parts.append(data)
        return len(data)

    def sent(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def entry(name: str, moment: int, *, compressed: bool = False) -> zipfile.ZipInfo:
    """A file of an archive, made at a moment (Unix seconds)."""
    info = zipfile.ZipInfo(name, max(as_datetime(moment).timetuple()[:6], _OLDEST))
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    return info
