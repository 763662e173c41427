"""What an SPSS or Stata file says of its variables, and its values, on the standard output.

This runs as a program of its own, by its path: the library that reads the formats is written in C and has had faults on
files made to harm, so it must not take the process that asked along with it. It imports nothing of the package, so that
it starts quickly. ``labels`` writes what the file says of its variables as JSON. ``values`` writes the length of a JSON
in eight bytes, the JSON, and for each variable the places of its rows' values among its distinct values, in the type
that the JSON names; no value has the place -1.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MEMORY = 8 * 2**30
_SECONDS = 300
#: The day from which each program counts.
_SPSS_START, _STATA_START = datetime(1582, 10, 14), datetime(1960, 1, 1)
#: From here on a number of the file does not hold each whole number.
_EXACT = 2**53
#: A range of whole numbers that is counted rather than looked up.
_FEW = 1_000


def main(wanted: str, kind: str, path: str, encoding: str = "", part: str = "0", parts: str = "1") -> None:
    """Write what is ``wanted`` of the file; whatever the library raises ends the program.

    Of several ``parts`` only the variables of one are written: every second one from ``part`` on, for two parts.
    """
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    import pyreadstat

    read = pyreadstat.read_dta if kind == "stata" else pyreadstat.read_sav
    chosen = None
    if parts != "1":
        names = read(path, metadataonly=True, encoding=encoding or None)[1].column_names
        chosen = names[int(part) :: int(parts)]
    # Without user_missing the library hides which values count as missing; times that no calendar has stop it.
    columns, meta = read(
        path, user_missing=True, output_format="dict", disable_datetime_conversion=True,
        encoding=encoding or None, metadataonly=wanted == "labels" or chosen == [], usecols=chosen or None,
    )  # fmt: skip
    if chosen == []:
        meta.column_names = []
    if wanted == "labels":
        sys.stdout.write(json.dumps(_described(meta)))
    else:
        _write_values(columns, meta, kind)
    sys.stdout.flush()
    os._exit(0)  # millions of values are not freed one by one


def _described(meta: Any) -> dict[str, Any]:
    return {
        "label": meta.file_label or "",
        "notes": list(meta.notes or []),
        "sets": getattr(meta, "mr_sets", {}),
        "variables": [
            {
                "name": name,
                "label": meta.column_names_to_labels.get(name) or "",
                "values": list(meta.variable_value_labels.get(name, {}).items()),
                "missing": [(part["lo"], part["hi"]) for part in meta.missing_ranges.get(name, [])],
                "measure": meta.variable_measure.get(name, ""),
                "kind": meta.readstat_variable_types.get(name, ""),
                "format": meta.original_variable_types.get(name, ""),
            }
            for name in meta.column_names
        ],
    }


def _write_values(columns: dict[str, list[Any]], meta: Any, kind: str) -> None:
    variables: list[dict[str, Any]] = []
    codes: list[NDArray[Any]] = []
    odd: list[list[str]] = []
    for name in meta.column_names:
        values, places = _distinct(columns[name])
        form = str(meta.original_variable_types.get(name) or "").upper()
        texts = [_text(value, form, kind, odd, name) for value in values]
        codes.append(places.astype(np.int8 if len(texts) < 127 else np.int32))
        variables.append(_variable(name, values, texts, meta) | {"type": codes[-1].dtype.str})
    described = json.dumps({"variables": variables, "rows": meta.number_rows, "odd": odd}).encode()
    stream = sys.stdout.buffer
    stream.write(struct.pack("<q", len(described)) + described)
    for places in codes:
        stream.write(places.tobytes())


def _variable(name: str, values: list[Any], texts: list[str], meta: Any) -> dict[str, Any]:
    labels = meta.variable_value_labels.get(name) or {}
    ranges = [(part["lo"], part["hi"]) for part in meta.missing_ranges.get(name) or []]
    declared = set(meta.missing_user_values.get(name) or [])
    wordings = [str(labels.get(value) or "").strip() for value in values]
    numeric = any(not isinstance(value, str) for value in labels)  # beside numbers, Stata's .a to .z are missing
    answers = {
        value: str(label).strip()
        for value, label in labels.items()
        if value not in declared
        and not (numeric and isinstance(value, str))
        and not any(_within(value, *part) for part in ranges)
    }
    gone = [value in declared or any(_within(value, *part) for part in ranges) for value in values]
    known = {value: text for value, text, out in zip(values, texts, gone, strict=True) if not out} | answers
    return {
        "name": name,
        "label": meta.column_names_to_labels.get(name) or "",
        "values": [label or text for label, text in zip(wordings, texts, strict=True)],
        "missing": gone,
        "answers": list(answers.values()),
        "offered": [known[value] for value in sorted(known)] if _scale(answers, known) else [],
    }  # fmt: skip


def _scale(answers: dict[Any, str], known: dict[Any, str]) -> bool:
    """Whether the labels are those of a question's answers: two or more, of values that can be put in order."""
    return len(answers) > 1 and len(known) <= _FEW and len({isinstance(value, str) for value in known}) == 1


def _within(value: Any, low: Any, high: Any) -> bool:
    if isinstance(value, str) or isinstance(low, str) or isinstance(high, str):
        return isinstance(value, str) and value in (low, high)
    return bool(low <= value <= high)


def _distinct(column: list[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """The distinct values, and the place of each row's value among them."""
    try:
        numbers = np.fromiter(column, dtype=float, count=len(column))  # None is not a number
    except (TypeError, ValueError):
        known: dict[Any, int] = {}
        looked_up = [-1 if value is None or value == "" else known.setdefault(value, len(known)) for value in column]
        return list(known), np.array(looked_up, dtype=np.int64)
    there = ~np.isnan(numbers)
    found = numbers[there]
    places = np.full(len(numbers), -1, dtype=np.int64)
    if not len(found):
        return [], places
    low, high = found.min(), found.max()
    if high - low < _FEW and (found == np.floor(found)).all():
        steps = (found - low).astype(np.int64)
        seen = np.flatnonzero(np.bincount(steps))
        ranks = np.zeros(seen[-1] + 1, dtype=np.int64)
        ranks[seen] = np.arange(len(seen))
        places[there] = ranks[steps]
        return (seen + low).tolist(), places
    distinct, places[there] = np.unique(found, return_inverse=True)
    return distinct.tolist(), places


def _text(value: Any, form: str, kind: str, odd: list[list[str]], name: str) -> str:
    """A value as text; dates and times as the calendar has them."""
    if isinstance(value, str):
        return value.strip()
    if not np.isfinite(value):
        return str(value)
    try:
        if written := _date(float(value), form, kind):
            return written
    except (OverflowError, ValueError):
        odd.append([name, str(value)])
    whole = float(value).is_integer() and abs(value) < _EXACT
    return str(int(value)) if whole else repr(float(value))


def _date(value: float, form: str, kind: str) -> str:
    """A date, a time of day or both in ISO 8601, as the format of the variable says; "" for a number."""
    if kind == "stata":
        if form.startswith("%TC"):
            if "%TCHH" in form:
                return str(timedelta(seconds=round(value / 1000)))
            return (_STATA_START + timedelta(seconds=round(value / 1000))).isoformat(" ")
        return (_STATA_START + timedelta(days=value)).date().isoformat() if form.startswith("%TD") else ""
    if form.startswith(("DATETIME", "YMDHMS")):
        return (_SPSS_START + timedelta(seconds=round(value))).isoformat(" ")
    if form.startswith(("DATE", "ADATE", "EDATE", "JDATE", "SDATE")):
        return (_SPSS_START + timedelta(seconds=round(value))).date().isoformat()
    return str(timedelta(seconds=round(value))) if form.startswith("TIME") else ""


if __name__ == "__main__":
    main(*sys.argv[1:])
