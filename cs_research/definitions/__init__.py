"""Definitions: what was planned. Written by hand in YAML, checked strictly, frozen."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from cs_research._files import shipped
from cs_research._yaml import Definition, Parsed, load, parse
from cs_research.definitions.case_study import CaseStudyTemplate
from cs_research.definitions.coding_frame import STANCES, Code, CodingFrame
from cs_research.definitions.decisions import CerqualJudgements, ConvergenceDecisions
from cs_research.definitions.extension.coding_frames import lay_frame
from cs_research.definitions.extension.differences import Crossed, Difference, crosswalk, differences
from cs_research.definitions.extension.instruments import lay_instrument
from cs_research.definitions.instrument import DOMAINS, Instrument, Item, Point, Scale
from cs_research.definitions.lexicon import Lexicon
from cs_research.definitions.pairing import Claim, Pairing
from cs_research.definitions.published import PublishedFigure, PublishedFigures
from cs_research.definitions.rubric import Rubric
from cs_research.definitions.study import Study
from cs_research.errors import DefinitionError, Fault, ResearchError, check_path, closest, found_of, listed

__all__ = [
    "DOMAINS",
    "STANCES",
    "CaseStudyTemplate",
    "CerqualJudgements",
    "Claim",
    "Code",
    "CodingFrame",
    "ConvergenceDecisions",
    "Crossed",
    "Difference",
    "Instrument",
    "Item",
    "Lexicon",
    "Pairing",
    "Point",
    "PublishedFigure",
    "PublishedFigures",
    "Rubric",
    "Scale",
    "Study",
    "coding_frame_of",
    "crosswalk",
    "differences",
    "find",
    "instrument_of",
    "load_case_study",
    "load_cerqual",
    "load_convergence",
    "load_definition",
    "load_frame",
    "load_instrument",
    "load_lexicon",
    "load_pairing",
    "load_published",
    "load_rubric",
    "load_study",
    "pairing_of",
    "rubric_of",
    "shipped_names",
]


#: What ``type:`` says at the top of a file, and the model that the file must fit.
TYPES: dict[str, type[Definition]] = {
    "instrument": Instrument,
    "case-study": CaseStudyTemplate,
    "cerqual": CerqualJudgements,
    "coding-frame": CodingFrame,
    "convergence": ConvergenceDecisions,
    "lexicon": Lexicon,
    "pairing": Pairing,
    "published": PublishedFigures,
    "rubric": Rubric,
    "study": Study,
}


def shipped_names() -> list[str]:
    """The definitions that come with the package, as a study names them: ``yjs-survey/2022``."""
    root = shipped("instruments")
    return sorted(str(path.relative_to(root).with_suffix("").as_posix()) for path in root.rglob("*.yaml"))


def find(name: str | Path, base: Path | None = None, *, place: str = "name") -> Path:
    """The file behind a name: a path ending in .yaml (beside ``base``), or a shipped definition."""
    if not isinstance(name, str | os.PathLike):
        rule = "be the name of a shipped definition, or a path"
        raise DefinitionError(Fault(place, "definition", rule, found_of(name)))
    text = str(name)
    if text.endswith((".yaml", ".yml")):
        return (base or Path()) / text
    if text in shipped_names():
        return shipped("instruments", *f"{text}.yaml".split("/"))
    names = shipped_names()
    hint = closest(text, names) or f"a file of your own ends in .yaml; shipped are {listed(names, 'and')}"
    raise DefinitionError(Fault(place, "definition", "be a file or a shipped definition", f"'{text}'", hint))


def load_definition(path: Path) -> Definition:
    """Any definition; what it is stands in its ``type``."""
    parsed = parse(path)
    kind = parsed.data.get("type") if isinstance(parsed.data, dict) else None
    if not isinstance(parsed.data, dict):
        raise DefinitionError(parsed.faults)
    if kind not in TYPES:
        found = f"'{kind}'" if kind else "nothing"
        hint = (
            closest(str(kind), TYPES)
            if kind
            else "the first line says what the file is, such as 'type: study'"
        )
        raise DefinitionError(parsed.fault(("type",), f"be {listed(list(TYPES))}", found, hint))
    if kind == "coding-frame":
        return _based(path, CodingFrame, lay_frame)
    if kind == "instrument":
        return _based(path, Instrument, lay_instrument)
    return load(path, TYPES[kind])


def load_instrument(name: str | Path, base: Path | None = None) -> Instrument:
    """An instrument, shipped (``yjs-survey/2022``) or one's own file, laid over what it extends."""
    return _based(find(name, base), Instrument, lay_instrument)


def load_frame(name: str | Path, base: Path | None = None) -> CodingFrame:
    """A coding frame, shipped (``coding-frame/2023``) or one's own file, laid over what it extends."""
    return _based(find(name, base), CodingFrame, lay_frame)


E = TypeVar("E", CodingFrame, Instrument)


def _based(path: Path, model: type[E], lay: Callable[[E, E, Parsed], E], below: tuple[Path, ...] = ()) -> E:
    """A definition with its whole line of bases; ``below`` are the files that led here."""
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
    """A pairing, shipped (``pairing``) or in a file of one's own."""
    return load(find(name, base), Pairing)


#: A definition, or its name or file.
InstrumentLike = Instrument | str | os.PathLike[str]
CodingFrameLike = CodingFrame | str | os.PathLike[str]
PairingLike = Pairing | str | os.PathLike[str]
RubricLike = Rubric | str | os.PathLike[str]

D = TypeVar("D", bound=Definition)


def instrument_of(
    given: InstrumentLike, place: str, error: type[ResearchError] = DefinitionError
) -> Instrument:
    """The instrument given, or that of the name or file given.

    Parameters
    ----------
    given
        An instrument, a name such as ``yjs-survey/2022``, or the path of a file.
    place, error
        The function that it was given to, as a message names it, and the error that it raises.
    """
    return _given(given, Instrument, load_instrument, (place, "instrument", "yjs-survey/2022"), error)


def coding_frame_of(
    given: CodingFrameLike, place: str, error: type[ResearchError] = DefinitionError
) -> CodingFrame:
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
    """A case-study template, shipped (``case-study/template``) or in a file of one's own."""
    return load(find(name, base), CaseStudyTemplate)


def load_cerqual(name: str | Path, base: Path | None = None) -> CerqualJudgements:
    """Judgements on findings (GRADE-CERQual), in a file of one's own."""
    return load(find(name, base), CerqualJudgements)


def load_convergence(name: str | Path, base: Path | None = None) -> ConvergenceDecisions:
    """Decisions on a convergence matrix, in a file of one's own."""
    return load(find(name, base), ConvergenceDecisions)


def load_lexicon(name: str | Path, base: Path | None = None) -> Lexicon:
    """A lexicon, shipped (``lexicon/terms``) or in a file of one's own."""
    return load(find(name, base), Lexicon)


def load_published(name: str | Path, base: Path | None = None) -> PublishedFigures:
    """Published percentages, shipped (``published/bulletin-2023-02``) or in a file of one's own."""
    return load(find(name, base), PublishedFigures)


def load_rubric(name: str | Path, base: Path | None = None) -> Rubric:
    """A rubric, shipped (``rubric/traffic-light``) or in a file of one's own."""
    return load(find(name, base), Rubric)


def load_study(path: str | Path) -> Study:
    """A study file."""
    check_path("load_study", "path", path, DefinitionError)
    return load(Path(path), Study)
