"""Read reviewers' decisions on a study's convergence and judgements of its findings, and check them against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cs_research._yaml import Problem, parse
from cs_research.definitions import (
    CerqualJudgements,
    ConvergenceDecisions,
    Pairing,
    Study,
    find,
    load_cerqual,
    load_convergence,
)
from cs_research.definitions.categories import SURVEY
from cs_research.errors import DefinitionError


def kinds_in(study: Study) -> list[str]:
    """Return the kinds of source that a study's convergence may name, the survey first if there is one."""
    kinds = dict.fromkeys(source.kind for source in study.sources if source.site)
    return [*([SURVEY] if study.survey else []), *kinds]


def decisions_of(path: Path, study: Study, pairing: Pairing, kinds: Sequence[str]) -> ConvergenceDecisions:
    """Return the decisions in a file; raise a `DefinitionError` for what they name and the study does not have."""
    loaded = load_convergence(path)
    _raise(path, loaded.misfits([claim.id for claim in pairing.claims], kinds, study.id))
    return loaded


def judgements_of(path: Path, study: Study, pairing: Pairing) -> CerqualJudgements:
    """Return the judgements in a file; raise a `DefinitionError` for what they name and the study does not have."""
    loaded = load_cerqual(path)
    _raise(path, loaded.misfits([claim.id for claim in pairing.claims], study.id))
    return loaded


def _raise(path: Path, problems: Iterable[Problem]) -> None:
    """Raise the problems of a file, each at its line, as one error."""
    parsed = parse(find(path))
    if faults := [parsed.fault(each.route, each.rule, each.found, each.hint) for each in problems]:
        raise DefinitionError(faults)
