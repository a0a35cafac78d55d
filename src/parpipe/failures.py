"""Why a document could not be fetched, as an error that says what becomes of the document and whether to try again."""

from __future__ import annotations

from typing import Literal

from parpipe.errors import Unavailable


class Failed(Unavailable):
    """A retrieval that brought no document; ``reason`` is its code.

    ``outcome`` is what it means: the stored snapshot is ``stale``, the page is ``gone``, or asking was ``refused``. ``again``
    says whether another try may help, after ``wait`` seconds at least.
    """

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        outcome: Literal["stale", "gone", "refused"] = "stale",
        again: bool = False,
        wait: float | None = None,
        status: int | None = None,
    ) -> None:
        """Take the sentence for a person, and what programs go by."""
        super().__init__(message)
        self.reason, self.outcome, self.again, self.wait, self.status = reason, outcome, again, wait, status
