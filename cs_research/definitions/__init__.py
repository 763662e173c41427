"""Definitions: what was planned, written by hand in YAML, checked strictly, frozen."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from cs_research._files import shipped
from cs_research._yaml import Definition, Parsed, format_value, load, parse
from cs_research.definitions.anonymising_rules import AnonymisingKey, AnonymisingRules
from cs_research.definitions.case_study import CaseStudyTemplate
from cs_research.definitions.coding_frame import STANCES, Code, CodingFrame
from cs_research.definitions.decisions import CerqualJudgements, ConvergenceDecisions
from cs_research.definitions.extension import (
    Crossed,
    Difference,
    crosswalk,
    differences,
    lay_frame,
    lay_instrument,
)
from cs_research.definitions.instrument import DOMAINS, Instrument, Item, Point, Scale
from cs_research.definitions.lexicon import Lexicon
from cs_research.definitions.pairing import Claim, Pairing
from cs_research.definitions.plan import LOGS, AnalysisPlan, Log
from cs_research.definitions.published import PublishedFigure, PublishedFigures
from cs_research.definitions.rubric import Rubric
from cs_research.definitions.study import Study
from cs_research.errors import (
    DefinitionError,
    Fault,
    ResearchError,
    check_path,
    closest,
    found_of,
    join_names,
)

__all__ = [
    "DOMAINS", "LOGS", "STANCES", "AnalysisPlan", "AnonymisingKey", "AnonymisingRules", "CaseStudyTemplate",
    "CerqualJudgements", "Claim", "Code", "CodingFrame", "ConvergenceDecisions", "Crossed", "Difference", "Instrument",
    "Item", "Lexicon", "Log", "Pairing", "Point", "PublishedFigure", "PublishedFigures", "Rubric", "Scale", "Study",
    "coding_frame_of", "crosswalk", "differences", "find", "instrument_of", "load_case_study", "load_cerqual",
    "load_convergence", "load_definition", "load_frame", "load_instrument", "load_lexicon", "load_pairing",
    "load_published", "load_rubric", "load_study_file", "pairing_of", "rubric_of", "shipped_names",
]  # fmt: skip


#: What ``type:`` says at the top of a file, and the model that the file must fit.
TYPES: dict[str, type[Definition]] = {
    "analysis-plan": AnalysisPlan,
    "instrument": Instrument,
    "anonymising-key": AnonymisingKey,
    "anonymising-rules": AnonymisingRules,
    "case-study": CaseStudyTemplate,
    "cerqual": CerqualJudgements,
    "coding-frame": CodingFrame,
    "convergence": ConvergenceDecisions,
    "lexicon": Lexicon,
    "log": Log,
    "pairing": Pairing,
    "published": PublishedFigures,
    "rubric": Rubric,
    "study": Study,
}


def shipped_names() -> list[str]:
    """Return the names of the definitions that come with the package, such as ``yjs-survey/2022``."""
    root = shipped("instruments")
    return sorted(str(path.relative_to(root).with_suffix("").as_posix()) for path in root.rglob("*.yaml"))


def find(name: str | Path, base: Path | None = None, *, place: str = "name") -> Path:
    """Return the path of a definition: a path that ends in .yaml (relative to ``base``), or a shipped name."""
    if not isinstance(name, str | os.PathLike):
        rule = "be the name of a shipped definition, or a path"
        raise DefinitionError(Fault(place, "definition", rule, found_of(name)))
    text = str(name)
    if text.endswith((".yaml", ".yml")):
        return (base or Path()) / text
    if text in shipped_names():
        return shipped("instruments", *f"{text}.yaml".split("/"))
    names = shipped_names()
    hint = closest(text, names) or f"a file of your own ends in .yaml; shipped are {join_names(names, 'and')}"
    raise DefinitionError(Fault(place, "definition", "be a file or a shipped definition", f"'{text}'", hint))


def load_definition(path: Path) -> Definition:
    """Load a definition of any kind, which its ``type`` names."""
    parsed = parse(path)
    kind = parsed.data.get("type") if isinstance(parsed.data, dict) else None
    if not isinstance(parsed.data, dict):
        raise DefinitionError(parsed.faults)
    if not isinstance(kind, str) or kind not in TYPES:
        found = format_value(kind) if kind else "nothing"
        hint = closest(str(kind), TYPES) if kind else "the first line says what the file is, such as 'type: study'"
        raise DefinitionError(parsed.fault(("type",), f"be {join_names(list(TYPES))}", found, hint))
    if kind == "coding-frame":
        return _based(path, CodingFrame, lay_frame)
    if kind == "instrument":
        return _based(path, Instrument, lay_instrument)
    return load(path, TYPES[kind])


def load_instrument(name: str | Path, base: Path | None = None) -> Instrument:
    """Load an instrument, shipped (``yjs-survey/2022``) or from a file, merged with what it extends."""
    return _based(find(name, base), Instrument, lay_instrument)


def load_frame(name: str | Path, base: Path | None = None) -> CodingFrame:
    """Load a coding frame, shipped (``coding-frame/2023``) or from a file, merged with what it extends."""
    return _based(find(name, base), CodingFrame, lay_frame)


E = TypeVar("E", CodingFrame, Instrument)


def _based(path: Path, model: type[E], lay: Callable[[E, E, Parsed], E], below: tuple[Path, ...] = ()) -> E:
    """Load a definition merged with all its bases; ``below`` are the files that extend it."""
    own = load(path, model)
    if own.extends is None:
        return own
    parsed = parse(path)
    line = (*below, path.resolve())
    try:
        under = find(own.extends, path.parent)
    except DefinitionError as error:
        fault = error.faults[0]
        raise DefinitionError(parsed.fault(("extends",), fault.rule, fault.found, fault.hint)) from error
    if under.resolve() in line:
        what = "a frame" if model is CodingFrame else "an instrument"
        rule = f"lead to {what} that extends no other"
        raise DefinitionError(parsed.fault(("extends",), rule, f"'{own.extends}', which leads back here"))
    return lay(own, _based(under, model, lay, line), parsed)


def load_pairing(name: str | Path, base: Path | None = None) -> Pairing:
    """Load a pairing, shipped (``pairing``) or from a file."""
    return load(find(name, base), Pairing)


#: A definition, or its name or file.
InstrumentLike = Instrument | str | os.PathLike[str]
CodingFrameLike = CodingFrame | str | os.PathLike[str]
PairingLike = Pairing | str | os.PathLike[str]
RubricLike = Rubric | str | os.PathLike[str]

D = TypeVar("D", bound=Definition)


def instrument_of(given: InstrumentLike, place: str, error: type[ResearchError] = DefinitionError) -> Instrument:
    """The instrument given, or that of the name or file given.

    Parameters
    ----------
    given
        An instrument, a name such as ``yjs-survey/2022``, or the path of a file.
    place, error
        The function that it was given to, as a message names it, and the error that it raises.
    """
    return _given(given, Instrument, load_instrument, (place, "instrument", "yjs-survey/2022"), error)


def coding_frame_of(given: CodingFrameLike, place: str, error: type[ResearchError] = DefinitionError) -> CodingFrame:
    """The coding frame given, or that of the name or file given; see `instrument_of`."""
    return _given(given, CodingFrame, load_frame, (place, "coding frame", "coding-frame/2023"), error)


def pairing_of(given: PairingLike, place: str, error: type[ResearchError] = DefinitionError) -> Pairing:
    """The pairing given, or that of the name or file given; see `instrument_of`."""
    return _given(given, Pairing, load_pairing, (place, "pairing", "pairing"), error)


def rubric_of(given: RubricLike, place: str, error: type[ResearchError] = DefinitionError) -> Rubric:
    """The rubric given, or that of the name or file given; see `instrument_of`."""
    return _given(given, Rubric, load_rubric, (place, "rubric", "rubric/traffic-light"), error)


def _given(
    given: Any,
    model: type[D],
    load_named: Callable[[str | Path], D],
    words: tuple[str, str, str],
    error: type[ResearchError],
) -> D:
    """A definition as it is, or loaded by its name; ``words`` are the place, the thing and a name to show."""
    if isinstance(given, model):
        return given
    if isinstance(given, str | os.PathLike) and str(given):
        return load_named(find(os.fspath(given), place=words[0]))
    place, thing, example = words
    name = model.__name__
    article = "an" if name[0] in "AEIOU" else "a"
    rule = f"be {article} {name}, the name of one such as '{example}', or the path of a file"
    raise error(Fault(place, thing, rule, found_of(given)))


def load_case_study(name: str | Path, base: Path | None = None) -> CaseStudyTemplate:
    """Load a case-study template, shipped (``case-study/template``) or from a file."""
    return load(find(name, base), CaseStudyTemplate)


def load_cerqual(name: str | Path, base: Path | None = None) -> CerqualJudgements:
    """Load judgements on findings (GRADE-CERQual) from a file."""
    return load(find(name, base), CerqualJudgements)


def load_convergence(name: str | Path, base: Path | None = None) -> ConvergenceDecisions:
    """Load decisions on a convergence matrix from a file."""
    return load(find(name, base), ConvergenceDecisions)


def load_lexicon(name: str | Path, base: Path | None = None) -> Lexicon:
    """Load a lexicon, shipped (``lexicon/terms``) or from a file."""
    return load(find(name, base), Lexicon)


def load_published(name: str | Path, base: Path | None = None) -> PublishedFigures:
    """Load published percentages, shipped (``published/bulletin-2023-02``) or from a file."""
    return load(find(name, base), PublishedFigures)


def load_rubric(name: str | Path, base: Path | None = None) -> Rubric:
    """Load a rubric, shipped (``rubric/traffic-light``) or from a file."""
    return load(find(name, base), Rubric)


def load_study_file(path: str | Path) -> Study:
    """Return a study file; a file of another kind is an error whose hint says how a study is started."""
    check_path("load_study", "path", path, DefinitionError)
    path = Path(path)
    if path.suffix not in {".yaml", ".yml"} and path.is_file():
        hint = f"a survey export is named in one: cs-research map {path} --instrument NAME --to study.yaml writes it"
        raise DefinitionError(Fault(str(path), "study", "be a .yaml file", f"'{path.name}'", hint))
    if not path.exists():
        found = sorted(other.name for other in path.parent.glob("*.y*ml")) if path.parent.is_dir() else []
        hint = f"the folder contains {join_names(found, 'and')}" if found else _NO_STUDY
        raise DefinitionError(Fault(str(path), "study", "exist", "nothing at that path", hint))
    return load(path, Study)


_NO_STUDY = "cs-research init FOLDER starts a study; cs-research map EXPORT writes one for a survey export"
