"""The second level of navigation: the sections of an area, and how their pages are answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from billhook.dashboard.headers import PAGE_HEADERS
from billhook.dashboard.visiting import Visit


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an area: its address, its words, and the permission without which it is not there.

    What is `test_only` is not there in live mode, and what is `own_only` not in a sandbox.
    """

    path: str
    words: str
    needs: str
    test_only: bool = False
    own_only: bool = False


@dataclass(frozen=True, slots=True)
class SecondLevel:
    """An area with sections. `name` is what its navigation is called."""

    area: str
    name: str
    sections: Sequence[Section]

    def page(
        self,
        visit: Visit,
        template: str,
        here: str,
        *,
        title: str,
        up: Sequence[tuple[str, str]] = (),
        status: int = 200,
        headers: Mapping[str, str] = PAGE_HEADERS,
        **values: object,
    ) -> Response:
        """A page of the section with the path `here`; `up` are its crumbs, an address and its words each."""
        shown = [
            (visit.to(section.path), section.words, section.path == here, None)
            for section in self.sections
            if visit.may(section.needs)
            and not (section.test_only and visit.tenant.livemode)
            and not (section.own_only and visit.sandbox)
        ]
        return visit.page(
            template, status=status, headers=headers, title=title, area=self.area, second=self.name, sections=shown,
            up=up, **values,
        )  # fmt: skip
