"""The guide says everything there is, and nothing that is not: the tables are printed from the code."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import click
import pytest
from tests.docs.pages import GUIDE, PAGES, ROOT, first_cells, section
from tests.tidy.lifecycles import LIFECYCLES

from billhook.account_settings.settings import AccountSettings
from billhook.cli import cli
from billhook.events.types import DOCUMENTED_TYPES, EVENT_TYPES
from billhook.kernel import errors
from billhook.kernel.api_versions import NEWEST, OFFERED, OLDEST
from billhook.routes import ROUTES
from billhook.settings import Settings
from billhook.wire.routing import Table

# Variables that the examples and the plugin for tests read, and not the program.
OF_THE_EXAMPLES = {"BILLHOOK_URL", "BILLHOOK_OUTBOX"}


def printing() -> ModuleType:
    """`docs/print_tables.py` as a module."""
    spec = importlib.util.spec_from_file_location("print_tables", ROOT / "docs" / "print_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def everything() -> str:
    """All pages as one text."""
    return "\n".join(page.read_text("utf-8") for page in PAGES)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_no_printed_part_is_stale(page: Path) -> None:
    text = page.read_text("utf-8")
    assert printing().printed(text) == text, "run: ./dev python docs/print_tables.py"


def test_every_part_that_can_be_printed_is_on_exactly_one_page(everything: str) -> None:
    marked = sorted(re.findall(r"<!-- printed: ([a-z-]+) -->", everything))
    assert marked == sorted(printing().PARTS), "a page has `<!-- printed: NAME -->` and `<!-- end -->` for each part"


def test_the_guide_has_the_table_of_every_lifecycle() -> None:
    printed = {name: part() for name, part in printing().PARTS.items() if name.startswith("states-")}
    lifecycles = {f"states-{name.lower().replace('_', '-')}": lifecycle for name, lifecycle in LIFECYCLES.items()}
    assert set(printed) == set(lifecycles), "name each lifecycle in PARTS of docs/status_tables.py"
    for name, lifecycle in lifecycles.items():
        assert set(first_cells(printed[name])) == {*lifecycle.starts, *lifecycle.transitions}
        assert [status for status in lifecycle.statuses if f"`{status}`" not in printed[name]] == []


def test_the_api_page_has_every_route_and_no_other() -> None:
    documented = first_cells((GUIDE / "api.md").read_text("utf-8"))
    routes = sorted(f"{route.method} {route.path}" for route in ROUTES)
    assert sorted(documented) == routes, "run: ./dev python docs/print_tables.py"


def test_every_route_that_is_mentioned_exists(everything: str) -> None:
    table = Table(list(ROUTES))
    mentioned = set(re.findall(r"`(GET|POST|DELETE) (/v1/[^`?]*)[^`]*`(?! \| missing)", everything))
    assert [f"{method} {path}" for method, path in sorted(mentioned) if table.find(method, path) is None] == []


def test_the_versions_that_the_guide_names_are_the_newest_and_the_oldest(everything: str) -> None:
    versions = re.compile(r"`(20\d\d-\d\d-\d\d(?:\.[a-z]+)?)`")
    # That page is about the versions between them, too.
    sdks = (GUIDE / "sdks.md").read_text("utf-8")
    assert set(versions.findall(everything.replace(sdks, ""))) == {NEWEST, OLDEST}, "correct docs/guide/api.md"
    assert set(versions.findall(sdks)) <= set(OFFERED), "correct docs/guide/sdks.md"


def test_the_errors_page_has_every_error_and_no_other() -> None:
    printed = section((GUIDE / "errors.md").read_text("utf-8"), "## The catalogue")
    rows = re.findall(r"^\| (\d{3}) \| (?:`([a-z_]+)`|–) \| `([a-z_]+)` \| (`+) ?(.*?) ?\4 \|$", printed, re.MULTILINE)
    documented = [(int(status), code or None, kind, message) for status, code, kind, _, message in rows]
    catalogue = [(k.status, k.code, k.type, k.message.replace("|", "\\|")) for k in errors.catalogue().values()]
    assert sorted(documented, key=str) == sorted(catalogue, key=str), "run: ./dev python docs/print_tables.py"


def test_every_error_code_that_is_mentioned_exists(everything: str) -> None:
    codes = {kind.code for kind in errors.catalogue().values()}
    assert set(re.findall(r"\bcode `([a-z_]+)`", everything)) - codes == set()


def test_the_events_page_describes_every_type_that_is_emitted_and_no_other() -> None:
    described = section((GUIDE / "events.md").read_text("utf-8"), "# Events").split("## Accepted")[0]
    cells = first_cells(described)
    assert EVENT_TYPES - set(cells) == set(), "write a row for each into docs/guide/events.md, by hand"
    assert sorted(cells) == sorted(EVENT_TYPES), "rows of docs/guide/events.md that nothing emits, or twice"


METERED = ("meter", "meter_event", "meter_event_adjustment", "meter_event_summary")


def test_every_event_type_in_the_guide_is_one_that_is_documented(everything: str) -> None:
    resources = "|".join(sorted({name.split(".")[0] for name in EVENT_TYPES}))
    mentioned = set(re.findall(rf"[`\"]((?:{resources})\.[a-z_.]+)[`\"]", everything))
    # The objects whose names have a dot, and could be types of events.
    objects = {"checkout.session", "radar.early_fraud_warning", "test_helpers.test_clock"}
    objects |= {f"billing.{name}" for name in METERED}
    invented = mentioned - set(DOCUMENTED_TYPES) - objects
    assert invented == set(), "Stripe documents no such types; see docs/how-to/add-an-event.md"


def test_every_variable_of_the_environment_is_documented_and_no_other(everything: str) -> None:
    documented = set(re.findall(r"\bBILLHOOK_[A-Z_]+\b", everything)) - OF_THE_EXAMPLES
    assert documented == {f"BILLHOOK_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("model", [Settings, AccountSettings], ids=["process", "account"])
def test_every_setting_says_what_it_is(model: type[Settings] | type[AccountSettings]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


def test_every_setting_of_an_account_that_is_mentioned_exists(everything: str) -> None:
    mentioned = set(re.findall(r"settings (?:set|get) ([a-z_0-9]+)", everything))
    assert mentioned - set(AccountSettings.model_fields) == set()


def test_every_command_that_is_mentioned_exists(everything: str) -> None:
    mentioned = set(re.findall(r"(?:`|^|m )billhook ([a-z]+)(?: ([a-z]+)\b)?", everything, re.MULTILINE))
    for name, inner in mentioned:
        assert name in cli.commands, f"billhook {name}"
        group = cli.commands[name]
        if inner and isinstance(group, click.Group):
            assert inner in group.commands, f"billhook {name} {inner}"


def test_a_cell_of_the_differences_can_be_taken_in_at_a_glance() -> None:
    """Long explanations belong to the page of their subject."""
    text = (GUIDE / "differences.md").read_text("utf-8")
    cells = [cell for row in re.findall(r"^\| (.*) \|$", text, re.MULTILINE) for cell in row.split(" | ")]
    assert len(cells) > 300
    assert [cell for cell in cells if len(cell) > 280] == []


def test_the_readme_leads_with_two_commands() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    commands = [line.split("#")[0].strip() for line in lines[lines.index("```sh") + 1 : lines.index("```")]]
    assert (lines[0], commands) == ("# Billhook", ["./dev serve", "./dev test"])
    assert lines.index("```sh") == 2


def test_every_page_of_the_guide_is_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [page.name for page in GUIDE.glob("*.md") if f"docs/guide/{page.name}" not in readme] == []
