"""The annex: the analysis plan beside what was compared, and the logs of checks, decisions and assumptions."""

from __future__ import annotations

from html import escape

from cs_research._notebook import count_of
from cs_research.definitions import LOGS, AnalysisPlan, Log
from cs_research.displays.tables.html import grouped_table
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import DOMAIN_LABELS, Finding, PageContent, TableContent

_NO_PLAN = "The study has no analysis plan, so every comparison is exploratory."
#: What the plan and the tables call what is compared, and what pages call it.
_COMPARED = {
    "gap": "Gap by domain", "claims": "Gap by statement", "paired-gap": "Gap of services with both",
    "waves": "Change between waves", "groups": "Difference between groups", "response": "Response by group",
}  # fmt: skip


def annex_page(builder: Builder) -> PageContent | None:
    """Return the content of the annex; None if the study has neither a plan nor a log."""
    study = builder.study
    if study.plan is None and not study.logs:
        return None
    return PageContent(
        title="Analysis plan and logs",
        subtitle="What was planned, what differs from the plan, and what was checked",
        findings=Finding.all_of([_plan_finding(builder), *_log_findings(study.logs)]),
        tables={"comparisons": _comparisons_table(builder), "logs": _logs_table(builder)},
        lists={"plan": _plan_lines(builder, study.plan)},
    )


def _plan_finding(builder: Builder) -> tuple[str, str]:
    table = builder.release.get(tables.COMPARISONS)
    if table is None:
        return ("No analysis plan.", _NO_PLAN)
    counts = table["plan_status"].value_counts()
    planned = int((table["planned"] != "").sum())
    words = {"as planned": "as planned", "another test": "with another test", "not made": "not made"}
    parts = [f"{counts[status]} {text}" for status, text in words.items() if status in counts]
    explored = int(counts.get("exploratory", 0))
    return (
        f"{count_of(planned, 'comparison')} planned: {', '.join(parts)}.",
        f"{count_of(explored, 'comparison')} made and not planned: exploratory." if explored else "",
    )


def _log_findings(logs: tuple[Log, ...]) -> list[tuple[str, str]]:
    found = []
    for log in logs:
        unsigned = len(log.unsigned)
        text = f"{unsigned} not signed: the study cannot be published yet." if unsigned else "All are signed."
        found.append((f"{LOGS[log.kind]}: {count_of(len(log.entries), 'entry')}.", text))
    return found


def _plan_lines(builder: Builder, plan: AnalysisPlan | None) -> list[str]:
    """Return when the plan was written, where it is registered, and the digest of its file."""
    if plan is None:
        return [_NO_PLAN]
    digests = [file.sha256 for file in builder.study.inputs if file.role == "plan"]
    registered = f" Registered: {plan.registered}." if plan.registered else " It is not registered anywhere."
    return [
        f"Plan {plan.key}, written on {plan.date.isoformat()}.{registered}",
        f"SHA-256 of its file, taken before any data were read: {', '.join(digests)}.",
    ]


def _comparisons_table(builder: Builder) -> TableContent | None:
    table = builder.release.get(tables.COMPARISONS)
    if table is None:
        return None
    study = builder.study
    labels = {**DOMAIN_LABELS, **{claim.id: claim.text for claim in study.pairing.claims}}
    labels |= study.survey.labels if study.survey else {}
    rows: list[list[str]] = []
    for kind, of in table.groupby("compare", sort=False):
        rows.append([_COMPARED[str(kind)]])
        for row in of.itertuples():
            cells = (labels.get(row.of, row.of), row.planned, row.used, row.plan_status, row.reason)
            rows.append([escape(str(text)) for text in cells])
    header = ["Compared", "Planned test", "Test used", "Status", "Reason"]
    return TableContent(
        html=builder.write_html("comparisons", grouped_table("comparisons", header, rows)),
        title="Every comparison, planned or made",
        data=builder.write_data("comparisons", table),
    )


def _logs_table(builder: Builder) -> TableContent | None:
    logs = builder.study.logs
    if not logs:
        return None
    rows: list[list[str]] = []
    for log in logs:
        rows.append([LOGS[log.kind]])
        for entry in log.entries:
            signed = f"Signed on {entry.signed_on}" if entry.signed else "Not signed"
            cells = (entry.id, str(entry.date), entry.text, entry.outcome, signed)
            rows.append([escape(cell) for cell in cells])
    header = ["Entry", "Date", "What", "Outcome", "Signature"]
    return TableContent(
        html=builder.write_html("logs", grouped_table("logs", header, rows)), title="Entries of the logs"
    )
