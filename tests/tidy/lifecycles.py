"""Every lifecycle of the rooms, for the tests that hold all of them to something."""

from importlib import import_module

from tests.tidy.source import SRC

from billhook.kernel.lifecycle import Lifecycle

TABLE_MODULE = ".rules.lifecycle"
LIFECYCLES: dict[str, Lifecycle] = {
    name: value
    for path in sorted(SRC.glob("*/rules/lifecycle.py"))
    for name, value in vars(import_module(f"billhook.{path.parts[-3]}{TABLE_MODULE}")).items()
    if isinstance(value, Lifecycle)
}
"""By the name under which the code knows them."""
