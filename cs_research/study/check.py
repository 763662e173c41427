"""Check files before they are used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cs_research._yaml import parse
from cs_research.definitions import (
    AnalysisPlan,
    AnonymisingKey,
    AnonymisingRules,
    CaseStudyTemplate,
    CerqualJudgements,
    CodingFrame,
    ConvergenceDecisions,
    Instrument,
    Lexicon,
    Log,
    Pairing,
    PublishedFigures,
    Rubric,
    Study,
    load_definition,
    load_frame,
    load_instrument,
)
from cs_research.errors import DefinitionError, Fault
from cs_research.measures.shares.response import not_registered
from cs_research.records import Source
from cs_research.records.open_answers import RESPONDENT
from cs_research.records.transcripts import left_out_note
from cs_research.study.load import StudyData, load_study


def yaml_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and every YAML file in the folders named."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        yield from sorted(file for file in path.rglob("*") if file.suffix in {".yaml", ".yml"}) or [path]


def check_file(path: Path, *, kind: str = "") -> str:
    """Return a summary of a valid file; raise a `ResearchError` with all its faults otherwise.

    With ``kind`` the file must be of that ``type``. A study is read with every file that it names; a
    pairing is checked against its instrument and frame.
    """
    if path.is_file() and path.suffix not in {".yaml", ".yml"}:
        rule = "be a definition or a study, ending in .yaml or .yml"
        hint = f"a survey export is read with: cs-research read {path} --instrument NAME"
        raise DefinitionError(Fault(str(path), "file", rule, f"'{path.name}'", hint))
    if path.is_dir():
        raise DefinitionError(Fault(str(path), "folder", "contain a .yaml file", "none"))
    definition = load_definition(path)
    if kind and getattr(definition, "type", "") != kind:
        raise DefinitionError(parse(path).fault(("type",), f"be '{kind}'", f"'{getattr(definition, 'type', '')}'"))
    if isinstance(definition, Study):
        return _study(path)
    if isinstance(definition, Pairing):
        instrument = load_instrument(definition.instrument, path.parent)
        frame = load_frame(definition.frame, path.parent)
        faults = list(definition.faults(str(path), instrument, frame))
        if faults:
            raise DefinitionError(faults)
        return f"pairing {definition.key}: {len(definition.claims)} claims"
    if isinstance(definition, Instrument):
        retired = len(definition.items) - len(definition.asked)
        listing = f" ({retired} retired)" if retired else ""
        items, scales = len(definition.items), len(definition.scales)
        return f"instrument {definition.key}: {items} items{listing}, {scales} scale{'' if scales == 1 else 's'}"
    if isinstance(definition, CaseStudyTemplate):
        return f"case-study template {definition.key}: {len(definition.parts)} parts"
    if isinstance(definition, CerqualJudgements):
        complete = sum(not judgement.missing for judgement in definition.judgements)
        return f"judgements {definition.key}: {complete} of {len(definition.judgements)} findings judged"
    if isinstance(definition, ConvergenceDecisions):
        return f"decisions {definition.key}: {len(definition.taken)} of {len(definition.decisions)} cells decided"
    if isinstance(definition, AnalysisPlan):
        return f"analysis plan {definition.key}: {len(definition.comparisons)} comparisons planned"
    if isinstance(definition, Log):
        return f"log {definition.key}: {len(definition.unsigned)} of {len(definition.entries)} entries not signed"
    if isinstance(definition, Lexicon):
        return f"lexicon {definition.key}: {len(definition.terms)} terms"
    if isinstance(definition, PublishedFigures):
        return f"published percentages {definition.key}: {len(definition.figures)} figures of {definition.n}"
    if isinstance(definition, Rubric):
        return f"rubric {definition.key}: {3 * len(definition.cells)} descriptors in {len(definition.cells)} cells"
    if isinstance(definition, AnonymisingRules):
        people, others = (sum(map(len, names.values())) for names in (definition.people, definition.others))
        return f"rules of pseudonyms: people {people}, places {len(definition.places)}, other names {others}"
    if isinstance(definition, AnonymisingKey):
        return f"key of pseudonyms: {len(definition.entries)} given"
    if isinstance(definition, CodingFrame):
        practices = len(definition.practices())
        return f"coding frame {definition.key}: {len(definition.codes)} codes, {practices} practices"
    return type(definition).__name__


def _study(path: Path) -> str:
    collected = load_study(path)
    parts = [f"study {collected.study.id}"]
    if collected.responses is not None:
        parts.append(f"{len(collected.responses)} of {collected.responses.report.rows} rows kept")
    else:
        parts.append("no survey")
    parts += [f"{len(wave)} of {wave.report.rows} rows kept in {wave.wave}" for wave in collected.earlier]
    if collected.register is not None:
        parts.append(f"a register of {len(collected.register)} services{_unregistered_services(collected)}")
    parts.append(f"{len(collected.sources)} sources")
    if collected.codings is not None:
        parts.append(f"{len(collected.codings.distinct)} segments")
    notes = collected.codings.notes if collected.codings else ()
    left_out = left_out_note(collected.sources) if collected.codings is None else collected.codings.left_out_note
    lines = [
        ", ".join(parts),
        *(f"    {source.id}: {describe_speakers(source)}" for source in collected.sources),
        *(f"    note: {note}" for note in notes),
    ]
    return "\n".join([*lines, f"    left out of every count, by {left_out}"] if left_out else lines)


def describe_speakers(source: Source) -> str:
    """Return the speakers of a source with their turns: ``3 turns: Practitioner 1 (2), unknown (1)``."""
    speakers = source.complete().speakers
    many = sum(speakers.values())
    turns = f"{many:,} turn{'' if many == 1 else 's'}"
    if set(speakers) == {""}:
        return f"{turns}, no speakers"
    if all(source.roles.get(name) == RESPONDENT for name in speakers):
        return f"{turns}, one per respondent"
    roles = {name: f"{role}, " for name, role in source.roles.items()}
    who = [f"{name or 'unknown'} ({roles.get(name, '')}{count:,})" for name, count in speakers.items()]
    return f"{turns}: {', '.join(who)}"


def _unregistered_services(collected: StudyData) -> str:
    """Return the services that answered and are outside the register, by name: reports only count them."""
    who, register = collected.instrument.identifier, collected.register
    if register is None or who is None or collected.responses is None:
        return ""
    names = not_registered(register, collected.responses.frame[who.id])
    listing = ", ".join(f"'{name}'" if name else "one without a name" for name in names)
    return f" ({len(names)} that answered not in it: {listing})" if names else ""
