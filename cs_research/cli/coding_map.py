"""What ``cs-research map`` does with a file of codings: the study again, with the settings that read the file."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cs_research._files import read_text, write_text
from cs_research._notebook import count_of
from cs_research._yaml import parse
from cs_research.cli.exchange import new_definition
from cs_research.cli.mapping import CHOICE, comment_text, quoted
from cs_research.definitions import load_study_file
from cs_research.definitions.coding_frame import STANCES
from cs_research.definitions.study import CodingFile, StanceSetting
from cs_research.errors import DefinitionError, Fault
from cs_research.formats.qda import read_coded_file
from cs_research.formats.qda.matching import Matching, Unmatched, path_text
from cs_research.study.load import load_study

_HEAD = (
    "    # Lines that start with '# ?' are choices, with their likeness from 0 to 100: take '# ? ' away from those",
    "    # that are right, and from the line above them that ends in a colon.",
)
#: Names that are sure and that are listed, of each kind.
_LISTED = 40


def map_codings(path: Path, study: Path, to: Path) -> str:
    """Write a study that has a file of codings, with what is certain and what is left to choose.

    The rest of the study is copied as it is. An entry that the study has for the file is replaced, and its settings
    are kept.
    """
    new_definition(to)
    study = study / "study.yaml" if study.is_dir() else study
    known = load_study_file(study)
    if to.resolve().parent != study.resolve().parent:
        rule = f"be in the folder of {study}, where the study's paths start"
        raise DefinitionError(Fault("--to", "path", rule, f"'{to}'", f"such as {study.with_name('mapped.yaml')}"))
    name = Path(os.path.relpath(path.resolve(), study.resolve().parent)).as_posix()
    place = next((at for at, each in enumerate(known.codings) if Path(each.file) == Path(name)), None)
    setting = CodingFile(file=name) if place is None else known.codings[place]
    data = load_study(study, with_codings=False)
    file = read_coded_file(path, setting)
    parts = {part.casefold() for it in file.passages for part in it.code} & set(STANCES)
    tried = setting
    if parts and setting.stance == StanceSetting():  # the codes are listed without these parts of theirs
        tried = setting.model_copy(update={"stance": StanceSetting(by="code")})
    choices = _Choices(Matching(file, data.frame, data.sources, tried, ""), setting)
    entry = "".join(f"{line}\n" for line in choices.lines())
    write_text(to, _with_entry(study, entry, place, len(known.codings)))
    return choices.summary(to)


def _with_entry(study: Path, entry: str, place: int | None, count: int) -> str:
    """Return the text of the study with an entry of its codings added or replaced."""
    lines = read_text(study).rstrip("\n").split("\n")
    parsed = parse(study)
    if not count:
        empty = parsed.lines.get(("codings",))
        kept = [line for number, line in enumerate(lines, start=1) if number != empty]
        return "\n".join([*kept, "codings:", entry])
    starts = [parsed.lines[("codings", at)] for at in range(count)]
    if starts[0] == parsed.lines[("codings",)]:
        hint = "write each on a line of its own that starts with '- file:'"
        raise DefinitionError(parsed.fault(("codings",), "be a list with an entry a line", "one in [ ]", hint))
    tops = [line for route, line in parsed.lines.items() if len(route) == 1 and line > starts[-1]]
    ends = [*starts[1:], min(tops, default=len(lines) + 1)]
    first, last = (ends[-1], ends[-1]) if place is None else (starts[place], ends[place])
    while first == last and not lines[first - 2].strip():
        first = last = first - 1
    return "\n".join([*lines[: first - 1], entry.rstrip("\n"), *lines[last - 1 :]]) + "\n"


class _Choices:
    """The lines of one file of codings, and how many choices they leave."""

    def __init__(self, matching: Matching, setting: CodingFile) -> None:
        self.matching, self.setting = matching, setting
        self.left = 0

    def lines(self) -> Iterator[str]:
        """Yield the lines of the entry."""
        matching, file = self.matching, self.matching.file
        codes = {it.code for it in file.passages}
        documents = {it.document for it in file.passages}
        about = ", ".join([
            count_of(len(file.passages), "coded passage"), count_of(len(codes), "code"),
            count_of(len(documents), "document"),
        ])  # fmt: skip
        yield f"  - file: {quoted(matching.setting.file)}  # {file.program}: {about}"
        yield from self._kept()
        yield from _HEAD
        yield from self._names("sources", matching.setting.sources, matching.open_documents, matching.documents)
        codes_found = {path_text(path): code for path, code in matching.codes.items()}
        yield from self._names("codes", matching.setting.codes, matching.open_codes, codes_found)
        yield from self._coders()
        yield from self._stances()
        yield from (f"    # not read: {comment_text(line.removeprefix('not read: '))}" for line in file.lost)

    def _kept(self) -> Iterator[str]:
        """Yield the settings that the study has, but those of which there are choices."""
        given = self.setting.model_dump(mode="json", exclude_defaults=True)
        for key, value in given.items():
            if key not in {"file", "sources", "codes"}:
                yield f"    {key}: {json.dumps(value, ensure_ascii=False)}"

    def _names(
        self, key: str, given: Mapping[str, str], unmatched: Iterable[Unmatched], found: Mapping[str, str]
    ) -> Iterator[str]:
        unmatched = list(unmatched)
        for name, owner in list(found.items())[:_LISTED]:
            if name not in given:
                yield f"    # {comment_text(name)}: {owner}"
        if len(found) > _LISTED:
            yield f"    # and {len(found) - _LISTED} more"
        if not given and not unmatched:
            return
        yield f"    {'' if given else CHOICE}{key}:"
        yield from (f"      {quoted(name)}: {owner}" for name, owner in given.items())
        for each in unmatched:
            self.left += 1
            passages = count_of(each.passages, "passage")
            near = [*((name, 100.0) for name in each.several), *(it for it in each.near if it[0] not in each.several)]
            for owner, score in near:
                yield f"      {CHOICE}{quoted(each.name)}: {owner}  # {score:.0f}; {passages}"
            if not near:
                yield f"      {CHOICE}{quoted(each.name)}: …  # near to none; {passages}"
        if unmatched:
            ignore = "ignore" if key == "codes" else "ignore_sources"
            names = ", ".join(quoted(each.name) for each in unmatched)
            yield f"    {CHOICE}{ignore}: [{names}]  # those that are left out"

    def _coders(self) -> Iterator[str]:
        coders = Counter(it.coder for it in self.matching.passages)
        named = {name: count for name, count in coders.items() if name}
        if named and not self.matching.setting.coders:
            yield f"    {CHOICE}coders:  # other names, so that nobody is named in a report"
            yield from (f"      {CHOICE}{quoted(name)}: …  # {count} passages" for name, count in named.items())
        if coders[""] and not self.matching.setting.coder:
            self.left += 1
            yield f"    {CHOICE}coder: …  # who coded: the file does not say, of {coders['']} passages"

    def _stances(self) -> Iterator[str]:
        without = sum(not self.matching.stance(it) for it in self.matching.passages)
        if without:
            self.left += 1
            yield f"    # {count_of(without, 'passage')} without a stance, which is one of these:"
            signs = self.matching.stance_signs()
            yield from (f"    {CHOICE}{comment_text(setting)}  # for {comment_text(what)}" for setting, what in signs)

    def summary(self, to: Path) -> str:
        """Return what is certain, what is left to choose, and the next command."""
        matching = self.matching
        left = f"{count_of(self.left, 'choice')} left (lines with '# ?')" if self.left else "no choice left"
        found = (
            f"{len(matching.documents)} of {len(matching.documents) + len(matching.open_documents)} documents and "
            f"{len(matching.codes)} of {len(matching.codes) + len(matching.open_codes)} codes are the study's"
        )
        return f"Written: {to}: {found}, {left}\nThen: cs-research check {to}"
