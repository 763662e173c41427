"""Codings as tables: segments to be read again, quotations to be read by people, and a matrix for statistics."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from cs_research._characters import printable
from cs_research.formats.files.workbook import WrittenSheet, find_long_texts, workbook
from cs_research.formats.names import Names
from cs_research.formats.qda.code_tree import stems
from cs_research.formats.unsupported import Written
from cs_research.records.codings import Codings, Segment
from cs_research.records.transcripts import Source

#: Words that cannot name a variable in SPSS.
_RESERVED = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
#: Where an SPSS file says when it was made: the day and the time.
_MADE, _DATE = slice(92, 109), b"01 Jan 0000:00:00"
_LONGEST_NAME, _LONGEST_LABEL = 60, 250
_WIDTHS = {"path": 40, "quote": 80, "memo": 40, "source": 18, "kind": 16, "speaker": 18}


def tidy_table(segments: Iterable[Segment]) -> pd.DataFrame:
    """Return one row per segment in the layout that ``read_codings`` reads.

    The quotation of a segment of several turns is that of each turn, on lines of their own. ``start`` is a place in its
    first turn and ``end`` one in its last, in characters, so that words that a turn has twice keep their place.
    """
    names = ["source", "turn", "start", "end", "coder", "code", "stance", "quote", "memo"]
    rows = []
    for parts in _by_id(segments):
        first = {name: getattr(parts[0], name) for name in names}
        rows.append({**first, "end": parts[-1].end, "quote": "\n".join(part.quote for part in parts)})
    return pd.DataFrame(rows, columns=names)


def quotation_table(codings: Codings) -> pd.DataFrame:
    """Return one row per segment for reading: the code's path, the words, who said them and where.

    Rows are in the order of the coding frame, then of the sources and turns. A segment in which several people speak
    has the name of each before their words.

    Returns
    -------
    DataFrame
        Columns ``path, code, stance, site, source, kind, turn, speaker, quote, coder, memo``.
    """
    sources = {source.id: source for source in codings.sources}
    paths = _code_paths(codings)
    order = {name: place for place, name in enumerate(paths)}
    places = {name: place for place, name in enumerate(sources)}
    rows = []
    for parts in sorted(
        _by_id(codings.segments), key=lambda each: (order[each[0].code], places[each[0].source], each[0].turn)
    ):
        segment, source = parts[0], sources[parts[0].source]
        speakers = dict.fromkeys(source.turn(part.turn).speaker for part in parts)
        rows.append(
            {
                "path": paths[segment.code],
                "code": segment.code,
                "stance": segment.stance,
                "site": source.site,
                "source": source.id,
                "kind": source.kind,
                "turn": segment.turn,
                "speaker": "; ".join(filter(None, speakers)),
                "quote": _words(parts, source),
                "coder": segment.coder,
                "memo": segment.memo,
            }
        )
    names = ["path", "code", "stance", "site", "source", "kind", "turn", "speaker", "quote", "coder", "memo"]
    return pd.DataFrame(rows, columns=names)


def _by_id(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Return the parts of each segment: one, or one for each turn that it covers."""
    found: dict[str, list[Segment]] = {}
    for segment in segments:
        found.setdefault(segment.id, []).append(segment)
    return [sorted(parts, key=lambda part: (part.turn, part.start)) for parts in found.values()]


def _words(parts: Sequence[Segment], source: Source) -> str:
    if len(parts) == 1:
        return parts[0].quote
    spoken = ((source.turn(part.turn).speaker, part.quote) for part in parts)
    return "\n".join(f"{speaker}: {quote}" if speaker else quote for speaker, quote in spoken)


def _code_paths(codings: Codings) -> dict[str, str]:
    """Return the labels from the group to the code, by the code's id; retired codes come last."""
    paths: dict[str, str] = {}
    for stem in stems(codings.frame):
        for each in stem.codes:
            above = paths[each.above.id] if each.above else stem.group.label
            paths[each.code.id] = f"{above} > {each.code.label}"
    for code in codings.frame.codes:
        paths.setdefault(code.id, f"{codings.frame.group(code.group).label} > {code.label} (retired)")
    return paths


def quotation_workbook(codings: Codings, title: str) -> Written:
    """Return the table of quotations as a workbook, and a line for each text that is too long for a cell."""
    table = quotation_table(codings)
    rows = [[str(cell) for cell in row] for row in table.itertuples(index=False)]
    sheet = WrittenSheet("quotations", list(table.columns), [_WIDTHS.get(name, 12) for name in table.columns], rows)
    cut = [f"row {row}: cut at 32,767 characters, which a cell holds" for row, _ in find_long_texts(sheet)]
    return Written(workbook(title, [sheet]), tuple(cut))


def matrix_columns(matrix: pd.DataFrame, codings: Codings) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the matrix of sources and codes under names that R and SPSS accept, and the label of each column.

    Parameters
    ----------
    matrix
        One row per source: ``source, site, kind``, then one column of 0 and 1 for each code.
    codings
        What it was counted from.
    """
    labels = {code.id: code.label for code in codings.frame.codes}
    names = Names()
    renamed = {column: names.fresh(_variable(column)) for column in matrix.columns}
    about = {"source": "Source", "site": "Site", "kind": "Kind of source"}
    return matrix.rename(columns=renamed), {
        renamed[column]: labels.get(column, about.get(column, column)) for column in matrix.columns
    }


def _variable(name: str) -> str:
    """Return a name of small letters, digits, dots and underscores that starts with a letter."""
    plain = re.sub(r"[^a-z0-9._]", "_", name.casefold())[:_LONGEST_NAME].rstrip("._")
    return plain if plain[:1].isalpha() and plain not in _RESERVED else f"code_{plain}"


def matrix_sav(matrix: pd.DataFrame, labels: Mapping[str, str]) -> bytes:
    """Return the matrix as an SPSS file, with labels of variables and values; the same matrix has the same bytes."""
    import pyreadstat

    codes = [name for name in matrix.columns if pd.api.types.is_numeric_dtype(matrix[name])]
    values = {name: {0: "not coded", 1: "coded"} for name in codes}
    short = {name: printable(label)[:_LONGEST_LABEL] for name, label in labels.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "matrix.sav"
        plain = matrix.astype(dict.fromkeys(codes, "float64"))
        pyreadstat.write_sav(
            plain, str(path), column_labels=short, variable_value_labels=values,
            variable_format=dict.fromkeys(codes, "F1.0"), variable_measure=dict.fromkeys(codes, "nominal"),
        )  # fmt: skip
        content = bytearray(path.read_bytes())
    content[_MADE] = _DATE
    return bytes(content)
