"""Match the names of a program's file to a study: documents to sources, codes to the coding frame, stances, coders.

A name is matched if it is the same but for case, spaces, hyphens and underscores. What is near is a hint and never a
match.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePath

from rapidfuzz import fuzz

from cs_research._notebook import count_of
from cs_research.definitions.coding_frame import STANCES, Code, CodingFrame
from cs_research.definitions.study import CodingFile
from cs_research.errors import Fault, join_names
from cs_research.formats.qda.code_tree import stems
from cs_research.formats.qda.coded import CodedFile, CodedPassage
from cs_research.records.transcripts import Source

#: Names less alike than this, from 0 to 100, are not near, and how many near ones are listed.
_ALIKE, _MOST = 60, 3
#: Words of a file that a message lists.
_LISTED = 6
#: What programs write between the parts of a code's path.
_BETWEEN = re.compile(r"\s*(?:\\+|\s>\s|::|/)\s*")
#: A code's id in brackets behind its label, as codebooks write it where labels repeat.
_WITH_ID = re.compile(r".*\((\S+)\)")
#: Parts of a code's path that may be meant as a stance, to be shown where none is set.
_STANCE_WORDS = frozenset(
    {*STANCES, "partial", "partially", "not shown", "absent", "missing", "positive", "negative", "mixed", "yes", "no"}
)


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return a name without the differences that make no difference: case, spaces, hyphens, underscores."""
    return " ".join(re.sub(r"[\s_\-‐‑–—]+", " ", name).split()).casefold()


def _word(text: str) -> str:
    """Return a stance, a weight or a part of a code for comparison: a minus sign is a difference."""
    return " ".join(text.split()).casefold()


def path_text(path: Sequence[str]) -> str:
    """Return the path of a code as settings and messages have it: ``Barriers > Time``."""
    return " > ".join(path)


def near_names(name: str, known: Mapping[str, str], most: int = _MOST) -> list[tuple[str, float]]:
    """Return the ids whose texts are most like a name, each with its likeness from 0 to 100.

    Parameters
    ----------
    known
        Text to id; an id may have several texts.
    """
    scores: dict[str, float] = {}
    plain = {fold(name), fold(name.rpartition(" > ")[2]), fold(name.replace(" > ", "."))}
    for text, owner in known.items():
        other = fold(text)
        score = max(max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) for one in plain)
        if score >= _ALIKE:
            scores[owner] = max(score, scores.get(owner, 0))
    return sorted(scores.items(), key=lambda each: -each[1])[:most]


@dataclass(frozen=True)
class Unmatched:
    """A name of the file that is nothing of the study: how many passages have it, and the ids that are near."""

    name: str
    passages: int
    first: str
    near: tuple[tuple[str, float], ...]
    several: tuple[str, ...] = ()


class Matching:
    """Which source, code, coder and stance of the study each name of a file is, and the names that are none."""

    def __init__(
        self, file: CodedFile, frame: CodingFrame, sources: Sequence[Source], setting: CodingFile, setting_at: str
    ) -> None:
        self.file, self.frame, self.setting = file, frame, setting
        self.sources = {source.id: source for source in sources}
        self.at = setting_at
        self.passages = [it for it in file.passages if not self.is_ignored(it)]
        self.documents, self.open_documents = self._match(
            Counter(it.document for it in self.passages), self._set(setting.sources), _source_names(sources)
        )
        self._codes_of_frame = _CodeNames(frame)
        self._match_codes()

    @cached_property
    def _ignored(self) -> tuple[set[str], set[str]]:
        return {_code_key(name) for name in self.setting.ignore}, {fold(name) for name in self.setting.ignore_sources}

    def is_ignored(self, passage: CodedPassage) -> bool:
        """Return whether the setting leaves a passage out, because of its code or its document."""
        codes, documents = self._ignored
        return fold(passage.document) in documents or bool(codes & _code_keys(passage.code))

    @staticmethod
    def _set(given: Mapping[str, str]) -> dict[str, str]:
        return {fold(name): value for name, value in given.items()}

    def _match(
        self, names: Mapping[str, int], given: Mapping[str, str], known: Mapping[str, set[str]]
    ) -> tuple[dict[str, str], list[Unmatched]]:
        found: dict[str, str] = {}
        rest: list[Unmatched] = []
        texts = {text: owner for text, owners in known.items() for owner in owners}
        for name, count in names.items():
            keys = [fold(name), fold(_stem(name)), fold(PurePath(name.replace("\\", "/")).name)]
            candidates = next((known[key] for key in dict.fromkeys(keys) if key in known), set())
            if fold(name) in given:
                found[name] = given[fold(name)]
            elif len(candidates) == 1:
                found[name] = next(iter(candidates))
            else:
                first = next(it.place for it in self.passages if it.document == name)
                rest.append(Unmatched(name, count, first, tuple(near_names(name, texts)), tuple(sorted(candidates))))
        return found, rest

    def _match_codes(self) -> None:
        own_of: dict[tuple[str, ...], list[CodedPassage]] = {}
        for passage in self.passages:
            own_of.setdefault(self.code_path(passage), []).append(passage)
        given = {_code_key(name): code for name, code in self.setting.codes.items()}
        self.codes: dict[tuple[str, ...], str] = {}
        self.open_codes: list[Unmatched] = []
        candidates: dict[tuple[str, ...], tuple[set[str], bool]] = {}
        for path, passages in own_of.items():
            own = [given[key] for key in _code_keys(path) if key in given]
            candidates[path] = ({own[0]}, True) if own else self._codes_of_frame.of(path, passages[-1].code_id)
        loose = Counter(next(iter(found)) for found, sure in candidates.values() if len(found) == 1 and not sure)
        sure = {next(iter(found)) for found, certain in candidates.values() if len(found) == 1 and certain}
        for path, (found, certain) in candidates.items():
            code = next(iter(found)) if len(found) == 1 else None
            if code and (certain or (loose[code] == 1 and code not in sure)):
                self.codes[path] = code
                continue
            near = near_names(path_text(path), self._codes_of_frame.texts)
            many, first = len(own_of[path]), own_of[path][0].place
            self.open_codes.append(Unmatched(path_text(path), many, first, tuple(near), tuple(sorted(found))))

    def code_path(self, passage: CodedPassage) -> tuple[str, ...]:
        """Return the path of a passage's code, without the part that is a stance if stances come from codes."""
        path = passage.code or ((self.setting.code,) if self.setting.code else ())
        if self.setting.stance.by != "code":
            return path
        return tuple(part for part in path if _word(part) not in self._stance_values) or path

    @cached_property
    def _stance_values(self) -> dict[str, str]:
        values: Mapping[str, str] = self.setting.stance.values
        if not values:
            values = {name: each.id for each in self.frame.stances for name in (each.id, each.label)}
            values = values or {name: name for name in STANCES}
        return {_word(word): stance for word, stance in values.items()}

    def stance(self, passage: CodedPassage) -> str:
        """Return the stance of a passage, "" if nothing says it; what was found instead is in `odd_stance`."""
        found = {self._stance_values[word] for word in self._stance_words(passage) if word in self._stance_values}
        if len(found) == 1:
            return found.pop()
        return "" if found or self.odd_stance(passage) else self.setting.stance.otherwise or ""

    def odd_stance(self, passage: CodedPassage) -> str:
        """Return a word of the column or weight that no value of the setting is."""
        words = self._stance_words(passage)
        by = self.setting.stance.by
        if by in ("code", "memo"):
            found = {self._stance_values[word] for word in words if word in self._stance_values}
            own = _word(passage.stance) if by == "code" else ""
            odd = own if own and own not in self._stance_values else ""
            return " and ".join(sorted(found)) if len(found) > 1 else odd
        return next((word for word in words if word not in self._stance_values), "")

    def _stance_words(self, passage: CodedPassage) -> list[str]:
        by = self.setting.stance.by
        if by == "code":
            return [_word(part) for part in (*passage.code, passage.stance) if part]
        if by == "memo":
            memo = _word(passage.memo)
            return [word for word in self._stance_values if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", memo)]
        word = _word(passage.weight if by == "weight" else passage.stance)
        return [word] if word else []

    def coder(self, passage: CodedPassage) -> str:
        """Return who gave the code, by the study's name; "" if neither the file nor the setting says."""
        if not passage.coder:
            return self.setting.coder
        return self._coders.get(fold(passage.coder), passage.coder)

    @cached_property
    def _coders(self) -> dict[str, str]:
        return self._set(self.setting.coders)

    def faults(self) -> Iterator[Fault]:
        """Yield every name that is nothing of the study, each once, and settings that fit nothing in the file."""
        yield from self._setting_faults()
        yield from self._coder_faults()
        yield from self._stance_faults()
        yield from _open_faults("document", "be a source of the study", self.open_documents, "sources", self.at)
        rule = f"be a code of frame {self.frame.key}"
        yield from _open_faults("code", rule, list(self._codes_to_ask()), "codes", self.at, "ignore")

    def _codes_to_ask(self) -> Iterator[Unmatched]:
        """Yield the codes that are none of the frame. Whether a part of one is a stance is asked before the code is."""
        asked = self.setting.stance.by is None and any(not self.stance(it) for it in self.passages)
        for code in self.open_codes:
            if not (asked and any(fold(part) in _STANCE_WORDS for part in code.name.split(" > ")[1:])):
                yield code

    def _setting_faults(self) -> Iterator[Fault]:
        file = self.file
        documents = {it.document for it in file.passages} | set(file.documents)
        paths = {it.code for it in file.passages} | set(file.codes)
        paths |= {self.code_path(it) for it in file.passages}
        codes = {key for path in paths for key in _code_keys(path)}
        coders = {it.coder for it in file.passages if it.coder}
        known_documents, known_coders = set(map(fold, documents)), set(map(fold, coders))
        given: tuple[tuple[str, Iterable[str], Callable[[str], bool], Collection[str]], ...] = (
            ("sources", self.setting.sources, lambda name: fold(name) in known_documents, documents),
            ("ignore_sources", self.setting.ignore_sources, lambda name: fold(name) in known_documents, documents),
            ("codes", self.setting.codes, lambda name: _code_key(name) in codes, [path_text(it) for it in paths]),
            ("ignore", self.setting.ignore, lambda name: _code_key(name) in codes, [path_text(it) for it in paths]),
            ("coders", self.setting.coders, lambda name: fold(name) in known_coders, coders),
        )
        for key, names, there, known in given:
            for name in names:
                if not there(name):
                    near = near_names(name, {each: each for each in known})
                    yield Fault(
                        f"{file.file}", f"{key} '{name}'", "be in the file", "nothing of that name", _near(near)
                    )
        used = (
            ("code", self.setting.code, _code_key(self.setting.code) in codes),
            ("source", self.setting.source, fold(self.setting.source) in known_documents),
        )
        for key, name, occurs in used:
            if name and file.passages and not occurs:
                yield Fault(
                    f"{file.file}", key, f"be left out where the file has a {key} for each passage", f"'{name}'"
                )
        known_ids = {"sources": set(self.sources), "codes": {code.id for code in self.frame.codes}}
        for key, values in (("sources", self.setting.sources), ("codes", self.setting.codes)):
            for name, value in values.items():
                if value not in known_ids[key]:
                    rule = "be a source of the study" if key == "sources" else f"be a code of frame {self.frame.key}"
                    hint = _near(near_names(value, {each: each for each in known_ids[key]}))
                    yield Fault(f"{file.file}", f"{key} '{name}'", rule, f"'{value}'", hint)

    def _coder_faults(self) -> Iterator[Fault]:
        without = [it for it in self.passages if not it.coder]
        if without and not self.setting.coder:
            place, many = _grouped(self.file, without)
            hint = f"say who coded with coder: NAME{self.at}"
            yield Fault(place, "coder", "be given", f"nothing{many}", hint)
        if self.setting.coder and self.passages and not without:
            names = list(dict.fromkeys(it.coder for it in self.passages))
            rule = "be left out where the file names its coders"
            hint = f"coders{self.at} gives them other names: {{{names[0]}: {self.setting.coder}}}"
            yield Fault(str(self.file.file), "coder", rule, join_names(names, "and"), hint)

    def _stance_faults(self) -> Iterator[Fault]:
        without: dict[str, list[CodedPassage]] = {}
        for passage in self.passages:
            if not self.stance(passage):
                without.setdefault(self.odd_stance(passage), []).append(passage)
        for word, passages in without.items():
            place, many = _grouped(self.file, passages)
            if word:
                hint = f"say which it is with stance: {{values: {{{word}: ...}}}}{self.at}"
                if self.setting.stance.by is None and (near := near_names(word, {name: name for name in STANCES})):
                    hint = _near(near)
                yield Fault(place, "stance", f"be {join_names(list(STANCES))}", f"'{word}'{many}", hint)
            else:
                yield Fault(place, "stance", "be given", f"nothing{many}", self._stance_hint())

    def _stance_hint(self) -> str:
        """Return what in this file may say the stance, each with the setting that takes it."""
        found = "; or ".join(f"{setting} for {what}" for setting, what in self.stance_signs())
        return f"set it{self.at}: {found}"

    def stance_signs(self) -> Iterator[tuple[str, str]]:
        """Yield settings that give the file's passages a stance, and what in the file each of them is for."""
        parts = Counter(part for it in self.passages for part in it.code if fold(part) in _STANCE_WORDS)
        if parts:
            yield "stance: {by: code, otherwise: shown}", f"codes with a part {_counted(parts)}"
        if weights := Counter(it.weight for it in self.passages if it.weight):
            values = ", ".join(f"'{weight}': ..." for weight in sorted(weights)[:_LISTED])
            yield f"stance: {{by: weight, values: {{{values}}}}}", f"weights {_counted(weights)}"
        words = Counter(word for it in self.passages for word in STANCES if word in fold(it.memo).split())
        if words:
            yield "stance: {by: memo, otherwise: shown}", f"memos with the word {_counted(words)}"
        yield from (("columns: {stance: ...}", f"one of those {line}") for line in self.file.lost if "not read" in line)
        yield "stance: {otherwise: shown}", "all of them, if all are shown"

    def notes(self) -> Iterator[str]:
        """Yield what the settings leave out, with counts."""
        _, documents = self._ignored
        ignored = [it for it in self.file.passages if self.is_ignored(it)]
        of_documents = Counter(it.document for it in ignored if fold(it.document) in documents)
        of_codes = Counter(path_text(it.code) for it in ignored if fold(it.document) not in documents)
        for what, counts in (("document", of_documents), ("code", of_codes)):
            for name, count in counts.items():
                yield f"{count_of(count, 'coded passage')} of the {what} '{name}', which the study ignores"
        used = Counter(self.documents.values())
        for source, count in used.items():
            if count > 1:
                names = [name for name, own in self.documents.items() if own == source]
                yield f"{join_names(names, 'and')} are all read as the source '{source}'"


class _CodeNames:
    """The names by which a code of the frame may be called."""

    def __init__(self, frame: CodingFrame) -> None:
        self.texts: dict[str, str] = {}
        self._ids = {fold(code.id): code.id for code in frame.codes}
        self._paths: dict[tuple[str, ...], set[str]] = {}
        self._labels: dict[str, set[str]] = {}
        self._aliases: dict[str, set[str]] = {}
        above = {placed.code.id: placed.above for stem in stems(frame) for placed in stem.codes}
        for code in frame.codes:
            self.texts |= {code.id: code.id, code.label: code.id}
            group = frame.group(code.group)
            self.texts |= dict.fromkeys(code.aliases, code.id)
            self._labels.setdefault(fold(code.label), set()).add(code.id)
            for alias in code.aliases:
                self._aliases.setdefault(_code_key(alias), set()).add(code.id)
            parent = above.get(code.id)
            tops: list[tuple[str, ...]] = [(fold(group.label),), (fold(group.id),)]
            if parent:
                tops += [(*top, *names) for top in tops for names in self._own(parent)]
                tops += list(self._own(parent))
            for top in tops:
                for name in self._own(code):
                    self._paths.setdefault((*top, *name), set()).add(code.id)

    @staticmethod
    def _own(code: Code) -> tuple[tuple[str, ...], ...]:
        own = code.id.rpartition(".")[2]
        return tuple((fold(name),) for name in dict.fromkeys((code.label, code.id, own)))

    def of(self, path: Sequence[str], code_id: str) -> tuple[set[str], bool]:
        """Return the codes that a path may be, and whether it names the code with its place and not only its label."""
        folded = tuple(map(fold, path))
        if not path:
            return set(), False
        names = [code_id, path[-1], ".".join(path), *(match[1] for match in [_WITH_ID.fullmatch(path[-1])] if match)]
        if own := {self._ids[fold(name)] for name in names if fold(name) in self._ids}:
            return own, True
        if own := {code for key in _code_keys(tuple(path)) for code in self._aliases.get(key, ())}:
            return own, True
        for cut in range(len(folded)):
            if len(folded) - cut > 1 and (found := self._paths.get(folded[cut:])):
                return found, True
        return self._labels.get(folded[-1], set()), False


def _source_names(sources: Sequence[Source]) -> dict[str, set[str]]:
    """Return the sources of each name. An id goes before titles and files, since tables of the study's own have ids."""
    names: dict[str, set[str]] = {}
    ids: dict[str, set[str]] = {}
    for source in sources:
        ids.setdefault(fold(source.id), set()).add(source.id)
        file = PurePath(source.file.replace("\\", "/")).name
        for name in filter(None, (source.title, file, _stem(file))):
            names.setdefault(fold(name), set()).add(source.id)
    return names | ids


def _stem(name: str) -> str:
    """Return a file's name without folder and ending; a full stop within a name is no ending."""
    return re.sub(r"\.[A-Za-z][A-Za-z0-9]{1,4}$", "", PurePath(name.replace("\\", "/")).name)


def _code_key(name: str) -> str:
    """Return a code's path, as a setting has it, for comparison."""
    return " > ".join(fold(part) for part in _BETWEEN.split(name) if part.strip())


@lru_cache(maxsize=4096)
def _code_keys(path: tuple[str, ...]) -> frozenset[str]:
    """Return how a setting may write a path: whole, or with full stops as Taguette writes tags."""
    return frozenset({_code_key(path_text(path)), _code_key(".".join(path))} if path else ())


def _grouped(file: CodedFile, passages: Sequence[CodedPassage]) -> tuple[str, str]:
    """Return the place of the first passage, and how many more there are."""
    more = f" in {count_of(len(passages), 'passage')}, of which this is the first" if len(passages) > 1 else ""
    return passages[0].place or str(file.file), more


def _open_faults(
    thing: str, rule: str, unmatched: Iterable[Unmatched], key: str, at: str, ignore: str = "ignore_sources"
) -> Iterator[Fault]:
    for each in unmatched:
        many = f" in {each.passages} passages, of which this is the first" if each.passages > 1 else ""
        found = f"'{each.name}'{many}" if each.name else f"nothing{many}"
        near = _near(each.near)
        if each.several:
            found += f", which may be {join_names(each.several)}"
            near = ""
        nearest = each.near[0][0] if each.near else "ID"
        setting = f"set {key}: {{{each.name}: {nearest}}} or {ignore}: [{each.name}]{at}" if each.name else ""
        yield Fault(each.first, thing, rule, found, "; ".join(filter(None, (near, setting))))


def _near(near: Iterable[tuple[str, float]]) -> str:
    names = [f"'{name}' ({score:.0f})" for name, score in near]
    return f"near: {', '.join(names)}" if names else ""


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"'{name}' ({count})" for name, count in list(counts.items())[:_LISTED])
