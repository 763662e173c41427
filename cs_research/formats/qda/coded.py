"""What a file of a coding program contains, before it is matched to a study's coding frame and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cs_research.errors import Fault, ReadError
from cs_research.formats.unsupported import quote_names


@dataclass(frozen=True, slots=True)
class CodedPassage:
    """One code that one coder gave to one passage, as the program wrote it.

    ``place`` is the row or element, for errors. ``code`` is the path of the code from the root. ``start`` and ``end``
    are code points of the document's text, end-exclusive, or None if the file does not say. ``coder`` and
    ``stance`` are "" if the file does not say; ``turn`` is the number of the turn in which the passage starts, if a
    table has it.
    """

    place: str
    document: str
    code: tuple[str, ...]
    quote: str
    coder: str = ""
    start: int | None = None
    end: int | None = None
    memo: str = ""
    weight: str = ""
    code_id: str = ""
    stance: str = ""
    turn: str = ""


@dataclass(frozen=True)
class CodedFile:
    """All coded passages of a file.

    ``documents`` has the text of each document by its name, "" if the file does not contain it. ``codes`` are all
    codes of the file, used or not. ``lost`` has one line for each kind of content that is not carried over, with its
    count; ``notes`` say what was decided while reading, such as how positions are counted.
    """

    file: Path
    program: str
    passages: tuple[CodedPassage, ...]
    documents: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[tuple[str, ...], ...] = ()
    lost: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def coded_file(
    path: Path,
    program: str,
    passages: Sequence[CodedPassage],
    documents: Mapping[str, str],
    codes: Sequence[tuple[str, ...]],
    lost: Mapping[str, int],
    notes: Sequence[str] = (),
) -> CodedFile:
    """Return a project's passages, each once, after a check that no two codes are alike.

    Parameters
    ----------
    path, program, passages, documents, notes
        See `CodedFile`.
    codes
        The path of every code, one for each code of the program: a path that is there twice is of two codes.
    lost
        How many of each kind of content are not carried over; kinds with none are left out.

    Raises
    ------
    ReadError
        A code that was given has no name, or the same path as another.
    """
    faults = list(_code_faults(path, passages, codes))
    if faults:
        raise ReadError(faults)
    distinct = _distinct(passages)
    counts = {**lost, "codings that repeat another by the same person": len(passages) - len(distinct)}
    counts["codes without a name"] = sum(not all(code) for code in codes)
    lines = tuple(f"{kind}: {count:,}" for kind, count in counts.items() if count)
    named = dict.fromkeys(code for code in codes if all(code))
    return CodedFile(path, program, tuple(distinct), documents, tuple(named), lines, tuple(notes))


def _distinct(passages: Sequence[CodedPassage]) -> list[CodedPassage]:
    """Return each passage once, with the memos of those that repeat it; only what repeats is compared in full."""
    hashes = Counter(hash(_key(each)) for each in passages)
    found: list[CodedPassage] = []
    first: dict[tuple[object, ...], int] = {}
    for each in passages:
        key = _key(each)
        if hashes[hash(key)] > 1:
            if key in first:
                place = first[key]
                memos = dict.fromkeys(filter(None, [*found[place].memo.split("\n"), *each.memo.split("\n")]))
                found[place] = replace(found[place], memo="\n".join(memos))
                continue
            first[key] = len(found)
        found.append(each)
    return found


def _key(each: CodedPassage) -> tuple[object, ...]:
    return each.document, each.start, each.end, each.quote, each.code, each.coder, each.stance


def _code_faults(path: Path, passages: Sequence[CodedPassage], codes: Sequence[tuple[str, ...]]) -> Iterator[Fault]:
    used = Counter(each.code for each in passages)
    twice = [code for code, times in Counter(codes).items() if times > 1 and code in used and all(code)]
    if twice:
        found = quote_names([" > ".join(code) for code in twice])
        hint = "give one of each pair another name in the program, and export again"
        yield Fault(str(path), "codes of one path", "have different names", f"two called {found}", hint)
    unnamed = sum(times for code, times in used.items() if not all(code))
    if unnamed:
        hint = "give it a name in the program, and export again"
        yield Fault(str(path), "code", "have a name", f"none for one that {unnamed:,} codings have", hint)
