"""An instrument to start from, drafted from an export of answers: its questions, and the answers that people gave.

An export says what was answered, not what was offered: an option that nobody chose is not in it, and neither is the
order of a scale. The notes of a draft say what is to be written by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError
from cs_research.formats.names import Names, slug
from cs_research.formats.surveys.answers import absent, ticked
from cs_research.formats.surveys.cells import Column
from cs_research.formats.surveys.completion import ROLES, is_form_state
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.instrument_draft import Choice, Imported, Question, build
from cs_research.formats.surveys.mapping import heading_parts
from cs_research.formats.surveys.option_columns import Heading, headings_of, worded
from cs_research.formats.unsupported import first_names, quote_names

#: How many different answers a question to choose from has at most, and how long they are.
_MOST_ANSWERS, _MOST_OPTIONS, _LONGEST = 15, 30, 200
_NUMBER = re.compile(r"-?\d+")
#: A number with a decimal comma or without: a column of such numbers is one of measurements.
_DECIMAL = re.compile(r"-?\d+(?:,\d+)?")
#: The end of the name of one of several columns of a question.
_BEFORE_END = re.compile(r"(?:___|[._/#:]|\[)[^._/#:\[]*$")
_YES_NO = "yes or no in each column of one question: one question each; make them options of one by hand if they are"
_SEPARATORS = (";", "|", ", ", ",")
_NO_ANSWER = {
    **dict.fromkeys(("don't know", "dont know", "do not know", "not sure", "unsure"), "dont_know"),
    **dict.fromkeys(("not applicable", "does not apply"), "not_applicable"),
}
#: Answers that are usual in scales, from the least to the most: only to put what was found in order.
_USUAL = (
    ("strongly disagree", "disagree", "somewhat disagree", "neither agree nor disagree", "neutral", "somewhat agree",
     "agree", "strongly agree"),
    ("never", "rarely", "sometimes", "often", "most of the time", "very often", "always"),
    ("very poor", "poor", "fair", "good", "very good", "excellent"),
    ("not at all confident", "not very confident", "slightly confident", "neither confident nor unconfident",
     "somewhat confident", "moderately confident", "confident", "very confident", "extremely confident"),
    ("very dissatisfied", "dissatisfied", "neither satisfied nor dissatisfied", "neutral", "satisfied",
     "very satisfied"),
    ("no", "yes"),
)  # fmt: skip


def draft_instrument(export: Export) -> Imported:
    """The questions of an export as an instrument to start from, with notes on what is to be written by hand.

    Columns about the act of answering and wholly blank ones are no questions. A column with few different answers that
    come again is single-choice; with several of them in one cell, or a column of ticks for each, choose-all; any other
    is open, and none of its answers is in the draft. Scales are nominal: an export does not say that answers have an
    order.

    Raises
    ------
    ReadError
        No column that may be a question.
    """
    draft = _Draft(export)
    questions = _named(list(draft.questions()), export)
    if not questions:
        rule = "have a column that may be a question"
        raise ReadError(Fault(str(export.path), "export", rule, f"{len(export.names)} columns without one"))
    return build(questions, path=export.path, title=export.path.stem, platform=export.platform, notes=draft.notes())


def _named(questions: Sequence[Question], export: Export) -> list[Question]:
    """The questions with ids that are the name of no other column: the reader would find it by that."""
    given = Names(normalise_text(name) for at, name in enumerate(export.names) if at not in export.doubles)
    for question in questions:
        wanted = slug(question.name, "q")
        question.id = wanted if wanted == normalise_text(question.name) else given.fresh(wanted)
    return list(questions)


class _Draft:
    """The draft in the making, with the names of what is to be noted."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._noted: dict[str, list[str]] = {}
        about = {export.meta[role] for role in ("response", "recorded", *ROLES) if role in export.meta}
        about |= {at for at, name in enumerate(export.names) if is_form_state(name, export.columns[at])}
        self._headings = [
            heading for heading in headings_of(export, ()) if not heading.hidden and heading.index not in about
        ]
        self._times = Counter(
            normalise_text(name) for at, name in enumerate(export.names) if at not in export.doubles | export.asides
        )
        self._wordings = Counter(
            heading.text for heading in headings_of(export, ()) if heading.index not in export.asides
        )

    def questions(self) -> Iterator[Question]:
        """Every question, in the order of its first column."""
        for stem, columns in self._groups():
            answered = [(heading, part) for heading, part in columns if _given(self._export.columns[heading.index])]
            if len(columns) > 1 and answered and all(self._is_tick(heading, part) for heading, part in answered):
                yield self._ticks(stem, columns)
                continue
            for heading, _ in columns:
                if not _given(self._export.columns[heading.index]):
                    self._note("no answers, so that nothing is drafted", heading)
            yield from (self._column(heading) for heading, _ in answered)
            if len(answered) > 1 and all(map(self._is_yes_no, answered)):
                self._note(_YES_NO, answered[0][0])

    def _groups(self) -> list[tuple[str, list[tuple[Heading, str]]]]:
        """The columns of each question with what each asks within it, in the order of the first."""
        groups: dict[tuple[str, str], list[tuple[Heading, str]]] = {}
        for heading in self._headings:
            name = self._export.names[heading.index]
            if not (name or heading.own):
                self._note("a column without a name is not drafted", heading)
                continue
            if heading.index in self._export.asides and self._times[normalise_text(name)]:
                self._note("what was written beside an option of the same heading is not drafted", heading)
                continue
            if self._times[normalise_text(name)] > 1 and self._wordings[heading.text] > 1:
                self._note("another column has the same name and wording, so that neither is drafted", heading)
                continue
            parts = None if heading.aside else heading_parts(self._export, heading)
            stem, part = parts or ("", "")
            base = self._code(heading) if parts else f"column {heading.index}"
            groups.setdefault((stem, base), []).append((heading, part))
        return [(stem, columns) for (stem, _), columns in groups.items()]

    def _code(self, heading: Heading) -> str:
        """The code of a column's question, where its name is a code beside a wording; several may have one wording."""
        name, text = self._export.names[heading.index], self._export.texts[heading.index]
        code = (self._export.names_too or ((),))[heading.index if self._export.names_too else 0]
        if not text or worded(text) == worded(name):
            return ""
        return _BEFORE_END.sub("", code[0] if code else name)

    def _is_yes_no(self, column: tuple[Heading, str]) -> bool:
        return _is_yes_no(_given(self._export.columns[column[0].index]))

    def notes(self) -> list[str]:
        """What is to be written by hand, and what was noted of columns."""
        return [
            "TO BE WRITTEN: 'role: identifier' at the question that names who answered, 'role: background' at those "
            "about them, and 'domain' at those that a domain reports",
            "TO BE WRITTEN: answers that were offered and that nobody chose; the order of a scale from the least to "
            "the most, its 'kind: ordinal' and its nets",
            *(
                f"{what}: {first_names(columns, 10)} ({len(columns)} column{'' if len(columns) == 1 else 's'})"
                for what, columns in self._noted.items()
            ),
        ]

    def _note(self, what: str, heading: Heading) -> None:
        self._noted.setdefault(what, []).append(quote_names([self._export.names[heading.index][:60]]))

    def _is_tick(self, heading: Heading, part: str) -> bool:
        """Whether a column says of one option whether it was chosen."""
        values = list(_given(self._export.columns[heading.index]))
        if heading.index in self._export.written:
            return True
        if len(values) == 1 and worded(values[0]) == worded(part):
            return True
        return all(ticked(value) is not None for value in values) and not _is_yes_no(values)

    def _ticks(self, stem: str, columns: Sequence[tuple[Heading, str]]) -> Question:
        names = [self._export.names[heading.index] for heading, _ in columns]
        common = _common(names)
        base = common if common and self._times[normalise_text(common)] == 0 else stem
        values = [name[len(common) :].strip("_.:[]/# ") if common else "" for name in names]
        whole = all(_NUMBER.fullmatch(value) for value in values) and len(set(values)) == len(values)
        parts = [part for _, part in columns]
        choices = [Choice(value if whole else part, part) for value, part in zip(values, parts, strict=True)]
        return Question(base, " ".join(stem.split()), "multiple", choices)

    def _column(self, heading: Heading) -> Question:
        export = self._export
        own = export.names[heading.index]
        part = export.part(heading.index)
        text = " ".join((export.texts[heading.index] or own).split())
        if part and not text.endswith(part):
            text = f"{text} - {part}"
        name = own if own and self._times[normalise_text(own)] == 1 else text
        given = _given(export.columns[heading.index])
        if below := self._options_below(heading.index):
            words = [word for value in given for word in value.split()]
            return Question(name, text, "multiple", [Choice(each, each) for each in _apart([*below, *words])])
        options = _several(given, export.separators)
        offered = export.columns[heading.index].offered
        if offered and len(offered) <= _MOST_OPTIONS:
            return Question(name, text, "single", [_choice(label) for label in _apart([*offered, *given])])
        if _chosen(given) and not (options and _alone_too(given, options)):
            return Question(name, text, "single", _ordered(given))
        if options:
            self._note("several answers in one cell: see that no option that holds a comma was cut", heading)
            return Question(name, text, "multiple", [Choice(option, option) for option in options])
        self._note("read as open", heading)
        return Question(name, text, "open")

    def _options_below(self, index: int) -> list[str]:
        """The options of a question in one cell, where the export has a column for each that is not read."""
        own = f"{self._export.names[index]}/"
        return [self._export.part(at) for at in sorted(self._export.doubles) if self._export.names[at].startswith(own)]


def _given(column: Column) -> dict[str, int]:
    """The different answers of a column with the number of cells of each, in the order of the first.

    A value that the file declares to be missing is one only where its words are those of an absence.
    """
    return {
        value: len(rows)
        for value, rows in column.places(column.seen())
        if absent(value) is None and (value not in column.absences or normalise_text(value) in _NO_ANSWER)
    }


def _is_yes_no(values: Iterable[str]) -> bool:
    """Whether the words are those of a question with yes and no, which a grid may have in each row."""
    return {normalise_text(value) for value in values} == {"yes", "no"}


def _common(names: Sequence[str]) -> str:
    """What the names of one question's columns start with, up to the last separator: ``Q6`` of Q6_1 and Q6_2."""
    low, high = min(names), max(names)
    same = next((at for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    found = re.match(r"(.*?)(?:___|[._/#:]|\[)[^._/#:\[]*$", low[: same + 1])
    return found.group(1) if found else ""


def _chosen(given: dict[str, int]) -> bool:
    """Whether answers are of a question to choose one from: few, short, and given more than once."""
    cells = sum(given.values())
    if any(len(value) > _LONGEST or "\n" in value for value in given):
        return False
    few_enough = len(given) <= min(_MOST_ANSWERS, max(2, cells // 2))
    return few_enough and cells > len(given)


def _several(given: dict[str, int], separators: str) -> list[str]:
    """The options of a question with several answers in a cell, in the order of the first; none if it is not one."""
    if all(_DECIMAL.fullmatch(value) for value in given):
        return []
    divided = []
    for separator in (*(each for each in _SEPARATORS if each.strip() in separators), *separators.partition(" ")[1]):
        parts = {value: _divided(value, separator) for value in given}
        pieces: Counter[str] = Counter()
        for value, cells in given.items():
            for piece in parts[value]:
                pieces[piece] += cells
        joined = any(len(found) > 1 for found in parts.values())
        come_again = sum(pieces.values()) >= 2 * len(pieces)
        if joined and come_again and len(pieces) <= _MOST_OPTIONS and max(map(len, pieces)) <= _LONGEST:
            divided.append(_apart(pieces))
    return min(divided, key=len, default=[])  # options that were cut, or were not divided, are more


def _divided(value: str, separator: str) -> list[str]:
    """The parts of a cell; a separator in brackets, as in ``News (print, online)``, is part of an option."""
    found = re.split(rf"{re.escape(separator)}(?![^()]*\))", value)
    return [piece.strip() for piece in found if piece.strip()]


def _alone_too(given: dict[str, int], options: Sequence[str]) -> bool:
    """Whether each option is also a cell of its own, or has the separator after it, as Microsoft Forms writes it."""
    cells = {normalise_text(value) for value in given}
    return all(normalise_text(option) in cells for option in options) or all(value.endswith(";") for value in given)


def _apart(options: Iterable[str]) -> list[str]:
    """The options, each once whatever its case and spaces."""
    return list({normalise_text(option): option for option in options}.values())


def _ordered(given: dict[str, int]) -> list[Choice]:
    """The answers as choices: numbers by size, words of a usual scale in its order, others as they come."""
    values = _apart(given)
    if all(_NUMBER.fullmatch(value) for value in values):
        values.sort(key=int)
    known = [words for words in _USUAL if sum(normalise_text(value) in words for value in values) >= 2]
    if known:
        words = max(known, key=lambda usual: sum(normalise_text(value) in usual for value in values))
        order = {word: at for at, word in enumerate(words)}
        values.sort(key=lambda value: order.get(normalise_text(value), len(order)))
    return [_choice(value) for value in values]


def _choice(label: str) -> Choice:
    """An answer, with the absence that its words say."""
    return Choice(label, label, _NO_ANSWER.get(normalise_text(label)))  # type: ignore[arg-type]
