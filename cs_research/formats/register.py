"""The register of all services: a delimited file with one row per service."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from cs_research.definitions.instrument import Instrument
from cs_research.definitions.service_names import near_services, near_told, service_key
from cs_research.definitions.wording import normalise_text
from cs_research.errors import Fault, ReadError, closest, join_names
from cs_research.formats.files.delimited import Rows, read_rows
from cs_research.records.register import Register


def read_register(
    path: Path,
    instrument: Instrument,
    *,
    service: str,
    groups: Mapping[str, str] | None = None,
    aliases: str = "",
    outside: Sequence[str] = (),
    encoding: str | None = None,
) -> Register:
    """Return the services of a register, each with its groups as points of the instrument.

    Parameters
    ----------
    service
        The column with the name that the instrument's identifying item asks for. Case and spaces make no difference.
    groups
        Single-choice item to the column that holds its answer: a label, an alias or an id of a point.
    aliases
        The column with other names of a service, separated by ``;``; or, where the register has no such column, a
        delimited file beside it with the columns ``alias`` and ``service``.
    outside
        Names in the survey that are of no service of the register, ``blank`` for answers without a name.

    Raises
    ------
    ReadError
        All faults at once: columns that are missing, items that are no single-choice ones, services without a name
        or there twice, answers that a scale does not have, other names that lead to two services or to none.
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
    others = dict(_aliases(rows, names, aliases, encoding, faults)) if aliases else {}
    faults += _outside_faults(path, outside, {service_key(known) for known in (*names, *others)})
    if faults:
        raise ReadError(faults)
    return Register(str(path), pd.DataFrame(columns), tuple(groups or {}), others, tuple(outside))


def _outside_faults(path: Path, outside: Sequence[str], known: Collection[str]) -> Iterator[Fault]:
    for name in outside:
        if name != "blank" and service_key(name) in known:
            rule = "be a name that the register does not know"
            yield Fault(str(path), "name that is 'outside'", rule, f"'{name}'")


def _aliases(
    rows: Rows, names: list[str], given: str, encoding: str | None, faults: list[Fault]
) -> Iterator[tuple[str, str]]:
    """Each other name with the service that it is of; names that lead to two services are faults."""
    owners = {service_key(name): name for name in names}
    for place, alias, service in _alias_rows(rows, names, given, encoding, faults):
        owner = owners.setdefault(service_key(alias), service)
        if owner != service:
            rule, found = "be of one service", f"'{owner}' and '{service}'"
            faults.append(Fault(place, f"other name '{alias}'", rule, found))
        yield alias, service


def _alias_rows(
    rows: Rows, names: list[str], given: str, encoding: str | None, faults: list[Fault]
) -> Iterator[tuple[str, str, str]]:
    """Where each other name is, the name, and the register's own name of its service."""
    head, file = [normalise_text(name) for name in rows.records[0]], rows.path.parent / given
    if normalise_text(given) in head:
        column = head.index(normalise_text(given))
        for at, (row, name) in enumerate(zip(rows.records[1:], names, strict=True), start=1):
            found = (alias.strip() for alias in row[column].split(";"))
            yield from ((rows.place(at), alias, name) for alias in found if alias)
    elif file.is_file():
        yield from _alias_file(read_rows(file, encoding), names, faults)
    else:
        rule = "be a column of the register, or a CSV file beside it with the columns alias and service"
        faults.append(Fault(str(rows.path), "'aliases'", rule, f"'{given}'", closest(given, rows.records[0])))


def _alias_file(other: Rows, names: list[str], faults: list[Fault]) -> Iterator[tuple[str, str, str]]:
    head = [normalise_text(name) for name in other.records[0]]
    if not {"alias", "service"} <= set(head):
        found = join_names(list(other.records[0]), "and")
        faults.append(Fault(other.place(0), "header", "have the columns 'alias' and 'service'", found))
        return
    owners = {service_key(name): name for name in names}
    for at, row in enumerate(other.records[1:], start=1):
        alias, service = row[head.index("alias")].strip(), row[head.index("service")].strip()
        if not alias and not service:
            continue
        if service_key(service) not in owners:
            near = near_told(near_services(service, names))
            hint = f"near to it: {near}" if near else ""
            faults.append(Fault(other.place(at), "service", "be in the register", f"'{service}'", hint))
        elif not alias:
            faults.append(Fault(other.place(at), "alias", "be a name", "nothing"))
        else:
            yield other.place(at), alias, owners[service_key(service)]


def _heading_faults(rows: Rows, instrument: Instrument, wanted: Mapping[str, str], head: list[str]) -> Iterator[Fault]:
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
        elif first.setdefault(service_key(name), at) != at:
            yield Fault(
                rows.place(at),
                "service",
                "appear once",
                f"'{name}', which is in row {first[service_key(name)] + 1} too",
            )
    if not names:
        yield Fault(str(rows.path), "register", "have at least one service", "a header only")


def _points(rows: Rows, instrument: Instrument, item: str, place: int, faults: list[Fault]) -> pd.Categorical:
    """Return the point of each service; unknown answers are recorded as faults, an empty cell is missing."""
    points = instrument.points_of(instrument.item(item))
    known = {normalise_text(name): point.id for point in points for name in (point.id, point.label, *point.aliases)}
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
