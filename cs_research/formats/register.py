"""The register of all services: a delimited file with one row per service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from cs_research.definitions.instrument import Instrument
from cs_research.definitions.wording import name_key, normalise_text
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.files.delimited import Rows, read_rows
from cs_research.records.register import Register

__all__ = ["read_register"]


def read_register(
    path: Path,
    instrument: Instrument,
    *,
    service: str,
    groups: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Register:
    """Return the services of a register, each with its groups as points of the instrument.

        Parameters
        ----------
        service
            The column of the name that the instrument's identifying item asks for. Case and spaces do not matter.
        groups
    Single-choice item to the column of its answer: a label, an alias or an id of a point.

        Raises
        ------
        ReadError
            All faults at once: columns that are missing, items that are no single-choice ones, services without a name
            or there twice, answers that a scale does not have.
    """
    rows = read_rows(path, encoding)
    head = [normalise_text(name) for name in rows.records[0]]
    wanted = {"service": service} | dict(groups or {})
    faults = list(_heading_faults(rows, instrument, wanted, head))
    if faults:
        raise ReadError(faults)
    places = {item: head.index(normalise_text(name)) for item, name in wanted.items()}
    names = [" ".join(row[places["service"]].split()) for row in rows.records[1:]]
    faults = list(_service_faults(rows, names))
    columns: dict[str, object] = {"service": names}
    for item in groups or {}:
        columns[item] = _points(rows, instrument, item, places[item], faults)
    if faults:
        raise ReadError(faults)
    return Register(str(path), pd.DataFrame(columns), tuple(groups or {}))


def _heading_faults(
    rows: Rows, instrument: Instrument, wanted: Mapping[str, str], head: list[str]
) -> Iterator[Fault]:
    """Yield missing columns, and items that cannot group services."""
    single = {item.id for item in instrument.items if item.kind == "single"}
    for item, name in wanted.items():
        if normalise_text(name) not in head:
            rule, known = f"be in the register, for '{item}'", list(rows.records[0])
            yield Fault(rows.place(0), "column", rule, f"no '{name}'", closest(name, known))
        if item != "service" and item not in single:
            rule = f"be a single-choice item of {instrument.key}"
            yield Fault(str(rows.path), "group", rule, f"'{item}'", closest(item, single))
    if instrument.identifier is None:
        rule = "have an item with the role identifier where a study has a register"
        yield Fault(str(rows.path), f"instrument {instrument.key}", rule, "none")


def _service_faults(rows: Rows, names: list[str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for at, name in enumerate(names, start=1):
        if not name:
            yield Fault(rows.place(at), "service", "have a name", "nothing")
        elif first.setdefault(name_key(name), at) != at:
            yield Fault(
                rows.place(at),
                "service",
                "appear once",
                f"'{name}', which is in row {first[name_key(name)] + 1} too",
            )
    if not names:
        yield Fault(str(rows.path), "register", "have at least one service", "a header only")


def _points(rows: Rows, instrument: Instrument, item: str, place: int, faults: list[Fault]) -> pd.Categorical:
    """Return the point of each service; unknown answers are recorded as faults, an empty cell is missing."""
    points = instrument.points_of(instrument.item(item))
    known = {
        normalise_text(name): point.id for point in points for name in (point.id, point.label, *point.aliases)
    }
    found: list[str | None] = []
    unknown: dict[str, list[int]] = {}
    for at, row in enumerate(rows.records[1:], start=2):
        cell = row[place].strip()
        found.append(known.get(normalise_text(cell)))
        if cell and normalise_text(cell) not in known:
            unknown.setdefault(cell, []).append(at)
    for cell, lines in unknown.items():
        numbers = ", ".join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")
        labels = [point.label for point in points]
        faults.append(
            Fault(
                f"{rows.path}, row{'s' if len(lines) > 1 else ''} {numbers}",
                f"'{item}'",
                f"be {join_names(labels)}",
                f"'{cell}'",
                closest(cell, labels),
            )
        )
    return pd.Categorical(found, categories=[point.id for point in points], ordered=True)
