"""Somebody who uses no mouse: they press Tab until they see the focus where they want it, then type."""

import re
from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Page, expect

IS_FOCUSED = "frame => frame === document.activeElement"
TABS_MAX = 120


@dataclass(frozen=True)
class Keyboard:
    """The keyboard in front of a page."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def to(
        self, role: str, name: str | re.Pattern[str], *, press: str = "Tab", inside: FrameLocator | None = None
    ) -> None:
        """Press Tab, or another key, until the control is focused. `inside` is the frame that it stands in."""
        place = self.page if inside is None else inside
        wanted = place.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
        expect(wanted).to_be_attached()
        focused = wanted.and_(place.locator(":focus"))
        for _ in range(TABS_MAX):
            if focused.count() and (inside is None or inside.owner.evaluate(IS_FOCUSED)):
                return
            self.press(press)
        raise AssertionError(f"{press} never reached {role} {name!r}")

    def enter(self, role: str, name: str | re.Pattern[str]) -> None:
        """Press Enter on a control."""
        self.to(role, name)
        self.press("Enter")

    def go_to(self, text: str, heading: str) -> None:
        """Find a page with the palette. `heading` is what stands on top of it."""
        self.press("Control+k")
        options = self.page.get_by_role("dialog", name="Search and commands").get_by_role("option")
        expect(options.first).to_be_visible()
        self.type(text)
        expect(options.first).to_contain_text(heading)
        self.press("Enter")
        expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
