"""Start the study of the next wave from that of the last one."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cs_research._files import write_bytes, write_text
from cs_research._yaml import parse, yaml_text
from cs_research.definitions import Study, load_instrument, load_study_file
from cs_research.definitions.instrument import Population
from cs_research.definitions.study import EarlierWave, Settings, Site, SurveyFile
from cs_research.definitions.study_files import NamedFile, named_files, require_inside
from cs_research.errors import Fault, PublishError, ReadError
from cs_research.study.waves import population_of, register_of

_DEFINITIONS = (".yaml", ".yml")
#: The definitions that a study names once.
_PLANNED = ("instrument", "frame", "pairing", "rubric", "lexicon")
#: Settings that describe how a program writes its exports, so that they hold for the next one too.
_MAPPING = ("encoding", "platform", "sheet", "columns", "answers", "ignore", "status")


@dataclass(frozen=True)
class NextStudy:
    """The study of the next wave: its file, the name of the export to add, and what was and was not carried over."""

    path: Path
    export: str
    carried: tuple[str, ...]
    left: tuple[str, ...]


def next_study(path: Path, wave: str, to: Path | None = None) -> NextStudy:
    """Write the study of the next wave to a new folder.

    Definitions and the register are copied, since the next wave may change them. Exports of the waves so far are
    read where they are: sensitive data stay in one place, and earlier numbers depend on one file.

    Parameters
    ----------
    path
        A study file, or the folder that holds a ``study.yaml``. Its survey becomes the last of the earlier waves.
    wave
        The name of the next wave, such as 2027.
    to
        A new or empty folder. If left out, it is beside the study's folder and named after it and the wave.

    Raises
    ------
    ResearchError
        A study without a survey; a wave that the study has already, or that is before its last; a folder with files
        in it; a definition that would not be found from the new folder.
    """
    path = path / "study.yaml" if path.is_dir() else path
    study, old = load_study_file(path), path.parent.resolve()
    named = named_files(path)
    require_inside(named)
    if study.survey is None:
        raise ReadError(Fault(str(path), "survey", "be given, to be followed by another wave", "nothing"))
    _check_wave(study, study.survey, wave, path)
    to = Path(os.path.normpath(path.parent / ".." / f"{old.name}-{_slug(wave)}")) if to is None else to
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        found = "a folder with files in it" if to.is_dir() else "a file"
        hint = "name another with --to"
        raise PublishError(Fault(str(to), "folder of the next study", "be new or empty", found, hint))
    files = _files_to_copy(study, old, to.resolve())
    move = _Move(old, to.resolve())
    following = _following(study, study.survey, wave, move, _population(study, path))
    following = following.model_copy(update={"allow": tuple(_outside(named, move))})
    export = following.survey.file if following.survey else ""
    contents = {name: (old / name).read_bytes() for name in files}
    for name, content in contents.items():
        write_bytes(to / name, content)
    (to / export).parent.mkdir(parents=True, exist_ok=True)
    write_text(to / "study.yaml", _text(following, export, study))
    carried, left = _carried(study, study.survey, files), _left(study, study.survey)
    return NextStudy(to / "study.yaml", export, tuple(carried), tuple(left))


def _check_wave(study: Study, survey: SurveyFile, wave: str, path: Path) -> None:
    known = [*(each.wave for each in study.earlier), survey.wave]
    if not wave.strip():
        raise PublishError(Fault("next", "--wave", "be the name of a wave", "nothing", "such as --wave 2027"))
    if wave in known:
        rule, hint = f"be a wave that {path} does not have", f"it has {', '.join(known)}"
        raise PublishError(Fault("next", "--wave", rule, f"'{wave}'", hint))
    years = [int(each) for each in (survey.wave, wave) if re.fullmatch(r"\d{4}", each)]
    if len(years) == 2 and years[1] < years[0]:
        hint = f"a wave before it belongs under 'earlier' in {path}"
        raise PublishError(Fault("next", "--wave", f"be after {survey.wave}", f"'{wave}'", hint))


def _slug(wave: str) -> str:
    """Return a wave as part of an id and of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", wave.casefold()).strip("-") or "next"


def _population(study: Study, path: Path) -> int | None:
    """Return N of the waves so far, which must not change with the register or the instrument."""
    instrument = load_instrument(study.instrument, path.parent)
    return population_of(study, instrument, register_of(study, path, instrument))


def _files_to_copy(study: Study, old: Path, new: Path) -> list[str]:
    """Return the definitions in the study's folder with all that they extend, and the register."""
    copied: dict[str, None] = {}
    names = [getattr(study, each) for each in _PLANNED]
    waiting = [Path(name) for name in names if name.endswith(_DEFINITIONS) and _is_inside(name, old)]
    while waiting:
        name = waiting.pop(0)
        copied[name.as_posix()] = None
        for base in _bases(old / name):
            place = Path(os.path.normpath(name.parent / base))
            if _is_inside(place, old):
                waiting += [] if place.as_posix() in copied else [place]
            elif (new / place).resolve() != (old / place).resolve():
                rule = f"name files that are in {old} or found from the new folder too"
                hint = f"write the new study beside this one: --to {old.with_name(new.name)}"
                raise PublishError(Fault(str(old / name), "definition", rule, f"'{base}'", hint))
    if study.services is not None:
        registers = [study.services.file, str(Path(study.services.file).parent / study.services.aliases)]
        copied |= dict.fromkeys(name for name in registers if _is_inside(name, old) and (old / name).is_file())
    return list(copied)


def _bases(path: Path) -> Iterator[str]:
    """Yield the files that a definition extends or is written for."""
    data = parse(path).data
    for key in ("extends", "instrument", "frame"):
        name = data.get(key)
        if isinstance(name, str) and name.endswith(_DEFINITIONS):
            yield name


def _is_inside(name: str | Path, folder: Path) -> bool:
    return (folder / name).resolve().is_relative_to(folder)


@dataclass(frozen=True)
class _Move:
    """The names that files of the folder ``old`` have in a study of the folder ``new``."""

    old: Path
    new: Path

    def in_place(self, name: str) -> str:
        """Return the name of a file that stays where it is."""
        try:
            return Path(os.path.relpath(self.old / name, self.new)).as_posix()
        except ValueError:  # on another drive of Windows
            return (self.old / name).as_posix()

    def copied(self, name: str) -> str:
        """Return the name of a file that is copied if it is in the folder."""
        return name if _is_inside(name, self.old) else self.in_place(name)

    def definition(self, name: str) -> str:
        """Return the name of a definition, which is copied if it is in the folder and not a shipped one."""
        return self.copied(name) if name.endswith(_DEFINITIONS) else name

    def earlier_instrument(self, name: str) -> str:
        """Return the name of an earlier wave's instrument, which does not change with that of the next wave."""
        return self.in_place(name) if name.endswith(_DEFINITIONS) else name


def _outside(named: Iterable[NamedFile], move: _Move) -> Iterator[str]:
    """Yield the files outside the new folder that the next study reads where they are."""
    for file in named:
        read = file.role in {"survey", "earlier", "instrument"}
        kept = file.role in {*_PLANNED, "services"} and not _is_inside(file.path.resolve(), move.old)
        if (read or kept) and not file.shipped:
            yield move.in_place(file.path.resolve().as_posix())


def _following(study: Study, survey: SurveyFile, wave: str, move: _Move, population: int | None) -> Study:
    """Return the study of the next wave."""
    fields, slug = survey.model_dump(exclude_defaults=True), _slug(wave)
    size = None if population is None else Population(size=population)
    earlier = [
        each.model_copy(
            update={
                "file": move.in_place(each.file),
                "instrument": move.earlier_instrument(each.instrument or study.instrument),
                "population": each.population or size,
            }
        )
        for each in (*study.earlier, EarlierWave.model_validate(fields))
    ]
    export = f"survey/ADD-THE-EXPORT-OF-{slug}{Path(survey.file).suffix or '.csv'}"
    mapping = {name: fields[name] for name in _MAPPING if name in fields}
    services = study.services
    return study.model_copy(
        update={
            "id": study.id.replace(survey.wave, slug) if survey.wave in study.id else f"{study.id}-{slug}",
            "title": study.title.replace(survey.wave, wave),
            "survey": SurveyFile.model_validate({"file": export, "wave": wave, **mapping}),
            "earlier": tuple(earlier),
            "services": services and services.model_copy(update={"file": move.copied(services.file)}),
            **{name: move.definition(getattr(study, name)) for name in _PLANNED},
            **dict.fromkeys(("sites", "sources", "codings", "ratings", "logs"), ()),
            **dict.fromkeys(("decisions", "judgements", "plan"), ""),
        }
    )


def _text(following: Study, export: str, study: Study) -> str:
    """Return the text of the next study, with notes on what to add."""
    made_up = "MADE-UP DATA: no service, place or person in this study exists.\n" if study.made_up else ""
    head = f"{made_up}Started from study {study.id}. Check it at any time: cs-research check study.yaml"
    line = f"  file: {export}\n"
    note = "  # save the export there, or name your file\n"
    text = yaml_text(following, head).replace(line, f"{line.rstrip()}{note}", 1)
    if study.sites:
        text += (
            "\n# Places of fieldwork so far, under their pseudonyms. A site needs a source: take the '#' away from\n"
            "# those that have sources in this wave, and list these under 'sources'.\n# sites:\n"
        )
        text += "".join(f"#   - {{{_site(site)}}}\n" for site in study.sites)
    return text


def _site(site: Site) -> str:
    values = site.model_dump(exclude_defaults=True)
    return ", ".join(f"{name}: {json.dumps(value)}" for name, value in values.items())


def _carried(study: Study, survey: SurveyFile, files: Iterable[str]) -> Iterator[str]:
    """Yield what the next study has from this one."""
    names = [name for name in (getattr(study, each) for each in _PLANNED) if not name.endswith(_DEFINITIONS)]
    yield f"shipped definitions: {', '.join(names)}" if names else "no shipped definition"
    if files := list(files):
        yield f"copied, to be changed for the next wave: {', '.join(files)}"
    waves = [*(each.wave for each in study.earlier), survey.wave]
    yield f"earlier waves, whose files are read where they are: {', '.join(waves)}"
    if mapping := [
        name
        for name in _MAPPING
        if getattr(survey, name) != SurveyFile.model_fields[name].get_default(call_default_factory=True)
    ]:
        yield f"how the export is read: {', '.join(mapping)}"
    if study.services is not None:
        named = [name for name in ("groups", "aliases", "outside") if getattr(study.services, name)]
        yield f"the register {study.services.file}" + (f", with {', '.join(named)}" if named else "")
    if study.population is not None:
        yield f"population: {study.population.size} (change it if there are more or fewer now)"
    if study.sites:
        yield f"sites, as comments: {', '.join(site.id for site in study.sites)}"
    if study.settings != Settings():
        yield "settings"


def _left(study: Study, survey: SurveyFile) -> Iterator[str]:
    """Yield what the next study does not have, with the reason."""
    if survey.without:
        yield f"without ({', '.join(survey.without)}): list again what the next wave does not ask"
    for name in ("sources", "codings", "ratings"):
        if files := getattr(study, name):
            yield f"{name} ({len(files)}): they are of {survey.wave}"
    for name in ("decisions", "judgements"):
        if file := getattr(study, name):
            yield f"{name} ({file}): people made them from the sources of {survey.wave}"
    if study.plan or study.logs:
        yield f"plan and logs: they are of {survey.wave}, and the next wave needs its own"
    yield "comments of the old study.yaml"
