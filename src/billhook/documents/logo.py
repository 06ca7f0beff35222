"""The logo of the issuer as paper takes it: a picture in a frame of a fixed size."""

from base64 import b64encode
from dataclasses import dataclass

_WIDTH_MAX_UM, _HEIGHT_MAX_UM = 55_000, 16_000


@dataclass(frozen=True, slots=True)
class Logo:
    """A PNG or JPEG, by its media type; `width` and `height` in pixels."""

    media_type: str
    content: bytes
    width: int
    height: int

    def size(self) -> tuple[int, int]:
        """Width and height on paper in micrometres: as large as fits beside the title, in the shape that it has."""
        if self.width * _HEIGHT_MAX_UM > self.height * _WIDTH_MAX_UM:
            return _WIDTH_MAX_UM, max(1, self.height * _WIDTH_MAX_UM // self.width)
        return max(1, self.width * _HEIGHT_MAX_UM // self.height), _HEIGHT_MAX_UM

    def drawing(self) -> str:
        """The picture inside an SVG: text, which is what the typesetter can be given without a file."""
        address = f"data:{self.media_type};base64,{b64encode(self.content).decode()}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}">'
            f'<image width="{self.width}" height="{self.height}" href="{address}"/></svg>'
        )
