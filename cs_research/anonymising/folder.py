"""Anonymise a folder of sources and codings: copies with pseudonyms, the key, the words to check, and a log."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cs_research._arguments import accepts
from cs_research._files import kind_of, read_bytes, write_bytes
from cs_research._folders import LIST, new_folder, restore_folder
from cs_research._yaml import load, yaml_text
from cs_research.anonymising.blocks import Block, Document, Edit, edited
from cs_research.anonymising.capitals import Capitalised, capitalised
from cs_research.anonymising.codings import AnonymisedSource, anchored_quotations, read_pair
from cs_research.anonymising.documents import READERS, without_times
from cs_research.anonymising.names import NameFinder, listed_names
from cs_research.anonymising.pseudonyms import Pseudonyms
from cs_research.anonymising.replacement import BlockDoubt, Span, edits_of, find_spans
from cs_research.definitions.anonymising_rules import AnonymisingRules, fold, name_words
from cs_research.definitions.service_names import service_key, welsh_names
from cs_research.errors import DefinitionError, Fault, PublishError, ReadError, closest, join_names
from cs_research.formats.files.delimited import read_rows
from cs_research.formats.files.workbook import sheets_of

#: A word in lower case that is no part of an e-mail or web address, or of a file's name.
_LOWER = re.compile(r"(?<![\w@./'-])[^\W\d_]+(?![\w@/]|[.-]\w)")
#: Parts of a Word file that programs write, moments, and fields: no words of a person.
_PROGRAMS = re.compile(r"(?:\.rels|app\.xml)\n|\n[\dT:.Z+-]+$|\n ?(?:HYPERLINK|PAGE|NUMPAGES)\b")


@dataclass(frozen=True)
class Anonymised:
    """What was written: the copies, and how many names, numbers and addresses of each kind were replaced.

    ``left_out`` are the files that are not in the copy, ``notes`` what of a file is not, ``unplaced`` quotations that
    have no place in the copy of their source, and ``capitals`` the words for a person to look at.
    """

    folder: Path
    key: Path
    to_check: Path
    log: Path
    files: tuple[str, ...]
    counts: Mapping[str, int]
    placed: int
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    capitals: tuple[Capitalised, ...] = ()


@accepts(ReadError)
def anonymise_folder(
    folder: str | Path,
    rules: str | Path,
    *,
    to: str | Path | None = None,
    key: str | Path | None = None,
    encoding: str | None = None,
) -> Anonymised:
    """Write copies of a folder's sources and codings in which names, numbers and addresses are pseudonyms.

    Parameters
    ----------
    folder : str or Path
        Transcripts and documents (.docx, .txt, .md, .vtt, .srt, .csv, .xlsx) and tidy tables of codings (.csv, .xlsx),
        in subfolders too. Other files are not copied, and are listed.
    rules : str or Path
        Who and what is to be replaced; see `cs_research.definitions.anonymising_rules.AnonymisingRules`.
    to : str or Path, optional
        Where to write the copies; beside ``folder`` if left out.
    key : str or Path, optional
        The file that says who has which pseudonym; beside ``rules`` if left out. It is read first if it exists, so that
        pseudonyms stay. The words to check and the log are written beside it. All three are for this user alone.
    encoding : str, optional
        Where text files are not UTF-8.

    Returns
    -------
    Anonymised

    Raises
    ------
    DefinitionError
        A fault of the rules or of the key, or a name in the files that may be two people's, or no name; all of them,
        and nothing is written.
    ReadError
        A file that cannot be read.
    PublishError
        The key would be in a folder that is shared, or a folder cannot be written.
    """
    task = _Task(Path(folder), Path(rules), to, key, encoding)
    return task.run()


@dataclass
class _Source:
    """A file of the folder: its path from there, what it contains, and what is replaced in it."""

    name: str
    document: Document
    setting: str
    spans: list[list[Span]] = field(default_factory=list)
    edits: list[list[Edit]] = field(default_factory=list)
    doubts: list[BlockDoubt] = field(default_factory=list)


class _Task:
    """One run over a folder."""

    def __init__(
        self, folder: Path, rules: Path, to: str | Path | None, key: str | Path | None, encoding: str | None
    ) -> None:
        self.folder, self.rules_path, self.encoding = folder, rules, encoding
        if kind_of(folder) != "a folder":
            raise ReadError(Fault(str(folder), "path", "be a folder", kind_of(folder) or "nothing at that path"))
        self.to = Path(to) if to else folder.resolve().with_name(f"{folder.resolve().name}-anonymised")
        self.key = Path(key) if key else rules.with_name(f"{rules.stem}-key.yaml")
        self.to_check = self.key.with_name(f"{self.key.stem}-to-check.csv")
        self.log = self.key.with_name(f"{self.key.stem}-log.jsonl")
        self.rules = load(rules, AnonymisingRules)
        self._check_paths()
        restore_folder(self.to)
        self.left_out: list[str] = []
        self.notes: list[str] = []
        self.unplaced: list[str] = []
        self.placed = 0
        self.counts: Counter[str] = Counter()

    def _check_paths(self) -> None:
        folder, to, key = self.folder.resolve(), self.to.resolve(), self.key.resolve()
        faults = []
        if to == folder or folder in to.parents or to in folder.parents:
            rule = "be apart from the folder that is read"
            faults.append(Fault(str(self.to), "output folder", rule, f"'{self.folder}'"))
        shared = [each for each in (to, folder) if each in key.parents]
        shared += [each for each in key.parents if (each / LIST).is_file()]
        if shared:
            hint = "name a file in a folder that is never shared: --key FILE"
            rule = "be outside the output folder, the folder that is read, and every report"
            faults.append(Fault(str(self.key), "key", rule, f"a path within '{shared[0]}'", hint))
        if self.key.suffix not in (".yaml", ".yml") or key == self.rules_path.resolve():
            faults.append(Fault(str(self.key), "key", "be a .yaml file of its own", f"'{self.key.name}'"))
        if faults:
            raise PublishError(faults)

    def run(self) -> Anonymised:
        sources = self._read()
        listed = listed_names(self.rules, _services(self.rules, self.rules_path))
        finder = NameFinder(self.rules, listed, _ordinary(sources))
        doubts: list[tuple[_Source, BlockDoubt]] = []
        for source in sources:
            source.spans, unclear = find_spans(source.document.blocks, source.setting, finder)
            quotes = source.document.quotes  # in the words of their sources, where the doubts are
            doubts += [(source, doubt) for doubt in unclear if doubt.block not in quotes]
            source.doubts = [doubt for doubt in unclear if doubt.block in quotes]
        if doubts:
            raise DefinitionError(_faults(doubts, self.rules_path))
        texts = (block.text for source in sources for block in source.document.blocks)
        pseudonyms = Pseudonyms(listed, self.key if kind_of(self.key) else None, self.rules_path, texts)
        for source in sources:
            for number, (block, spans) in enumerate(zip(source.document.blocks, source.spans, strict=True)):
                quote = number in source.document.quotes
                source.edits.append([] if quote else edits_of(block.text, spans, pseudonyms, self.counts))
        names = {source.name: _new_name(source, finder, pseudonyms) for source in sources}
        self._check_names(names)
        capitals = self._write(sources, names, finder, pseudonyms)
        self._write_log(sources, names)
        return Anonymised(
            self.to, self.key, self.to_check, self.log, tuple(names.values()), dict(sorted(self.counts.items())),
            self.placed, tuple(self.left_out), tuple(self.notes), tuple(self.unplaced), tuple(capitals),
        )  # fmt: skip

    def _read(self) -> list[_Source]:
        """Return every file that can be copied, in the order of their names; list the others."""
        sources: list[_Source] = []
        faults: list[Fault] = []
        known = dict.fromkeys(self.rules.in_file, False)
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if reason := self._not_copied(path, name):
                self.left_out.append(f"{name}: {reason}")
            elif path.is_file():
                setting = next((each for each in known if each in (name, path.name)), "")
                known |= {setting: True} if setting else {}
                try:
                    document = READERS[path.suffix.lower()](path, self.encoding)
                except ReadError as error:
                    faults += error.faults
                    continue
                self.notes += [f"{name}: {note}" for note in document.notes]
                sources.append(_Source(name, document, setting))
        for name, used in known.items():
            if not used:
                rule = f"name files of '{self.folder}'"
                faults.append(Fault(str(self.rules_path), "in_file", rule, f"'{name}'"))
        if not sources and not faults:
            rule = f"contain a file ending in {join_names(list(READERS))}"
            faults.append(Fault(str(self.folder), "folder", rule, "none"))
        if faults:
            raise ReadError(faults)
        return sources

    def _not_copied(self, path: Path, name: str) -> str:
        if path.is_symlink():
            return "a link"
        if path.is_dir():
            return ""
        if any(part.startswith((".", "~$")) for part in name.split("/")):
            return "a hidden file"
        if path.resolve() == self.rules_path.resolve():
            return "the rules"
        return "" if path.suffix.lower() in READERS else "not a kind of file that is rewritten"

    def _check_names(self, names: Mapping[str, str]) -> None:
        faults = []
        for new, count in Counter(name.casefold() for name in names.values()).items():
            if count > 1:
                old = [name for name, other in names.items() if other.casefold() == new]
                found = f"'{new}' for {join_names(old, 'and')}"
                hint = "rename one of them: without people's names both would have one name"
                faults.append(Fault(str(self.folder), "names of files", "differ in the copy", found, hint))
        if faults:
            raise PublishError(faults)

    def _write(
        self, sources: Sequence[_Source], names: Mapping[str, str], finder: NameFinder, pseudonyms: Pseudonyms
    ) -> list[Capitalised]:
        """Write the copies, codings last; then the key and the words to check. Return those words."""
        with new_folder(self.to) as fresh:
            pairs: dict[str, AnonymisedSource | str] = {}
            for source in sorted(sources, key=lambda source: source.document.codings is not None):
                copy = fresh / names[source.name]
                if source.document.codings is not None:
                    self._anchor(source, pairs, pseudonyms)
                write_bytes(copy, source.document.rebuild(source.edits))
                _require_clean(source, copy, finder)
                if source.document.codings is None:
                    original = source.document.path
                    pair = read_pair(original, source.setting, copy, finder, pseudonyms, self.encoding)
                    pairs |= {source.name: pair, original.name: pair, original.stem: pair}
                    if isinstance(pair, AnonymisedSource) and not pair.alike:
                        many = f"{len(pair.original.turns)} turns, and {len(pair.copy.turns)} in its copy"
                        self.notes.append(f"{names[source.name]}: {many}; look at the names of its speakers")
            speakers = _speakers(sources, names, pairs, pseudonyms)
            capitals = capitalised(_texts(sources, names), self.rules.keep, speakers)
            comment = f"Whom each pseudonym replaces in copies of {self.folder.name}. Keep it apart from them."
            write_bytes(self.key, yaml_text(pseudonyms.key, comment).encode("utf-8"), private=True)
            write_bytes(self.to_check, _check_list(capitals).encode("utf-8"), private=True)
        return capitals

    def _anchor(
        self,
        source: _Source,
        pairs: Mapping[str, AnonymisedSource | str],
        pseudonyms: Pseudonyms,
    ) -> None:
        """Put the quotations of a table of codings into the words of the copies; names are replaced in the others."""
        placed, left = anchored_quotations(source.document, pairs)
        for block, words in placed.items():
            text = source.document.blocks[block].text
            source.edits[block] = [Edit(0, len(text), words)] if words != text else []
        if unclear := [(source, doubt) for doubt in source.doubts if doubt.block in left]:
            raise DefinitionError(_faults(unclear, self.rules_path))
        for block, reason in left.items():
            text, place = source.document.blocks[block].text, source.document.blocks[block].place
            source.edits[block] = edits_of(text, source.spans[block], pseudonyms, self.counts)
            self.unplaced.append(f"{place.replace(str(source.document.path), source.name)}: {reason}")
        self.placed += len(source.document.quotes & placed.keys())

    def _write_log(self, sources: Sequence[_Source], names: Mapping[str, str]) -> None:
        """Add a line to the log: when, what was replaced, and digests of what was read and written; no name."""
        entry = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "replaced": dict(sorted(self.counts.items())),
            "rules": _digest(self.rules_path),
            "key": _digest(self.key),
            "files": [
                {"read": _digest(source.document.path), "written": _digest(self.to / names[source.name])}
                for source in sources
            ],
            "not_copied": len(self.left_out),
            "quotations": {"placed": self.placed, "not_placed": len(self.unplaced)},
        }
        handle = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as stream:
            stream.write(json.dumps(entry) + "\n")


def _digest(path: Path) -> str:
    return sha256(read_bytes(path)).hexdigest()


def _services(rules: AnonymisingRules, place: Path) -> list[tuple[str, ...]]:
    """Return the forms of each service of the register: its name, the name without the kind of body, and in Welsh."""
    if rules.services is None:
        return []
    path = place.parent / rules.services.file
    rows = sheets_of(path)[0][0].rows if path.suffix.lower() == ".xlsx" else read_rows(path, None).records
    header = [cell.strip() for cell in rows[0]] if rows else []
    column = rules.services.column
    if column not in header:
        found = join_names(header, "and") if header else "none"
        raise ReadError(Fault(str(path), "table", f"have a column '{column}'", found, closest(column, header)))
    cells = (row[header.index(column)].strip() for row in rows[1:])
    names = list(dict.fromkeys(cell for cell in cells if cell))
    own = {name_words(name) for name in names}
    shorter = Counter(service_key(name) for name in names)
    listed = {name_words(form) for each in listed_names(rules) for form in each.forms}
    faults, result = [], []
    for name in names:
        key = service_key(name)
        forms = [name, *([key, *welsh_names(key)] if shorter[key] == 1 else [])]
        forms = [form for form in forms if form == name or name_words(form) not in own | listed]
        if name_words(name) in listed:
            rule = f"be listed once, as a service of {path.name}"
            faults.append(Fault(str(place), f"'{name}'", rule, "it in the rules too"))
        result.append(tuple(form for form in forms if name_words(form)))
    if faults:
        raise DefinitionError(faults)
    return [forms for forms in result if forms]


def _ordinary(sources: Sequence[_Source]) -> frozenset[str]:
    """Return the words that the folder has in lower case."""
    found: set[str] = set()
    for source in sources:
        for block in source.document.blocks:
            if block.kind == "text":
                found.update(word for word in _LOWER.findall(fold(block.text).text) if word.islower())
    return frozenset(found)


def _faults(doubts: Sequence[tuple[_Source, BlockDoubt]], rules: Path) -> Iterator[Fault]:
    """Yield one fault for each name and doubt, with how often and where it is, the most frequent first."""
    groups: dict[tuple[str, str], list[tuple[_Source, BlockDoubt]]] = defaultdict(list)
    for source, each in doubts:
        groups[each.doubt.words.casefold(), each.doubt.found].append((source, each))
    for places in sorted(groups.values(), key=len, reverse=True):
        source, (number, doubt) = places[0]
        block = source.document.blocks[number]
        line = f", line {block.line + block.text.count(chr(10), 0, doubt.at)}" if block.line else ""
        around = " ".join(block.text[max(0, doubt.at - 25) : doubt.at + len(doubt.words) + 25].split())
        more = f" and {len(places) - 1} more {'place' if len(places) == 2 else 'places'}" if len(places) > 1 else ""
        found = f"{doubt.found}, as in '{around}'"
        yield Fault(f"{block.place}{line}{more}", f"'{doubt.words}'", f"be decided in {rules.name}", found, doubt.hint)


def _new_name(source: _Source, finder: NameFinder, pseudonyms: Pseudonyms) -> str:
    """Return the path of a copy: each part with its names replaced."""
    path = Path(source.name)
    parts = []
    for part in (*path.parts[:-1], path.stem):
        spans, doubts = find_spans([Block(part, "", "names")], source.setting, finder)
        if doubts:
            place, (_, _, found, hint) = str(source.document.path), doubts[0].doubt
            raise DefinitionError(Fault(place, f"'{part}'", "be decided in the rules", found, hint))
        parts.append(edited(part, edits_of(part, spans[0], pseudonyms)))
    return Path(*parts).as_posix() + path.suffix


def _require_clean(source: _Source, copy: Path, finder: NameFinder) -> None:
    """Raise an error if a copy, read again, has a name or number that is to be replaced: no copy is written then."""
    document = READERS[copy.suffix.lower()](copy, None)
    spans, _ = find_spans(document.blocks, source.setting, finder)
    left = [
        block
        for block, each in zip(document.blocks, spans, strict=True)
        if block.kind in ("text", "birth", "names")
        for span in each
        if span.kind and not re.search(r"\[[^\[\]]*$", block.text[: span.start])
    ]
    if left:
        place = left[0].place.replace(str(copy), str(source.document.path))
        rule = "have no name or number that is to be replaced"
        raise PublishError(Fault(place, "copy", rule, f"{len(left)} of them"))


def _texts(sources: Sequence[_Source], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for source in sources:
        if source.document.codings is not None:
            continue  # its quotations are in the sources
        for block, edits in zip(source.document.blocks, source.edits, strict=True):
            if block.kind in ("text", "birth") and not _PROGRAMS.search(f"{block.place}\n{block.text}"):
                yield names[source.name], without_times(edited(block.text, edits))


def _speakers(
    sources: Sequence[_Source],
    names: Mapping[str, str],
    pairs: Mapping[str, AnonymisedSource | str],
    pseudonyms: Pseudonyms,
) -> dict[str, list[str]]:
    """Return the speakers of each copy that are no pseudonym."""
    found = {}
    for source in sources:
        pair = pairs.get(source.name)
        if isinstance(pair, AnonymisedSource):
            found[names[source.name]] = [
                who for who in pair.copy.speakers if who and who.strip("[]") not in pseudonyms.names
            ]
    return found


def _check_list(capitals: Sequence[Capitalised]) -> str:
    """Return the words to check as CSV: what each is, how often and where it is, and examples."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["words", "count", "speaker", "beside_a_pseudonym", "starts_a_sentence", "files", "examples"])
    for each in capitals:
        speaker = "yes" if each.speaker else ""
        files, examples = "; ".join(each.files), " | ".join(f"… {example} …" for example in each.examples)
        writer.writerow([each.words, each.count, speaker, each.beside, each.at_start, files, examples])
    return stream.getvalue()
