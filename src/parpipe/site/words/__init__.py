"""All that the site says of its own, in Vietnamese and English: the same words with the same gaps.

What a figure is called and why it is held is said in the words of ``parpipe explain``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from parpipe.phrases import PHRASES
from parpipe.site.words import en, vi

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

OWN: Mapping[Language, Mapping[str, str]] = {"vi": vi.WORDS, "en": en.WORDS}
"""The words of the site alone."""

WORDS: Mapping[Language, Mapping[str, str]] = {one: {**PHRASES[one], **OWN[one]} for one in LANGUAGES}
"""The words by language."""
