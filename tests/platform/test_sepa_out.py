"""`billhook sepa … --out`: a file is whole or is not there, and no other is lost."""

from pathlib import Path

import click
import pytest

from billhook import sepa_commands


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sepa_commands.os, "fsync", full)
    with pytest.raises(click.ClickException, match="No space left on device"):
        sepa_commands._hand_out(b"content", tmp_path / "debits.xml")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_place_for_it(tmp_path: Path) -> None:
    (tmp_path / "debits.xml").mkdir()
    with pytest.raises(click.ClickException, match="is there already"):
        sepa_commands._hand_out(b"content", tmp_path / "debits.xml")
    assert [each.name for each in tmp_path.iterdir()] == ["debits.xml"]
