"""Characters for radicals (⼈⺠) read as the ideographs that they look like (人民)."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from corpus.readers.files import read_data

_KANGXI = range(0x2F00, 0x2FD6)


def unified(text: str) -> str:
    """The text with an ideograph for each radical; as long as before."""
    if not any("\u2e80" <= char < "\u2fe0" for char in text):
        return text
    known: dict[str, str] = read_data(Path(__file__).with_name("radicals.toml"))["radicals"]
    table = {code: unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI}
    table |= {ord(radical): ideograph for radical, ideograph in known.items()}
    return text.translate(table)
