"""The sources of a study: its files and open answers, with their dates and the roles of their speakers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cs_research._yaml import parse
from cs_research.definitions import Study, load_case_study
from cs_research.definitions.study import SourceFile
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats import read_case_study, read_transcript
from cs_research.records import Responses, Source
from cs_research.records.open_answers import open_answers
from cs_research.records.transcripts import INTERVIEWER, is_document, may_be_interviewer


def read_source(study: Study, path: Path, place: int, responses: Responses | None) -> Source:
    """Return a source of the study with all its turns, its date and the roles of its speakers.

    Parameters
    ----------
    path
        The study's file, which errors name.
    place
        The source's place in the study's list.
    responses
        The answers that sources without a file are taken from.
    """
    file, settings = study.sources[place], study.settings
    if file.answers and responses is not None:
        return _answers(path, place, file, responses)
    source = _read(file, path.parent, settings.speakers)
    default = {name: role for name, role in settings.roles.items() if name in source.speakers}
    return replace(source, date=file.date, roles=default | file.roles)


def _read(file: SourceFile, folder: Path, speakers: str | None) -> Source:
    """Read a file; ``speakers`` applies to transcripts that have no setting of their own."""
    known = {"id": file.id, "site": file.site, "title": file.title}
    place = folder / file.file
    if file.template:
        template = load_case_study(file.template, folder)
        return replace(read_case_study(place, template, encoding=file.encoding, **known), kind=file.kind)
    setting = file.speakers or (None if is_document(file.kind) else speakers)
    return read_transcript(place, kind=file.kind, encoding=file.encoding, speakers=setting, asked_in="study", **known)


def _answers(path: Path, place: int, file: SourceFile, responses: Responses) -> Source:
    known = [item.id for item in responses.instrument.items if item.kind == "open" and item.role == "question"]
    if file.answers not in known:
        rule = f"be an open question of {responses.instrument.key}, {join_names(known) or 'which has none'}"
        found, hint = f"'{file.answers}'", closest(file.answers, known)
        raise ReadError(parse(path).fault(("sources", place, "answers"), rule, found, hint))
    source = open_answers(responses, file.answers, id=file.id, kind=file.kind, title=file.title)
    return replace(source, date=file.date)


def role_faults(study: Study, path: Path, sources: Sequence[Source]) -> Iterator[Fault]:
    """Yield roles of speakers who never speak, and roles to leave out that leave somebody in or out by mistake."""
    parsed, settings = parse(path), study.settings
    for place, (file, source) in enumerate(zip(study.sources, sources, strict=True)):
        named = [name for name in source.speakers if name]
        for name in file.roles:
            if name not in named:
                rule = f"be a speaker of '{source.id}', {join_names(named) if named else 'which names none'}"
                yield parsed.fault(("sources", place, "roles", name), rule, f"'{name}'", closest(name, named))
    everybody = list(dict.fromkeys(name for source in sources for name in source.speakers if name))
    for name in settings.roles:
        if name not in everybody:
            hint = closest(name, everybody)
            yield parsed.fault(("settings", "roles", name), "speak in a source", f"'{name}', who does not", hint)
    roles = list(dict.fromkeys(role for source in sources for role in source.roles.values()))
    for place, role in enumerate(settings.leave_out):
        if role not in roles:
            rule = f"be the role of a speaker, {join_names(roles)}" if roles else "be the role of a speaker"
            hint = closest(role, roles) or f"roles: {{Int: {role}}}, under settings or a source, gives Int that role"
            yield parsed.fault(("settings", "leave_out", place), rule, f"'{role}'", hint)
    if settings.leave_out:
        yield from _left_in(study, path, sources, roles)


def _left_in(study: Study, path: Path, sources: Sequence[Source], roles: Sequence[str]) -> Iterator[Fault]:
    """Yield who would be counted although the study leaves out interviewers, or a role that is spelled nearly so."""
    parsed, outside = parse(path), study.settings.leave_out
    for role in roles:
        if role not in outside and (near := closest(role, outside)):
            rule = f"be one of settings.leave_out, {join_names(outside)}, or be spelled less like them"
            yield parsed.fault(("settings", "roles"), rule, f"'{role}'", near)
    if INTERVIEWER not in outside:
        return
    for place, source in enumerate(sources):
        doubtful = [name for name in source.speakers if may_be_interviewer(name) and name not in source.roles]
        if doubtful:
            rule = "have a role where interviewers are left out"
            names = join_names(doubtful, "and")
            hint = f"roles: {{{doubtful[0]}: {INTERVIEWER}}} under this source, or another role if it counts"
            yield parsed.fault(("sources", place, "roles"), rule, f"{names} without one", hint)
