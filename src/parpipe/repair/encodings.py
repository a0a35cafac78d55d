"""The encodings that Vietnamese was stored in before Unicode, each from the Western letters that its codes stand for.

TCVN3 is TCVN 5712:1993, as the fonts called ".VnTime" have it; VNI writes a mark as a letter after its vowel; VISCII is
RFC 1456. These tables are facts about fonts and standards, like those of Python's own codecs.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from parpipe.vietnamese import compose

_TCVN3 = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VPS = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ\x91\x92ỀỂỄỐỒỔỖýỷỵỚỜỞ\xa0ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺß"
    "àáâãảạăçèéêẽìíîĩẴĐòóôõöƠụùúủüỶẼỳ"
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VPS_LOW = dict(zip(b"\x02\x03\x04\x05\x06\x10\x11\x12\x13\x14\x15\x19\x1c\x1d", "ẠẬẶẸỆỊỌỘỢỤỰỴẪỮ", strict=True))
_WINDOWS_1258 = dict(
    zip(b"\xc3\xcc\xd0\xd2\xd5\xdd\xde\xe3\xec\xf0\xf2\xf5\xfd", "Ă\u0300Đ\u0309ƠƯ\u0303ă\u0301đ\u0323ơư", strict=True)
)

_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_MARKS = {
    **{mark: ("aeouyiôö", tone) for mark, tone in _VNI_TONES.items()},
    **dict(
        zip(
            "âáàåãä", (("aeo", f"\u0302{tone}") for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")), strict=True
        )
    ),
    **dict(
        zip("êéèúüë", (("a", f"\u0306{tone}") for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")), strict=True)
    ),
}

_WITHOUT_SMALL = re.compile(r"(?<![^\W\d_])[^\W\d_a-z]{2,}(?![^\W\d_])")
_LARGE = re.compile("[A-Z]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by name: ``letters`` has the Vietnamese letter for every sequence of Western ones that stands for it."""

    name: str
    letters: dict[str, str]
    pattern: re.Pattern[str] = field(compare=False)

    def read(self, text: str) -> str:
        """Return the text as it was meant, composed; what the encoding does not know stays.

        TCVN3 has no capitals with tones: headings mix ``B`` and ``NG`` with a small ``ả``, which was meant as large as they.
        """
        read = compose(self.pattern.sub(lambda found: self.letters[found[0]], text))
        return _WITHOUT_SMALL.sub(lambda found: found[0].upper() if _LARGE.search(found[0], 1) else found[0], read)


def _encoding(name: str, letters: dict[str, str]) -> Encoding:
    longest_first = sorted(letters, key=lambda letter: (-len(letter), letter))
    return Encoding(name, letters, re.compile("|".join(map(re.escape, longest_first))))


def _from_codes(low: dict[int, str], first: int, rest: str) -> dict[str, str]:
    codes = {**low, **dict(enumerate(rest, start=first))}
    return {chr(code): letter for code, letter in codes.items() if chr(code) != letter}


def _vni_letters() -> dict[str, str]:
    """Return the letters of VNI; a mark in either case after a vowel in either, whose case counts."""
    letters = dict[str, str]()
    for mark, (vowels, accents) in _VNI_MARKS.items():
        for vowel in vowels + vowels.upper():
            plain = _VNI_ALONE.get(vowel.lower(), vowel.lower())
            meant = unicodedata.normalize("NFC", (plain if vowel.islower() else plain.upper()) + accents)
            letters.update({vowel + mark: meant, vowel + mark.upper(): meant})
    for stored, meant in _VNI_ALONE.items():
        letters.update({stored: meant, stored.upper(): meant.upper()})
    return letters


TCVN3 = _encoding("TCVN3", _from_codes({}, 0xA1, _TCVN3))
VNI = _encoding("VNI", _vni_letters())
WINDOWS_1258 = _encoding("windows-1258", _from_codes(_WINDOWS_1258, 0x100, ""))
VISCII = _encoding("VISCII", _from_codes(_VISCII_LOW, 0x80, _VISCII))
VPS = _encoding("VPS", _from_codes(_VPS_LOW, 0x80, _VPS))

OF_FONTS = (TCVN3, VNI)
"""What fonts may draw without the document knowing."""

_OF_TCVN3 = re.compile(r"\.[Vv][Nn][A-Za-z]|Vn[A-Z]")
_TAG = re.compile(r"^[A-Z]{6}\+")
_CAPITALS = re.compile(r"^[^\s,-]*[a-z]H(?:$|[\s,-])")


def encoding_of_font(name: str | None) -> tuple[Encoding, bool] | None:
    """Return the encoding that a font of this name draws, and whether it draws all letters as capitals; None for others."""
    name = _TAG.sub("", (name or "").strip("'\" "))
    if _OF_TCVN3.match(name):
        return TCVN3, bool(_CAPITALS.match(name))
    return (VNI, False) if name.lower().startswith("vni-") else None
