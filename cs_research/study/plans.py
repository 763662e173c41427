"""Read a study's analysis plan and logs, and list what is not signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from cs_research._yaml import load, parse
from cs_research.definitions import Study
from cs_research.definitions.plan import AnalysisPlan, Log
from cs_research.errors import DefinitionError, Fault

P = TypeVar("P", AnalysisPlan, Log)


def plan_of(path: Path, study: Study) -> AnalysisPlan:
    """Return the analysis plan in a file; raise a `DefinitionError` if it is for another study."""
    return _fitting(path, AnalysisPlan, study)


def log_of(path: Path, study: Study) -> Log:
    """Return the log in a file; raise a `DefinitionError` if it is for another study."""
    return _fitting(path, Log, study)


def _fitting(path: Path, model: type[P], study: Study) -> P:
    loaded, parsed = load(path, model), parse(path)
    if faults := [parsed.fault(each.route, each.rule, each.found, each.hint) for each in loaded.misfits(study.id)]:
        raise DefinitionError(faults)
    return loaded


def unsigned_entries(study: Study, folder: Path) -> Iterator[Fault]:
    """Yield a fault for each entry of a study's logs that nobody signed, at its line: they block a publication.

    Parameters
    ----------
    study, folder
        The study and the folder that its names are relative to, as in `StudyData`.
    """
    for name in study.logs:
        path = folder / name
        log, parsed = log_of(path, study), parse(path)
        for place in log.unsigned:
            rule, found = "be given before a study is published", f"nothing at '{log.entries[place].id}'"
            hint = "signed: ROLE and signed_on: DATE, once somebody has"
            yield parsed.fault(("entries", place, "signed"), rule, found, hint)
