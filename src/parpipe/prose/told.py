"""A document as claims: each of its figures with what it speaks of, and what the document as a whole speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from parpipe.areas import Areas
from parpipe.indices import Index
from parpipe.model import Document, PublishedDate
from parpipe.prose.attribution import attribute
from parpipe.prose.figures import read_figures
from parpipe.prose.frames import Claim
from parpipe.prose.mentions import find_mentions
from parpipe.prose.numbered import numbered_ranks
from parpipe.prose.passages import Passage, lay_out, published_of, title_of
from parpipe.prose.pieces import Figure, Tokens
from parpipe.prose.setting import Setting, frames_before, read_setting
from parpipe.prose.sieve import read_telling
from parpipe.prose.tokens import read_tokens
from parpipe.prose.vocabulary import Vocabulary, make_vocabulary
from parpipe.prose.whose import Context


@dataclass(frozen=True, slots=True)
class Told:
    """The claims of a document in reading order, its passages, its setting, and when it says it was published."""

    claims: list[tuple[Passage, Claim]]
    passages: list[Passage]
    setting: Setting
    published: PublishedDate | None


def read_claims(document: Document, context: Context, read: Callable[[Tokens], list[Figure]] = read_figures) -> Told:
    """Return the claims of a document; ``read`` says what is a figure in a text's tokens."""
    vocabulary = vocabulary_of(context.indices, context.areas)
    title = title_of(document, vocabulary)
    passages = read_telling(lay_out(document, vocabulary, title), vocabulary, read)
    if not any(passage.figures for passage in passages):
        return Told([], [], Setting(None, None, None), context.published)
    headline = read_tokens(title or "", vocabulary)
    setting = read_setting(find_mentions(headline, ()), passages, context.index_id, context.area)
    setting = replace(
        setting, internal=any(token.has("tiers") for token in headline) and all(one.weak for one in read(headline))
    )
    claims = _claims(passages, setting)
    setting = replace(setting, reached=max(_years_reached(claims), default=None))
    return Told(claims, passages, setting, published_of(document, vocabulary) or context.published)


def _years_reached(claims: list[tuple[Passage, Claim]]) -> Iterator[int]:
    """Yield the years of figures that are certain, and no targets by their words."""
    for passage, claim in claims:
        wished = claim.frame.target or claim.frame.due is not None
        if isinstance(claim.frame.year, int) and not (wished or claim.doubt or claim.figure.weak or passage.apart):
            yield claim.frame.year


_made: list[tuple[object, object, Vocabulary]] = []


def vocabulary_of(indices: Mapping[str, Index], areas: Areas) -> Vocabulary:
    """Return the vocabulary for a registry; the last one made is kept, since one run reads all its pages with it."""
    if not _made or _made[0][0] is not indices or _made[0][1] is not areas:
        _made[:] = [(indices, areas, make_vocabulary(indices, areas))]
    return _made[0][2]


def _claims(passages: list[Passage], setting: Setting) -> list[tuple[Passage, Claim]]:
    read = list[tuple[Passage, list[Claim]]]()
    steps = frames_before(passages, setting)
    step = next(steps, None)
    while step is not None:
        passage, before = step
        found, after = attribute(passage.sentences, before)
        read.append((passage, found))
        try:
            step = steps.send(after)
        except StopIteration:
            break
    numbers = {id(passage): [claim] for passage, claim in numbered_ranks(read)}
    return [(passage, claim) for passage, found in read for claim in (*numbers.get(id(passage), ()), *found)]
