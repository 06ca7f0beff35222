"""What the settings of the brand look like: the heads of page, mail and paper, and colours that cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass

from billhook.account_settings.settings import SettingValue, from_stored
from billhook.dashboard.settings.forms import read
from billhook.documents.invoice_pdf import INK
from billhook.hosted.parties import Monogram, monogram
from billhook.kernel.contrast import READABLE, WHITE, contrast, ink_on, readable_on


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that the samples draw; colours are `#rrggbb`, `logo` and `icon` paths of pictures or empty.

    `text` is the colour of links on paper, `button` the ground of a button and `button_ink` the letters on it. `notes`
    are sentences about colours that are corrected.
    """

    business: str
    monogram: Monogram
    logo: str
    icon: str
    line: str
    text: str
    button: str
    button_ink: str
    notes: tuple[str, ...]


def look_of(texts: Mapping[str, str], stored: Mapping[str, SettingValue], account: str) -> Look:
    """How it looks with these texts over what is stored; a text that is wrong shows what is stored."""
    values, _ = read(texts)
    settings = from_stored({**stored, **values})
    brand = settings.branding_primary_color
    accent = settings.branding_secondary_color or brand or INK

    def address(file: str) -> str:
        return f"/pictures/{account}/{file}" if file else ""

    return Look(
        business=settings.business_name,
        monogram=monogram(settings.business_name, brand),
        logo=address(settings.branding_logo),
        icon=address(settings.branding_icon),
        line=brand or accent,
        text=readable_on(WHITE, accent),
        button=accent,
        button_ink=ink_on(accent),
        notes=notes_on(accent),
    )


def notes_on(accent: str) -> tuple[str, ...]:
    """What has to be said of an accent colour: that text in it cannot be read, and which shade is used instead."""
    ratio = contrast(accent, WHITE)
    if ratio >= READABLE:
        return ()
    return (
        f"Text in {accent} on white has a contrast of {_shown(ratio)}; readers need {_shown(READABLE)}. "
        f"Links on paper are set in {readable_on(WHITE, accent)} instead.",
        f"Buttons keep {accent}, with {'white' if ink_on(accent) == WHITE else 'black'} letters.",
    )


def _shown(ratio: float) -> str:
    """A contrast, rounded down, so that none looks better than it is: `4.4 : 1`."""
    return f"{int(ratio * 10) / 10:.1f} : 1"
