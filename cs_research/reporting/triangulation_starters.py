"""Files for people's decisions and judgements on a triangulation, with every claim in them, to be filled in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cs_research._files import write_text
from cs_research.definitions.cerqual import COMPONENTS, CONCERNS, OVERALL
from cs_research.definitions.decisions import CATEGORIES
from cs_research.errors import Fault, PublishError
from cs_research.reporting.triangulating import Triangulated, read_together

__all__ = ["DECISIONS", "JUDGEMENTS", "write_starters"]

DECISIONS, JUDGEMENTS = "decisions.yaml", "judgements.yaml"


def write_starters(study_path: Path, to: Path) -> str:
    """Write ``decisions.yaml`` and ``judgements.yaml`` into a folder; what was written, and what to do with it.

    Both can be read as they are: what nobody filled in stays open. Files that exist are left alone, with a
    `PublishError`.
    """
    places = [to / DECISIONS, to / JUDGEMENTS]
    taken = [
        Fault(str(place), "file", "be new", "a file that exists", "name another folder, or move it")
        for place in places
        if place.exists()
    ]
    if taken:
        raise PublishError(taken)
    read = read_together(study_path)
    write_text(places[1], _judgements(read))
    if read.tables["convergence"].empty:
        return f"Written: {places[1]}\nThe study has one kind of source, so there is nothing to decide on convergence."
    write_text(places[0], _decisions(read))
    return "\n".join(
        [*(f"Written: {place}" for place in places), "Fill in what you decide; the rest stays open."]
    )


def _head(read: Triangulated, kind: str, about: str) -> str:
    study = read.collected.study
    made_up = "# MADE-UP DATA: no service, place or person in this study exists.\n" if study.made_up else ""
    return f"""{made_up}{about}type: {kind}
id: {study.id}-{kind}
version: "1"
study: {study.id}
"""


def _decisions(read: Triangulated) -> str:
    """Every cell of the matrix, with what each kind says and what the rule proposes."""
    about = f"""# Decisions on the convergence matrix. The rule proposes a category for each claim and two kinds. Where
# you have looked at the segments, write the category that you decide on, your reason, who you are (a pseudonym
# will do) and the date, such as 2026-03-01. The same category confirms the proposal, another overrules it.
# Leave all four empty where nobody has decided. Categories: {", ".join(CATEGORIES)}.
"""
    parts = [_head(read, "convergence", about), "decisions:"]
    for row in read.tables["convergence"].itertuples():
        said = f"{row.first}: {_said(row.first_says, row.first_prominence)}; "
        said += f"{row.second}: {_said(row.second_says, row.second_prominence)}"
        parts.append(
            f"  - claim: {row.claim}\n    kinds: [{_quoted(row.first)}, {_quoted(row.second)}]  # {_line(said)}\n"
            f"    proposed: {row.proposed}\n    category:\n    reason:\n    by:\n    date:"
        )
    return "\n".join(parts) + "\n"


def _judgements(read: Triangulated) -> str:
    """Every claim, with the counts that help to judge it."""
    about = f"""# Judgements on the findings, by the components of GRADE-CERQual (Lewin et al. 2018,
# doi:10.1186/s13012-017-0688-3). A finding stays a draft until all are given, each with its reason.
# Concern in a component: {", ".join(CONCERNS)}. Confidence overall: {", ".join(OVERALL)}.
"""
    parts = [_head(read, "cerqual", about), "judgements:"]
    for row in read.tables["cerqual"].itertuples():
        counts = (
            f"{row.sources} of {row.all_sources} sources, {row.sites} of {row.all_sites} sites; {row.segments} "
            f"segments (shown {row.shown}, partly {row.partly}, contrary {row.contrary}), {row.words} words quoted"
        )
        parts.append(
            f"  - claim: {row.claim}  # {_line(row.text)}\n    # {counts}; kinds: {_line(', '.join(row.kinds))}"
        )
        parts += [f"    {name}:\n      level:\n      reason:" for name in (*COMPONENTS, "overall")]
        parts.append("    by:\n    date:")
    return "\n".join(parts) + "\n"


def _said(says: str, prominence: str) -> str:
    return f"{says}, {prominence}" if prominence else says


def _line(text: Any) -> str:
    """Text for a comment, which ends with its line."""
    return " ".join(str(text).split())


def _quoted(text: Any) -> str:
    """Text between quotation marks, as YAML reads it too."""
    return json.dumps(str(text), ensure_ascii=False)
