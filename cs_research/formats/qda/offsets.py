"""Find how a program counts the positions of its selections: characters or bytes, line ends, byte order mark.

Programs differ: NVivo counts UTF-16 units and two for a line end, the standard asks for characters (code points), and
Taguette counts bytes. The same numbers then mean different words, so nothing is assumed: every way of counting is
tried, and the one that reproduces the quotations that the file contains is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cs_research.errors import Fault, ReadError

UNITS = ("characters", "utf-16", "utf-8")
LINE_ENDS = ("lf", "crlf", "file")
#: A reading is taken if it fits at least this share of what can be compared, and no other fits half as many.
_LEAST_SHARE, _RIVAL_SHARE = 0.9, 0.5
#: Quotations that differ between readings are few below this number, and then edges of words decide nothing.
_LEAST_EDGES = 3
#: A name shorter than this is a person's label for a passage rather than the start of its words.
_LEAST_NAME = 12
#: The same for a name that ends with an ellipsis.
_LEAST_CUT = 4


class OffsetModel(NamedTuple):
    """One way of counting: the unit, how many a line end counts, and whether a byte order mark counts.

    ``line_ends`` is ``lf`` (each counts one), ``crlf`` (two) or ``file`` (as in each file).
    """

    unit: str = "characters"
    line_ends: str = "lf"
    mark: bool = False

    def __str__(self) -> str:
        return " ".join([self.unit, self.line_ends, *(["bom"] if self.mark else [])])


def model_of(words: str, place: str) -> OffsetModel:
    """Return the way of counting that a setting names, such as ``utf-16 crlf`` or ``characters lf bom``."""
    unit, line_ends, *rest = [*words.casefold().split(), "", ""]
    rest = list(filter(None, rest))
    if unit not in UNITS or line_ends not in LINE_ENDS or rest not in ([], ["bom"]):
        rule = f"be {', '.join(UNITS)}, then {', '.join(LINE_ENDS)}, then bom if it counts"
        raise ReadError(Fault(place, "offsets", rule, f"'{words}'", "for example: utf-16 crlf"))
    return OffsetModel(unit, line_ends, rest == ["bom"])


@dataclass(frozen=True)
class RawText:
    """The text of a document with ``\\n`` for every line end, and what the file had in its place.

    ``pairs`` are the positions in ``text`` of line ends that were ``\\r\\n``.
    """

    text: str
    pairs: np.ndarray
    mark: bool = False

    @classmethod
    def of(cls, text: str) -> RawText:
        """Return a decoded text without its byte order mark, and with one kind of line end."""
        mark, text = text.startswith("\ufeff"), text.removeprefix("\ufeff")
        parts = text.split("\r\n")
        ends = np.cumsum([len(part) + 1 for part in parts[:-1]], dtype=np.int64) - 1
        return cls("\n".join(parts).replace("\r", "\n"), ends, mark)

    def positions(self, model: OffsetModel) -> Positions:
        """Return the positions of a way of counting in this text."""
        widths = character_widths(self.text, model.unit)
        if model.line_ends == "crlf":
            widths[_letters(self.text) == ord("\n")] = 2
        elif model.line_ends == "file":
            widths[self.pairs] = 2
        return Positions(self.text, widths, (3 if model.unit == "utf-8" else 1) if model.mark and self.mark else 0)


def character_widths(text: str, unit: str) -> np.ndarray:
    """Return how many units each character of a text takes."""
    letters = _letters(text)
    widths = np.ones(len(letters), dtype=np.int64)
    if unit == "utf-16":
        widths += letters > 0xFFFF
    elif unit == "utf-8":
        widths += (letters > 0x7F).astype(np.int64) + (letters > 0x7FF) + (letters > 0xFFFF)
    return widths


def _letters(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


class Positions:
    """Where the units of a way of counting are in a text; characters of no width were added to it."""

    def __init__(self, text: str, widths: np.ndarray, first: int = 0) -> None:
        self._ends = np.concatenate([[first], first + np.cumsum(widths)])
        self._breaks = np.append(_letters(text) == ord("\n"), False)

    def spans(self, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the first and the last position (end-exclusive) of each selection; -1 for what is no place.

        A position in the middle of a line end is before it; one in the middle of a letter is no place, and neither
        is an empty selection or one that is outside the text.
        """
        first, last = self._found(starts, "right"), self._found(ends, "left")
        bad = (first < 0) | (last <= first)
        return np.where(bad, -1, first), np.where(bad, -1, last)

    def _found(self, offsets: np.ndarray, side: str) -> np.ndarray:
        right = np.searchsorted(self._ends, offsets, side="right") - 1
        inside = np.clip(right, 0, len(self._ends) - 1)
        exact = self._ends[inside] == offsets
        at = np.searchsorted(self._ends, offsets, side="left") if side == "left" else right
        within_end = ~exact & (right >= 0) & (right < len(self._breaks)) & self._breaks[inside]
        return np.where(exact, at, np.where(within_end, right, -1))


class Selected(NamedTuple):
    """A selection as the file counts it, with its name or quotation: "" if it has none."""

    document: str
    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Placed:
    """Where each selection is, under the way of counting that was found; -1 for what is no place.

    ``named`` is 1 where the text there starts as the selection's name, 0 where it does not although the document
    contains those words, and -1 where the name says nothing.
    """

    model: OffsetModel
    starts: np.ndarray
    ends: np.ndarray
    named: np.ndarray
    notes: tuple[str, ...]


def place(path: Path, texts: Mapping[str, RawText], selected: Sequence[Selected], setting: str = "") -> Placed:
    """Return where the selections are, with how many of the file's own quotations agree.

    Parameters
    ----------
    path
        The file, for messages.
    texts
        The documents by name.
    selected
        The selections, each of one of these documents.
    setting
        The way of counting, such as ``utf-16 crlf``; found from the quotations if left out.

    Raises
    ------
    ReadError
        Two ways of counting give different words and nothing in the file decides between them, or none fits: the
        message shows the readings, and the setting ``offsets`` decides.
    """
    models = [model_of(setting, str(path))] if setting else _models(texts.values())
    readings = _distinct(_reading(model, texts, selected) for model in models)
    names = [_plain(each.name) for each in selected]
    hits = [_named(reading, names, texts, selected) for reading in readings]
    any_hit = np.any([hit > 0 for hit in hits], axis=0)
    on_one_line = cache(lambda document: " ".join(texts[document].text.split()))
    says = any_hit | np.array([
        _says(name, texts[each.document].text, partial(on_one_line, each.document)) if not hit else True
        for name, each, hit in zip(names, selected, any_hit, strict=True)
    ], dtype=bool)  # fmt: skip
    chosen, evidence = _chosen(path, readings, hits, says, texts, selected, given=bool(setting))
    named = np.where(says, hits[chosen] > 0, -1)
    model, starts, ends = readings[chosen]
    return Placed(model, starts, ends, named, (evidence,) if selected else ())


Reading = tuple[OffsetModel, np.ndarray, np.ndarray]


def _models(texts: Iterable[RawText]) -> list[OffsetModel]:
    """Return the ways of counting that can differ in these texts, the standard's first."""
    known = list(texts)
    plain = all(each.text.isascii() for each in known)
    wide = not plain and any(max(each.text, default="") > "\uffff" for each in known)
    units = [unit for unit in UNITS if unit == "characters" or (wide if unit == "utf-16" else not plain)]
    breaks = any("\n" in each.text for each in known)
    pairs = any(len(each.pairs) for each in known)
    ends = [*(["file"] if pairs else []), "lf", *(["crlf"] if breaks else [])]
    marks = [False, True] if any(each.mark for each in known) else [False]
    return [OffsetModel(unit, end, mark) for unit, mark, end in product(units, marks, ends)]


def _reading(model: OffsetModel, texts: Mapping[str, RawText], selected: Sequence[Selected]) -> Reading:
    starts = np.full(len(selected), -1, dtype=np.int64)
    ends = np.full(len(selected), -1, dtype=np.int64)
    rows: dict[str, list[int]] = {}
    for row, each in enumerate(selected):
        rows.setdefault(each.document, []).append(row)
    for document, places in rows.items():
        wanted = np.array([selected[row][1:3] for row in places], dtype=np.int64)
        starts[places], ends[places] = texts[document].positions(model).spans(wanted[:, 0], wanted[:, 1])
    return model, starts, ends


def _distinct(readings: Iterable[Reading]) -> list[Reading]:
    """Return the readings that differ in some selection, each under the first of its names."""
    found: dict[tuple[bytes, bytes], Reading] = {}
    for reading in readings:
        found.setdefault((reading[1].tobytes(), reading[2].tobytes()), reading)
    return list(found.values())


def _plain(name: str) -> str:
    """Return the words of a name on one line, with an ellipsis where programs cut it."""
    words = " ".join(name.split())
    if words.endswith("..."):
        return f"{words[:-3].rstrip()}…"
    return name if words == name else words  # one text in memory, not two


def _named(
    reading: Reading, names: Sequence[str], texts: Mapping[str, RawText], selected: Sequence[Selected]
) -> np.ndarray:
    """Return for each selection 2 if its text is its name, 1 if it starts with it, else 0."""
    _, starts, ends = reading
    hits = np.zeros(len(names), dtype=np.int8)
    for row, (name, each) in enumerate(zip(names, selected, strict=True)):
        if name and starts[row] >= 0:
            words = " ".join(texts[each.document].text[starts[row] : ends[row]].split())
            start = name.removesuffix("…").rstrip()
            cut = len(start) >= (_LEAST_CUT if name != start else _LEAST_NAME)
            hits[row] = 2 if words == name else int(cut and words.startswith(start))
    return hits


def _says(name: str, text: str, on_one_line: Callable[[], str]) -> bool:
    """Return whether a name that is not the selection's text is other words of the document, and so contradicts it."""
    start = name.removesuffix("…").rstrip()
    return len(start) >= _LEAST_NAME and (start in text or start in on_one_line())


def _chosen(
    path: Path,
    readings: Sequence[Reading],
    hits: Sequence[np.ndarray],
    says: np.ndarray,
    texts: Mapping[str, RawText],
    selected: Sequence[Selected],
    *,
    given: bool,
) -> tuple[int, str]:
    """Return the reading that the evidence supports, and that evidence in words."""
    total = int(says.sum())
    scores = [int((hit > 0).sum()) for hit in hits]
    best = max(scores, default=0)
    level = [place for place, score in enumerate(scores) if score == best]
    complete = [int((hits[place] == 2).sum()) for place in level]  # the others only start as the quotation does
    level = [place for place, count in zip(level, complete, strict=True) if count == max(complete)]
    if total and best < _LEAST_SHARE * total and not given:
        order = sorted(range(len(readings)), key=lambda place: -scores[place])[:3]
        found = "; ".join(f"{scores[place]} of them as {readings[place][0]}" for place in order)
        hint = (
            "see whether the texts were changed after coding; with the setting offsets, "
            f"such as offsets: {readings[order[0]][0]}, those that agree are read and the others are listed"
        )
        raise ReadError(Fault(str(path), "positions", f"be where the file's {total} quotations are", found, hint))
    if len(level) == 1:
        model = readings[level[0]][0]
        none = "as the setting says" if given else "the texts allow no other reading"
        fit = f"{best} of {total} quotations agree" if total else none
        return level[0], f"positions are counted in {model} ({fit})"
    return _by_edges(path, readings, level, texts, selected)


def _by_edges(
    path: Path,
    readings: Sequence[Reading],
    level: Sequence[int],
    texts: Mapping[str, RawText],
    selected: Sequence[Selected],
) -> tuple[int, str]:
    """Return the reading whose selections start and end with words, where the others' do not."""
    edges = {place: _between_words(readings[place], texts, selected) for place in level}
    first = readings[level[0]]
    differ = np.zeros(len(selected), dtype=bool)
    for place in level[1:]:
        differ |= (readings[place][1] != first[1]) | (readings[place][2] != first[2])
    for row in map(int, np.flatnonzero(differ)):  # spaces around the same words make no difference
        differ[row] = len({_trimmed(readings[place], row, texts, selected) for place in level}) > 1
    total = int(differ.sum())
    if not total:
        return level[0], f"positions are counted in {first[0]} (other readings give the same words)"
    scores = {place: int(edge[differ].sum()) for place, edge in edges.items()}
    best, *others = sorted(level, key=lambda place: -scores[place])
    fits = scores[best] >= _LEAST_SHARE * total and total >= _LEAST_EDGES
    if fits and all(scores[place] <= _RIVAL_SHARE * scores[best] for place in others):
        fit = f"{scores[best]} of {total} selections start and end with words, {scores[others[0]]} in the next reading"
        return best, f"positions are counted in {readings[best][0]} ({fit})"
    row = int(np.argmax(differ))
    shown = [
        f"{_shown(readings[place], row, texts, selected)} as {readings[place][0]}" for place in (best, *others[:1])
    ]
    rule = "have one meaning: nothing in the file says how they are counted"
    hint = f"say which it is with the setting offsets, such as offsets: {readings[best][0]}"
    where = f"{path}, document '{selected[row].document}'"
    raise ReadError(
        Fault(where, f"positions {selected[row].start} to {selected[row].end}", rule, " or ".join(shown), hint)
    )


def _trimmed(reading: Reading, row: int, texts: Mapping[str, RawText], selected: Sequence[Selected]) -> tuple[int, int]:
    """Return where the words of a selection start and end, without spaces around them; -1 for no place."""
    start, end = int(reading[1][row]), int(reading[2][row])
    words = texts[selected[row].document].text[start:end] if start >= 0 else ""
    return (start + len(words) - len(words.lstrip()), start + len(words.rstrip())) if words.strip() else (-1, -1)


def _shown(reading: Reading, row: int, texts: Mapping[str, RawText], selected: Sequence[Selected]) -> str:
    start, end = _trimmed(reading, row, texts, selected)
    words = " ".join(texts[selected[row].document].text[start:end].split()) if start >= 0 else ""
    return f"'{words[:40]}{'…' if len(words) > 40 else ''}'" if words else "no place"


def _between_words(reading: Reading, texts: Mapping[str, RawText], selected: Sequence[Selected]) -> np.ndarray:
    return np.array(list(_edges(reading, texts, selected)), dtype=bool)


def _edges(reading: Reading, texts: Mapping[str, RawText], selected: Sequence[Selected]) -> Iterator[bool]:
    """Yield whether each selection starts with a word, a number or a mark, and does not end within a word."""
    for start, end, each in zip(reading[1], reading[2], selected, strict=True):
        text = texts[each.document].text
        split = text[start : start + 1].isspace() or (start > 0 and text[start - 1].isalnum() and text[start].isalnum())
        cut = end < len(text) and end > 0 and text[end - 1].isalnum() and text[end].isalnum()
        yield bool(start >= 0 and not split and not cut)
