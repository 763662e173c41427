"""A published report read as a source: its passages, and which of them quote somebody."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

__all__ = ["Passage", "Publication"]


@dataclass(frozen=True)
class Passage:
    """A paragraph, or a quotation made whole across page breaks.

    ``kind`` is the kind of source a quotation comes from (focus group, survey, strategy …) and "" for
    the authors' own words. ``line`` is where it starts in the file.
    """

    line: int
    domain: str
    section: str
    theme: str
    kind: str
    text: str


@dataclass(frozen=True)
class Publication:
    """All passages in order; ``notes`` tell what could not be read as it seemed to be meant."""

    file: str
    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()

    @property
    def quotations(self) -> tuple[Passage, ...]:
        """The passages that quote somebody."""
        return tuple(passage for passage in self.passages if passage.kind)

    def table(self) -> pd.DataFrame:
        """One row a passage, with the fields of `Passage`."""
        names = ["line", "domain", "section", "theme", "kind", "text"]
        return pd.DataFrame([vars(passage) for passage in self.passages], columns=names)
