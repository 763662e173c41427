"""What the codes of an export mean, by the questionnaire that its platform wrote: Qualtrics' .qsf, Jisc's key, .lss.

An export of codes holds those of the platform, which may be reversed, start from 0, or leave some out. The
questionnaire has the wording of each code, and so the point of the item that has this wording. Where the columns are
headed by codes alone, it has the wording of each question too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cs_research._files import read_bytes
from cs_research.definitions.instrument import Instrument, Item
from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError, join_names
from cs_research.formats.surveys import jisc
from cs_research.formats.surveys.answers import Answers, absent, whole
from cs_research.formats.surveys.export import Export
from cs_research.formats.surveys.given_answers import BLANK, GivenAnswers
from cs_research.formats.surveys.match import search


def with_wordings(definition: Path, export: Export, *, answers: bool = False) -> Export:
    """The export whose columns that are headed by a code alone have the wording of the ``definition``.

    With ``answers`` each code of an answer has its wording too, for a person to read.
    """
    written = _questionnaire(definition)
    found = search(export, written, {})
    wordings = {index: (written.item(name).text, "") for name, index in found.single.items()}
    for name, parts in found.parts.items():
        labels = {option.id: option.label for option in written.item(name).options}
        wordings |= {index: (written.item(name).text, labels[option]) for option, index in parts.items()}
    texts, columns = list(export.texts), list(export.columns)
    for index, (text, part) in wordings.items():
        texts[index] = texts[index] or (f"{text} [{part}]" if part else text)
    for name, index in found.single.items() if answers else ():
        if (item := written.item(name)).kind != "open":
            codes, column = _codes(written, item), export.columns[index]
            values = tuple(codes.get(whole(value), value) for value in column.values)
            columns[index] = replace(column, values=values)
    return replace(export, texts=tuple(texts), columns=tuple(columns))


def with_code_labels(
    definition: Path,
    export: Export,
    instrument: Instrument,
    columns: Mapping[str, str],
    ignore: Collection[str],
    answers: GivenAnswers,
) -> dict[str, dict[str, str]]:
    """The given answers, and the point that each code of the export means by the ``definition``.

    Parameters
    ----------
    definition
        A questionnaire of the platform: .qsf, .lss, XLSForm, REDCap dictionary, .sav, or the key of Jisc Online
        surveys.
    columns, ignore, answers
        As in `cs_research.formats.surveys.read_survey`; a given answer goes before the definition.

    Raises
    ------
    ReadError
        A file that is no questionnaire; a code in the export whose wording is no answer of its item; an export that
        may hold codes or wordings, where the wordings are numbers too.
    """
    written = _questionnaire(definition)
    theirs = {index: item for item, index in search(export, written, {}).single.items()}
    result = {item: dict(given) for item, given in answers.items()}
    faults: list[Fault] = []
    for name, index in search(export, instrument, columns, ignore).single.items():
        item = instrument.item(name)
        if item.kind == "open" or index not in theirs or written.item(theirs[index]).kind == "open":
            continue
        codes = _codes(written, written.item(theirs[index]))
        held = list(_held(export, index, item))
        if not _are_codes(codes, held):
            continue
        if same := [code for code in held if code in map(normalise_text, codes.values()) and codes.get(code) != code]:
            faults.append(_two_readings(export, index, same))
            continue
        given = result.setdefault(name, {})
        points = Answers(instrument.points_of(item))
        for code in dict.fromkeys(held):
            point = given.get(codes[code]) or points.by_label(codes[code]) if code in codes else None
            if code in given:
                continue
            if point is None:
                faults.append(_unknown(export, index, definition, code, codes, item, instrument))
            else:
                given[code] = point
    if faults:
        raise ReadError(faults)
    return result


def _questionnaire(definition: Path) -> Instrument:
    data = read_bytes(definition)
    if jisc.is_key(data):
        return jisc.read_key(definition, data)
    from cs_research.formats.definition_files import read_instrument

    return read_instrument(definition).instrument


def _codes(written: Instrument, item: Item) -> dict[str, str]:
    """The wording of each code of a question."""
    return {point.value or str(place): point.label for place, point in enumerate(written.points_of(item), start=1)}


def _held(export: Export, index: int, item: Item) -> Iterator[str]:
    """The different cells of a column, or the parts of cells with several answers, that may be codes."""
    column = export.columns[index]
    for value, seen in zip(column.values, column.seen().tolist(), strict=True):
        if not seen or absent(value) is not None:
            continue
        pieces = [value]
        if item.kind == "multiple":
            for separator in export.separators:
                pieces = [part for piece in pieces for part in piece.split(separator)]
        yield from (whole(piece) for piece in pieces if piece.strip())


def _are_codes(codes: Mapping[str, str], held: Collection[str]) -> bool:
    """Whether a column holds numbers or other codes, and not only wordings of the question."""
    labels = set(map(normalise_text, codes.values()))
    numbers = [text for text in held if text.lstrip("-").isdecimal() or text in codes]
    return len(numbers) == len(held) and any(code in codes or code not in labels for code in numbers)


def _two_readings(export: Export, index: int, same: list[str]) -> Fault:
    return Fault(
        f"{export.path}, column '{export.names[index]}'",
        "numbers",
        "be codes or wordings",
        f"{join_names(same, 'and', 5)}, which are both, with different meanings",
        "export the answers as text, or say under 'answers' of the survey what each number is (--answer)",
    )


def _unknown(
    export: Export,
    index: int,
    definition: Path,
    code: str,
    codes: Mapping[str, str],
    item: Item,
    instrument: Instrument,
) -> Fault:
    labels = [point.label for point in instrument.points_of(item)]
    found = f"'{codes[code]}' ({code})" if code in codes else f"{code}, which {definition.name} does not have"
    return Fault(
        f"{export.path}, column '{export.names[index]}'",
        f"answer of '{item.id}'",
        f"be {join_names(labels)}",
        found,
        f"say what it is under 'answers' of the survey: {item.id}: {{'{code}': point}}, or {BLANK} for none (--answer)",
    )
