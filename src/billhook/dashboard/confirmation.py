"""What stands on a page that asks before something is done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The question, what will happen and to whom, and the button that does it. `notice` is what the next page says."""

    heading: str
    sentences: tuple[str, ...]
    button: str
    notice: str
    way_out: str = "Cancel"
    is_danger: bool = False
