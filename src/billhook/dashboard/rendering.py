"""Templates: the shell is in `templates/`, each area has its own under its name ("invoices/list.html")."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined, Template

_HERE = Path(__file__).parent


def environment(icons: str) -> Environment:
    """All templates, escaping everything. A name that a page was not given is a fault, not an empty text.

    `icons` is the address of the sheet of pictures.
    """
    areas = {path.parent.name: FileSystemLoader(path) for path in sorted(_HERE.glob("*/templates"))}
    templates = Environment(
        loader=PrefixLoader({**areas, "shell": FileSystemLoader(_HERE / "templates")}),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["icons"] = icons
    return templates


@cache
def compiled(icons: str) -> dict[str, Template]:
    """Every template by its name, compiled when the process starts: a broken one stops the server and not a person."""
    templates = environment(icons)
    return {name: templates.get_template(name) for name in templates.list_templates()}
