"""The documents of a report in reading order: name, label, .qmd and the function that builds the content.

Modules of pages are imported when a page is built, not when pages are listed, to keep the start fast.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cs_research.definitions import DOMAINS
from cs_research.reporting.content import DOMAIN_LABELS

__all__ = ["INDEX", "PAGES", "PageSpec"]

if TYPE_CHECKING:
    from cs_research.reporting.builder import Builder
    from cs_research.reporting.content import PageContent


INDEX = "index"


@dataclass(frozen=True)
class PageSpec:
    """A document of the report.

    ``make`` returns its content, or None if the study has no data for it; the report then has no
    such page. ``label`` is the document's name in the navigation.
    """

    name: str
    label: str
    document: str
    make: Callable[[Builder], PageContent | None]

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters that its document is rendered with."""
        return {"build": "."} | ({"domain": self.name} if self.name in DOMAINS else {})


def _index(builder: Builder) -> PageContent:
    from cs_research.reporting.pages.index import index_page

    return index_page(builder)


def _bulletin(builder: Builder) -> PageContent | None:
    from cs_research.reporting.pages.bulletin import bulletin_page

    return bulletin_page(builder)


def _claims(builder: Builder) -> PageContent | None:
    from cs_research.reporting.pages.claims import claims_page

    return claims_page(builder)


def _coding(builder: Builder) -> PageContent | None:
    from cs_research.reporting.pages.coding import coding_page

    return coding_page(builder)


def _annual(builder: Builder) -> PageContent | None:
    from cs_research.reporting.pages.annual import annual_page

    return annual_page(builder)


def _weights(builder: Builder) -> PageContent | None:
    from cs_research.reporting.pages.weights import weights_page

    return weights_page(builder)


def _methods(builder: Builder) -> PageContent:
    from cs_research.reporting.pages.methods import methods_page

    return methods_page(builder)


def _protection(builder: Builder) -> PageContent | None:
    from cs_research.reporting.pages.protection import protection_page

    return protection_page(builder)


def _codebook(builder: Builder) -> PageContent:
    from cs_research.reporting.pages.codebook import codebook_page

    return codebook_page(builder)


def _annex(builder: Builder) -> PageContent | None:
    from cs_research.reporting.pages.annex import annex_page

    return annex_page(builder)


def _domain(domain: str) -> Callable[[Builder], PageContent | None]:
    def make(builder: Builder) -> PageContent:
        from cs_research.reporting.pages.domain import domain_page

        return domain_page(builder, domain)

    return make


#: Every page, the index first.
PAGES = (
    PageSpec(INDEX, "All domains", "index.qmd", _index),
    PageSpec("bulletin", "Bulletin", "bulletin.qmd", _bulletin),
    *(
        PageSpec(domain, f"{number} {DOMAIN_LABELS[domain]}", "domain.qmd", _domain(domain))
        for number, domain in enumerate(DOMAINS, start=1)
    ),
    PageSpec("claims", "Claims", "claims.qmd", _claims),
    PageSpec("coding", "Coding", "coding.qmd", _coding),
    PageSpec("annual", "Year by year", "annual.qmd", _annual),
    PageSpec("weights", "Weighted results", "weights.qmd", _weights),
    PageSpec("methods", "Methods", "methods.qmd", _methods),
    PageSpec("protection", "Protection", "protection.qmd", _protection),
    PageSpec("codebook", "Codebook", "codebook.qmd", _codebook),
    PageSpec("annex", "Plan and logs", "annex.qmd", _annex),
)
