"""The Dashboard's style sheets, scripts and pictures, as served: addressed by their content, kept by browsers for ever.

`./dev assets` and the wheel's build make the folder `built`, with a manifest that names each file. The process reads
all of it once, when it starts; a file that the manifest does not name has no address.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

BUILT = Path(__file__).parent / "built"
PREFIX = "/dashboard/static/"
MISSING = "The Dashboard's assets are not built. Run `./dev assets`; this needs npm once."

_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
# Opened by itself an SVG is a document and could run scripts; ours have none and may have none.
_DRAWING_POLICY = {"Content-Security-Policy": "default-src 'none'; sandbox"}


@dataclass(frozen=True, slots=True)
class _File:
    plain: bytes
    compressed: bytes
    media_type: str
    headers: Mapping[str, str]


class Assets:
    """What was built, in memory. `missing` says that nothing was: pages then answer 503 with the sentence `MISSING`."""

    def __init__(self, folder: Path = BUILT) -> None:
        try:
            names: dict[str, str] = json.loads((folder / "manifest.json").read_text("utf-8"))
            files = {file: _read(folder, file) for file in names.values()}
        except FileNotFoundError:
            names, files = {}, {}
        self.missing = not names
        self._names: Mapping[str, str] = MappingProxyType(names)
        self._files: Mapping[str, _File] = MappingProxyType(files)

    def url(self, name: str) -> str:
        """The address of a file: `tabler.css` → `/dashboard/static/tabler.0123456789.css`.

        Raises `LookupError` for a name that was not built.
        """
        if name not in self._names:
            raise LookupError(MISSING if self.missing else f"no asset has the name {name!r}")
        return PREFIX + self._names[name]

    @property
    def icons(self) -> str:
        """The address of the sheet of pictures; empty if nothing was built."""
        return "" if self.missing else self.url("icons.svg")

    async def serve(self, request: Request) -> Response:
        """The answer for `Route(PREFIX + "{file}", assets.serve)`: 200 with the file, or 404."""
        file = self._files.get(request.path_params["file"])
        if file is None:
            return Response("There is no such file.\n", 404, {"Cache-Control": "no-store"}, "text/plain")
        headers, body = dict(file.headers), file.plain
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            body = file.compressed
        headers["Content-Length"] = str(len(body))
        return Response(b"" if request.method == "HEAD" else body, 200, headers, file.media_type)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding takes gzip: named or by `*`, and not with a weight of zero (RFC 9110 §12.5.3)."""
    weights: dict[str, str] = {}
    for coding in header.lower().split(","):
        name, _, parameter = coding.partition(";")
        weights[name.strip()] = parameter.replace(" ", "").removeprefix("q=") or "1"
    weight = weights.get("gzip", weights.get("*", "0"))
    return weight.strip("0.") != ""


def _read(folder: Path, file: str) -> _File:
    ending = file.rpartition(".")[2]
    headers = _HEADERS | (_DRAWING_POLICY if ending == "svg" else {})
    compressed = (folder / f"{file}.gz").read_bytes()
    return _File((folder / file).read_bytes(), compressed, _MEDIA_TYPES[ending], MappingProxyType(headers))
