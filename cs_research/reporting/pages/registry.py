"""The documents of a report in reading order: the name, label and .qmd of each, and what makes its words.

Modules of pages, and what they draw and count with, are loaded when a page is made, not when pages are listed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cs_research.definitions import DOMAINS
from cs_research.reporting.text.labels import LABELS

__all__ = ["INDEX", "PAGES", "Planned"]

if TYPE_CHECKING:
    from cs_research.reporting.builder import Builder


INDEX = "index"


@dataclass(frozen=True)
class Planned:
    """A document of the report.

    ``make`` gives its words, figures and tables, or None where the study has nothing for it; then the report has no
    such page. ``label`` is the document's name in the navigation.
    """

    name: str
    label: str
    document: str
    make: Callable[[Builder], dict[str, Any] | None]

    @property
    def parameters(self) -> dict[str, str]:
        """What its document is rendered with."""
        return {"build": "."} | ({"domain": self.name} if self.name in DOMAINS else {})


def _made_by(name: str, **given: str) -> Callable[[Builder], dict[str, Any] | None]:
    """The function ``name`` of the module of that name."""

    def make(builder: Builder) -> dict[str, Any] | None:
        module = import_module(f"cs_research.reporting.pages.{name.removesuffix('_page')}")
        words: dict[str, Any] | None = getattr(module, name)(builder, **given)
        return words

    return make


#: Every page, the index first.
PAGES = (
    Planned(INDEX, "All domains", "index.qmd", _made_by("index_page")),
    Planned("bulletin", "Bulletin", "bulletin.qmd", _made_by("bulletin_page")),
    *(
        Planned(domain, f"{number} {LABELS[domain]}", "domain.qmd", _made_by("domain_page", domain=domain))
        for number, domain in enumerate(DOMAINS, start=1)
    ),
    Planned("claims", "Claims", "claims.qmd", _made_by("claims_page")),
    Planned("annual", "Year by year", "annual.qmd", _made_by("annual_page")),
    Planned("methods", "Methods", "methods.qmd", _made_by("methods_page")),
    Planned("codebook", "Codebook", "codebook.qmd", _made_by("codebook_page")),
)
