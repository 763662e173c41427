"""Move a study's codings to a newer frame, with a list of what a person has to decide."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cs_research._files import write_text
from cs_research._folders import new_folder
from cs_research._yaml import yaml_text
from cs_research.definitions import Difference, load_frame
from cs_research.displays.tables.html import csv_text
from cs_research.errors import Fault, MeasureError, ReadError, closest, join_names
from cs_research.formats.files.delimited import read_rows
from cs_research.formats.qda.coding_exports import tidy_table
from cs_research.study.load import load_study
from cs_research.study.migration import (
    Migrated,
    MigratedPairing,
    allowed_codes,
    decide,
    migrate,
    migrate_pairing,
)

#: The word of a decision that no code fits, so that the segment is left out.
_NONE = "none"
_COLUMNS = ["segment", "source", "coder", "code", "why", "candidates", "quote", "decision"]


def migrate_study(study: Path, frame: str, to: Path, decisions: Path | None = None) -> str:
    """Write a study's codings and pairing under a newer frame, and what a person has to decide; return what was done.

    ``codings.csv`` has all segments, ``decisions.csv`` a row and a column to fill in for each decision,
    ``left-out.csv`` the segments that decisions left out, and ``pairing.yaml`` the pairing where its evidence changes.
    """
    collected = load_study(study)
    if collected.codings is None:
        raise MeasureError(Fault(str(study), "codings", "be listed, to be migrated", "none"))
    newer = load_frame(frame)
    result = migrate(collected.codings, newer)
    if decisions is not None:
        result = decide(result, _chosen(decisions, result))
    pairing = migrate_pairing(collected.pairing, collected.frame, newer)
    written = ["codings.csv", "decisions.csv"]
    with new_folder(to) as folder:
        write_text(folder / "codings.csv", csv_text(tidy_table(result.codings.segments)))
        write_text(folder / "decisions.csv", csv_text(_decisions(result)))
        if result.left_out:
            write_text(folder / "left-out.csv", csv_text(tidy_table(result.left_out)))
            written.append("left-out.csv")
        if pairing.replaced or pairing.ended:
            write_text(folder / "pairing.yaml", _pairing_text(pairing, frame, to, collected.folder))
            written.append("pairing.yaml")
    before = len(collected.codings.complete().distinct)
    lines = [
        f"{collected.frame.key} to {newer.key}: {before} segments before, {len(result.codings.distinct)} after; "
        f"{result.moved} were given a new code, {len(result.decisions)} need a person's decision"
    ]
    if result.joined:
        repeats = "repeats" if result.joined == 1 else "repeat"
        lines.append(f"{result.joined} {repeats} another of the same coder, code, stance and words: each counts once")
    if result.decided:
        left = f", {len(result.left_out)} left out" if result.left_out else ""
        lines.append(f"Decided in {decisions}: {len(result.decided)}{left}")
    if result.decisions:
        lines.append(f"To decide: write a code, several, or {_NONE} in the column decision, then add --decisions FILE")
    lines += [f"Evidence of the pairing: {code} is now {', '.join(into)}" for code, into in pairing.replaced]
    lines += [f"Evidence of the pairing: {code} was retired; name another in pairing.yaml" for code in pairing.ended]
    return "\n".join([*lines, f"Written: {', '.join(str(to / name) for name in written)}"])


def _pairing_text(migrated: MigratedPairing, frame: str, to: Path, folder: Path) -> str:
    """Return the file of a pairing; names of definitions that are files are as seen from its new folder."""
    named = {"frame": Path(frame), "instrument": folder / migrated.pairing.instrument}
    update = {
        key: Path(os.path.relpath(path.resolve(), to.resolve())).as_posix()
        for key, path in named.items()
        if path.is_file()
    }
    pairing = migrated.pairing.model_copy(update=update)
    comment = f"The pairing {pairing.id} with the evidence that {frame} has in place of codes that it ended."
    return yaml_text(pairing, comment)


def _chosen(path: Path, migrated: Migrated) -> dict[str, tuple[str, ...]]:
    """Return the codes of each decision that is filled in, by its segment; all faults of the file at once."""
    rows = read_rows(path, None)
    header = [cell.strip().casefold() for cell in rows.records[0]]
    missing = [name for name in ("segment", "code", "decision") if name not in header]
    if missing:
        rule = f"have a column '{missing[0]}', as in the decisions.csv that this command writes"
        raise ReadError(Fault(rows.place(0), "header", rule, join_names(header, "and")))
    frame = migrated.codings.frame
    known = {decision.segment.id: decision for decision in migrated.decisions}
    chosen: dict[str, tuple[str, ...]] = {}
    faults: list[Fault] = []
    for place, record in enumerate(rows.records[1:], start=1):
        row = dict(zip(header, map(str.strip, record), strict=False))
        name = row.get("segment", "")
        codes = tuple(filter(None, re.split(r"[\s,;]+", row.get("decision", ""))))
        if not codes:
            continue
        decision = known.get(name)
        if decision is None or row.get("code") != decision.segment.code:
            found = f"'{name}'" if decision is None else f"'{name}' with the code '{row.get('code', '')}'"
            hint = closest(name, known) if decision is None else f"its code is '{decision.segment.code}'"
            faults.append(Fault(rows.place(place), "segment", "be one that needs a decision", found, hint))
            continue
        allowed = allowed_codes(decision, frame)
        given = () if codes == (_NONE,) else codes
        rule = f"be {join_names([*allowed, _NONE])}"
        faults += [
            Fault(rows.place(place), "decision", rule, f"'{code}'", closest(code, allowed))
            for code in given
            if code not in allowed
        ]
        if chosen.setdefault(name, given) != given:
            rule = f"be the same for all parts of '{name}'"
            faults.append(Fault(rows.place(place), "decision", rule, f"'{row['decision']}'"))
    if faults:
        raise ReadError(faults)
    return chosen


def _decisions(result: Migrated) -> pd.DataFrame:
    """Return a row for each decision, with a column to fill in; those that were made have it filled in."""
    made = [(decision, " ".join(codes) or _NONE) for decision, codes in result.decided]
    rows = [
        (
            each.segment.id, each.segment.source, each.segment.coder, each.segment.code, each.why,
            " ".join(each.candidates), each.segment.quote, decision,
        )
        for each, decision in [*((each, "") for each in result.decisions), *made]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=_COLUMNS)


def format_differences(found: Sequence[Difference]) -> str:
    """Return one line per difference, or a sentence if there is none."""
    lines = []
    for difference in found:
        into = f" into {', '.join(difference.into)}" if difference.into else ""
        detail = f" ({difference.detail})" if difference.detail else ""
        lines.append(f"{difference.kind:<9} {difference.part}{into}{detail}")
    return "\n".join(lines) or "no difference"
