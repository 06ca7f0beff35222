"""Letters without a font: which signs are tried, what their scripts are called, and what the doctor says."""

import pytest

from billhook.doctor import glyphs
from billhook.doctor.findings import State
from billhook.doctor.glyphs import Missing, TooSlow, told
from billhook.doctor.rules.glyphs import remedy, script_of, signs_of


def test_marks_and_joiners_stand_with_others() -> None:
    """Only ASCII is known to be in every font; what Unicode does not name yet has no font anywhere."""
    assert signs_of("Ada 1.5 é न\u093f \u200d👍🏽 ❤\ufe0f € \ue000\U000e1234\n") == set("éन👍🏽❤€")


@pytest.mark.parametrize(
    ("sign", "script"),
    [("𒀀", "Cuneiform"), ("ꦲ", "Javanese"), ("ᐃ", "Canadian Aboriginal"), ("中", "Chinese, Japanese or Korean"),
     ("か", "Japanese"), ("청", "Korean"), ("𓀀", "Egyptian hieroglyphs"), ("Ж", "Cyrillic"), ("က", "Burmese"),
     ("🎉", "symbols and emoji")],
)  # fmt: skip
def test_a_script_has_the_name_that_people_use(sign: str, script: str) -> None:
    assert script_of(sign) == script


def test_the_fonts_to_install_follow_from_the_scripts() -> None:
    ends = ", or other Noto Sans fonts, and name their folder in BILLHOOK_FONTS."
    assert remedy({"Korean"}) == f"Install fonts-noto-cjk{ends}"
    assert remedy({"Javanese"}) == f"Install fonts-noto-core{ends}"
    assert remedy({"Javanese", "Japanese"}) == f"Install fonts-noto-cjk and fonts-noto-core{ends}"


def test_the_fonts_that_are_here_are_asked() -> None:
    missing = Missing(60)
    assert missing.among("жé€") == set()
    assert missing.among("ж𒀀ꦲ") == {"𒀀", "ꦲ"}


def test_looking_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "monotonic", iter([0.0, 5.0, 11.0]).__next__)
    missing = Missing(10)
    assert missing.among("ж") == set()
    with pytest.raises(TooSlow):
        missing.among("é")


def test_what_is_found_names_scripts_and_invoices() -> None:
    assert told("Live mode", 0, {}) == []
    (well,) = told("Live mode", 1, {})
    assert (well.state, well.sentence) == (State.OK, "Live mode: a sample of 1 invoice has no letter without a font.")
    (bad,) = told("Test mode", 200, {f"in_{n}": {"Javanese", "Korean"} for n in range(1, 6)})
    assert (bad.state, bad.sentence) == (
        State.WRONG,
        "Test mode: boxes stand in 5 PDFs of a sample of 200 invoices, in place of letters that no font has (Javanese, "
        "Korean), such as in_5, in_4, in_3. Install fonts-noto-cjk and fonts-noto-core, or other Noto Sans fonts, and "
        "name their folder in BILLHOOK_FONTS.",
    )
