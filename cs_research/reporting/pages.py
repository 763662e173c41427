"""The documents of a report in reading order: the name, label and .qmd of each, and what makes its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from cs_research.definitions import DOMAINS
from cs_research.reporting.builder import Builder
from cs_research.reporting.domain_page import domain_page
from cs_research.reporting.findings import LABELS
from cs_research.reporting.index_page import index_page
from cs_research.reporting.methods_page import methods_page

__all__ = ["INDEX", "PAGES", "Planned"]

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


#: Every page, the index first.
PAGES = (
    Planned(INDEX, "All domains", "index.qmd", index_page),
    *(
        Planned(domain, f"{number} {LABELS[domain]}", "domain.qmd", partial(domain_page, domain=domain))
        for number, domain in enumerate(DOMAINS, start=1)
    ),
    Planned("methods", "Methods", "methods.qmd", methods_page),
)
