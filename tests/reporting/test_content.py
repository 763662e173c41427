"""The content of a report is read back as it was written."""

from cs_research.reporting.content import (
    FigureContent,
    Finding,
    PageContent,
    Quotation,
    ReportContent,
    Summary,
    TableContent,
)


def test_what_is_written_is_read_back_the_same():
    page = PageContent(
        title="T",
        subtitle="S",
        findings=(Finding("Opening", "rest."),),
        figures={"gap": FigureContent("gap", "k", "T", "M", "A", "S", "data/gap.csv"), "none": None},
        tables={"t": TableContent(html="t.html", title="T")},
        lists={"why": ("One.", Finding("Two", "more."))},
        claims=("A claim.",),
        quotations=(Quotation("Words.", "Practitioner 1", "interview", "A", "Space", "shown", 2),),
        summaries=(Summary("target", "1 Target", "A finding."),),
    )
    shared = {
        "authors": ("Made-up",),
        "definitions": ("a/1",),
        "data_notes": ("Line.",),
        "files": (("L", "p.csv"),),
    }
    report = ReportContent(title="Study", made_up=True, notice="For the team.", pages={"target": page}, **shared)
    assert ReportContent.of_json(report.to_json()) == report
