"""The gap chart of all domains, which most pages show."""

from __future__ import annotations

from functools import partial

from cs_research.displays.figures import likert_bars as figures
from cs_research.displays.figures.layout import format_level
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import FigureContent
from cs_research.reporting.text import findings

__all__ = ["gap_figure"]


def gap_figure(builder: Builder) -> FigureContent | None:
    """Return the chart, drawn once; None if no domain has both confidence and evidence."""
    if tables.GAP not in builder.release or builder.release[tables.GAP]["gap"].isna().all():
        return None
    table = builder.release[tables.GAP][builder.release[tables.GAP]["gap"].notna()]
    sites = len(builder.study.sites)
    level = builder.study.settings.level
    return builder.figure(
        "gap",
        partial(figures.gap_chart, table, findings.LABELS, made_up=builder.made_up),
        title=findings.gap_title(table, widest=findings.is_widest_distinct(builder)),
        measure=(
            "Share of services that are confident, and share of expected practices that sources show, per cent; "
            f"thin lines are {format_level(level)} intervals. Evidence: {sites} site{'' if sites == 1 else 's'}."
            f"{findings.provisional_domains(table)}"
        ),
        alt=findings.gap_alt(table, widest=findings.is_widest_distinct(builder)),
        source=f"{builder.survey_source()} Coded sources of {sites} site{'' if sites == 1 else 's'}.",
        data="data/gap.csv",
    )
