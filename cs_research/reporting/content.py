"""Content of a report, page by page: frozen models, written to ``report.json`` and read by the documents' chunks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

#: The domains as reports name them.
DOMAIN_LABELS = {
    "target": "Target",
    "framework": "Framework",
    "partnerships": "Partnerships",
    "outcomes": "Outcomes",
}


class Finding(NamedTuple):
    """A sentence that starts with a title in bold, which may be empty."""

    title: str
    text: str

    @classmethod
    def all_of(cls, pairs: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
        """Return a finding for each pair of title and text."""
        return tuple(cls(*pair) for pair in pairs)


@dataclass(frozen=True)
class FigureContent:
    """A figure: its texts, and the path of its data.

    Attributes
    ----------
    name
        Name of its files in ``figures``, without suffix.
    key
        Digest of everything that it is drawn from.
    title
        Title, which states what it shows.
    measure
        What was measured, its unit and base.
    alt
        Alternative text, with its numbers.
    data
        Path of its CSV in the report's folder.
    """

    name: str
    key: str
    title: str
    measure: str
    alt: str
    source: str
    data: str


@dataclass(frozen=True)
class TableContent:
    """A table: its title, and the paths of its HTML, its data and the coded segments behind it."""

    html: str
    title: str
    data: str = ""
    segments: str = ""


@dataclass(frozen=True)
class Quotation:
    """A quotation from a source on a practice; ``more`` is the number of other quotations with the same stance."""

    text: str
    speaker: str
    kind: str
    site: str
    practice: str
    stance: str
    more: int


@dataclass(frozen=True)
class Section:
    """A section of a page that depends on the study: its heading, sentences, and quotations."""

    title: str
    lines: tuple[str, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True)
class Summary:
    """A domain's main finding, for the page that lists all domains."""

    page: str
    label: str
    finding: str


@dataclass(frozen=True)
class PageContent:
    """One page. A figure or table is None if the study has no data for it or they are withheld."""

    title: str
    subtitle: str
    findings: tuple[Finding, ...] = ()
    figures: Mapping[str, FigureContent | None] = field(default_factory=dict)
    tables: Mapping[str, TableContent | None] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str | Finding]] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    summaries: tuple[Summary, ...] = ()
    sections: tuple[Section, ...] = ()
    worked: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> PageContent:
        """Return the page from its serialised form."""
        return cls(
            title=given["title"],
            subtitle=given["subtitle"],
            findings=Finding.all_of(given["findings"]),
            figures={name: made and FigureContent(**made) for name, made in given["figures"].items()},
            tables={name: made and TableContent(**made) for name, made in given["tables"].items()},
            lists={
                name: tuple(line if isinstance(line, str) else Finding(*line) for line in lines)
                for name, lines in given["lists"].items()
            },
            claims=tuple(given["claims"]),
            quotations=tuple(Quotation(**quoted) for quoted in given["quotations"]),
            summaries=tuple(Summary(**summary) for summary in given["summaries"]),
            sections=tuple(
                Section(it["title"], tuple(it["lines"]), tuple(Quotation(**quoted) for quoted in it["quotations"]))
                for it in given["sections"]
            ),
            worked=given["worked"],
        )


@dataclass(frozen=True)
class ReportContent:
    """A report: what all its pages share, and each page by name.

    Attributes
    ----------
    notice
        Whom the report is for; shown on every page.
    data_notes
        Sentences on how the data were processed.
    files
        Label and path of the files that list what was left out, and of the workbooks.
    """

    title: str
    made_up: bool
    notice: str
    authors: tuple[str, ...]
    definitions: tuple[str, ...]
    data_notes: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    pages: Mapping[str, PageContent]

    @classmethod
    def of_json(cls, text: str) -> ReportContent:
        """Return the report from what `to_json` wrote."""
        given = json.loads(text)
        shared = {name: tuple(given[name]) for name in ("authors", "definitions", "data_notes")}
        return cls(
            title=given["title"],
            made_up=given["made_up"],
            notice=given["notice"],
            files=tuple((label, path) for label, path in given["files"]),
            pages={name: PageContent.of(page) for name, page in given["pages"].items()},
            **shared,
        )

    def to_json(self) -> str:
        """Return the report as JSON text."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)
