"""Definitions: what was planned. Written by hand in YAML, checked strictly, frozen."""

from __future__ import annotations

from pathlib import Path

from cs_research._files import shipped
from cs_research._yaml import Definition, load, parse
from cs_research.definitions.coding_frame import STANCES, Code, CodingFrame
from cs_research.definitions.extension import Difference, differences, laid_over
from cs_research.definitions.instrument import DOMAINS, Instrument, Item, Point, Scale
from cs_research.definitions.lexicon import Lexicon
from cs_research.definitions.pairing import Claim, Pairing
from cs_research.definitions.rubric import Rubric
from cs_research.definitions.study import Study
from cs_research.errors import DefinitionError, Fault, closest, listed

__all__ = [
    "DOMAINS",
    "STANCES",
    "Claim",
    "Code",
    "CodingFrame",
    "Difference",
    "Instrument",
    "Item",
    "Lexicon",
    "Pairing",
    "Point",
    "Rubric",
    "Scale",
    "Study",
    "differences",
    "find",
    "load_definition",
    "load_frame",
    "load_instrument",
    "load_lexicon",
    "load_pairing",
    "load_rubric",
    "load_study",
    "shipped_names",
]


#: What ``type:`` says at the top of a file, and the model that the file must fit.
TYPES: dict[str, type[Definition]] = {
    "instrument": Instrument,
    "coding-frame": CodingFrame,
    "lexicon": Lexicon,
    "pairing": Pairing,
    "rubric": Rubric,
    "study": Study,
}


def shipped_names() -> list[str]:
    """The definitions that come with the package, as a study names them: ``yjs-survey/2022``."""
    root = shipped("instruments")
    return sorted(str(path.relative_to(root).with_suffix("").as_posix()) for path in root.rglob("*.yaml"))


def find(name: str | Path, base: Path | None = None, *, place: str = "name") -> Path:
    """The file behind a name: a path ending in .yaml (beside ``base``), or a shipped definition."""
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
        return _frame(path, ())
    return load(path, TYPES[kind])


def load_instrument(name: str | Path, base: Path | None = None) -> Instrument:
    """An instrument, shipped (``yjs-survey/2022``) or in a file of one's own."""
    return load(find(name, base), Instrument)


def load_frame(name: str | Path, base: Path | None = None) -> CodingFrame:
    """A coding frame, shipped (``coding-frame/2023``) or in a file of one's own, laid over what it extends."""
    return _frame(find(name, base), ())


def _frame(path: Path, below: tuple[Path, ...]) -> CodingFrame:
    """A frame with its whole line of bases; ``below`` are the files that led here."""
    own = load(path, CodingFrame)
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
        rule = "lead to a frame that extends no other"
        raise DefinitionError(parsed.fault(("extends",), rule, f"'{own.extends}', which leads back here"))
    return laid_over(own, _frame(under, line), parsed)


def load_pairing(name: str | Path, base: Path | None = None) -> Pairing:
    """A pairing, shipped (``pairing``) or in a file of one's own."""
    return load(find(name, base), Pairing)


def load_lexicon(name: str | Path, base: Path | None = None) -> Lexicon:
    """A lexicon, shipped (``lexicon/terms``) or in a file of one's own."""
    return load(find(name, base), Lexicon)


def load_rubric(name: str | Path, base: Path | None = None) -> Rubric:
    """A rubric, shipped (``rubric/traffic-light``) or in a file of one's own."""
    return load(find(name, base), Rubric)


def load_study(path: Path) -> Study:
    """A study file."""
    return load(path, Study)
