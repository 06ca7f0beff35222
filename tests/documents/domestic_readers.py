"""Readers of the codes of banking apps, written from the formats and not from what writes them."""

from typing import NamedTuple
from urllib.parse import unquote

import zxingcpp
from PIL import Image

from billhook.documents.drawn_code import drawn_code


class Read(NamedTuple):
    """What an app takes from a code: the account, the amount as written, and the fields that name the payment."""

    account: str
    amount: str
    fields: dict[str, str]


def scanned(payload: str) -> str:
    """What a decoder reads from a picture of three pixels a module, with the white edge that readers want."""
    rows = [bytes(0 if dark else 255 for dark in row) for row in drawn_code(payload).matrix_iter(border=4)]
    picture = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows))
    size = (3 * picture.width, 3 * picture.height)
    # Without a format it may also find a bar code of lines across the modules.
    (found,) = zxingcpp.read_barcodes(picture.resize(size, Image.Resampling.NEAREST), zxingcpp.BarcodeFormat.QRCode)
    return found.text


def read_spayd(text: str) -> Read:
    """`SPD*version*KEY:value*…`: keys are not repeated, values are percent-encoded."""
    head, version, *rest = text.split("*")
    assert (head, version) == ("SPD", "1.0")
    pairs = [one.split(":", 1) for one in rest if one]
    fields = {key: unquote(value) for key, value in pairs}
    assert len(fields) == len(pairs)
    assert fields.pop("CC") == "CZK"
    assert len(fields["MSG"]) <= 60
    assert len(fields["AM"]) <= 10
    return Read(fields.pop("ACC"), fields.pop("AM"), fields)


def read_fields(text: str) -> dict[str, str]:
    """Fields of two digits for the id, two for the length, and the value; no id comes twice."""
    found: dict[str, str] = {}
    while text:
        id, length, text = text[:2], int(text[2:4]), text[4:]
        assert id not in found
        assert 0 < length <= len(text)
        found[id], text = text[:length], text[length:]
    return found


def crc(text: str) -> int:
    """CRC-16/CCITT-FALSE bit by bit: polynomial 0x1021, from 0xFFFF."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def read_merchant_code(text: str) -> dict[str, str]:
    """The fields of an EMV code whose check sum is right, the account's and the additional ones as `26-01`."""
    fields = read_fields(text)
    assert list(fields) == sorted(fields)
    assert fields.pop("63") == f"{crc(text[:-4]):04X}"
    assert (fields["00"], fields["52"]) == ("01", "0000")
    assert 0 < len(fields["59"]) <= 25
    assert 0 < len(fields["60"]) <= 15
    assert len(fields["54"]) <= 13
    for outer in ("26", "62"):
        fields |= {f"{outer}-{id}": value for id, value in read_fields(fields.pop(outer)).items()}
    return fields
