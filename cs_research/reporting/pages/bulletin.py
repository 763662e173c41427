"""The bulletin: the survey's numbered figures in order, the gap, and three findings per domain."""

from __future__ import annotations

from functools import partial

from cs_research.definitions import DOMAINS
from cs_research.definitions.instrument import Item
from cs_research.displays.figures import likert_bars as figures
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import FigureContent, Finding, PageContent
from cs_research.reporting.pages.index import OPENINGS, gap_figure, multiple_figure
from cs_research.reporting.text import findings
from cs_research.reporting.text.findings import domain_findings

#: Number of numbered figures in the document.
_PLACES = 7


def bulletin_page(builder: Builder) -> PageContent | None:
    """Return the content of the bulletin; None if the study has no survey."""
    survey = builder.study.survey
    if survey is None:
        return None
    numbered = {item.figure: item for item in builder.study.instrument.items if item.figure and not item.retired}
    drawn = {
        f"{place}": _figure(builder, numbered[place]) if place in numbered else None for place in range(1, _PLACES + 1)
    }
    return PageContent(
        title="Bulletin",
        subtitle="What services say of Contextual Safeguarding, figure by figure, and what their sources show",
        figures={**drawn, "gap": gap_figure(builder)},
        findings=Finding.all_of(_key_findings(builder, survey.answered)),
        lists={domain: Finding.all_of(domain_findings(builder, domain)) for domain in DOMAINS}
        | {"beyond": _uncharted_questions(builder, numbered)},
    )


def _figure(builder: Builder, item: Item) -> FigureContent | None:
    """Return the figure of a numbered question; None if nobody, or too few, answered."""
    if item.kind == "multiple":
        return multiple_figure(builder, item.id)
    table = builder.release[tables.DISTRIBUTION]
    rows = table[(table["item"] == item.id) & (table["base"].fillna(0) > 0)]
    if rows.empty or item.id in builder.withheld:
        return None
    instrument, nets = builder.study.instrument, builder.release[tables.NETS]
    return builder.add_figure(
        f"figure-{item.id}",
        partial(figures.likert_bars, rows, nets, made_up=builder.made_up),
        title=findings.likert_title(nets, [item.id], instrument),
        measure=(
            f"“{item.text}” Per cent of the {int(rows['base'].iloc[0])} services that answered. Labels under 5 are "
            "left out; the data have them."
        ),
        alt=findings.likert_alt(table, [item.id], instrument),
        source=builder.survey_source(),
        data=builder.write_data(f"figure-{item.id}", rows),
    )


def _key_findings(builder: Builder, answered: int) -> list[tuple[str, str]]:
    """Return the findings on the gap, on questions that differ significantly, and on the options most often chosen."""
    found: list[tuple[str, str]] = []
    gap = builder.release.get(tables.GAP)
    if gap is not None and gap["gap"].notna().any():
        summary = findings.gap_summary(gap, builder.release[tables.EVIDENCE_DOMAIN])
        title = findings.gap_title(gap[gap["gap"].notna()], widest=findings.is_widest_distinct(builder))
        found.append((f"{title}.", summary))
    difference = findings.question_difference(
        builder.release[tables.QUESTIONS_APART],
        builder.release[tables.NETS],
        answered,
        builder.study.instrument,
    )
    if difference:
        found.append(("Questions differ.", difference))
    chosen = [multiple_figure(builder, item) for item in OPENINGS]
    if all(chosen):
        found.append(
            (
                "What services chose as helping and as hindering.",
                " ".join(f"{figure.title}." for figure in chosen if figure),
            )
        )
    return found or [("The study has too few answers", "for a finding in words; the figures show what there is.")]


def _uncharted_questions(builder: Builder, numbered: dict[int, Item]) -> list[str]:
    """Return the questions without a figure in the document, with the files that have their numbers."""
    drawn = {item.id for place, item in numbered.items() if place <= _PLACES}
    beyond = [
        item.short
        for item in builder.study.instrument.items
        if item.kind != "open" and not item.retired and item.id not in drawn
    ]
    if not beyond:
        return []
    where = "in distribution.csv and multiple.csv"
    return [f"Questions without a figure here; their answers stand {where}: {findings.join_with_and(beyond)}."]
