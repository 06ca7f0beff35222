"""Wire objects: JSON of the newest API version.

The view of a room makes a wire object from a stored object. Expansion fills it (`wire/expand.py`), and the version
chain walks it back for a caller of an older version (`wire/versions/chain.py`). The JSON of a column is no wire object:
its form has a version of its own, and `from_stored` alone reads it (`kernel/stored.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NewType

WireObject = NewType("WireObject", dict[str, Any])
"""An object, a list of objects, an event, the body of an error. `WireObject(shown)` is `shown` itself."""

WireHash = Mapping[str, "str | int | float | WireHash | Sequence[str] | Sequence[WireHash] | None"]
"""A hash inside a wire object, such as the `period` of a line. It holds JSON and nothing else."""
