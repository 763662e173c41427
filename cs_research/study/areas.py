"""Areas that join categories of the register's first group, so that they are large enough to be published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cs_research._yaml import parse
from cs_research.definitions import Instrument, Study
from cs_research.definitions.wording import name_key
from cs_research.errors import Fault, closest, join_names


def _labels(study: Study, instrument: Instrument) -> dict[str, str]:
    """Return the label of each category of the register's first group by its id."""
    group = next(iter(study.services.groups), None) if study.services else None
    item = next((item for item in instrument.items if item.id == group), None)
    return {point.id: point.label for point in instrument.points_of(item)} if item else {}


def _ids(study: Study, instrument: Instrument) -> dict[str, str]:
    """Return the id of each category by its id and by its label, both as `name_key`."""
    labels = _labels(study, instrument)
    return {name_key(label): name for name, label in labels.items()} | {name_key(name): name for name in labels}


def areas_of(study: Study, instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Return the ids of the categories of each area that the study names; see `area_faults`."""
    ids = _ids(study, instrument)
    return {area: tuple(ids[name_key(name)] for name in names) for area, names in study.publishing.areas.items()}


def area_faults(path: Path, study: Study, instrument: Instrument) -> Iterator[Fault]:
    """Yield categories of areas that the group does not have, and categories that are in no area."""
    areas, ids, labels = study.publishing.areas, _ids(study, instrument), _labels(study, instrument)
    if not areas or not ids:
        return
    parsed, named = parse(path), set()
    for area, names in areas.items():
        for place, name in enumerate(names):
            if name_key(name) in ids:
                named.add(ids[name_key(name)])
            else:
                rule, hint = "be a category of the register's first group", closest(name, [*labels.values(), *labels])
                yield parsed.fault(("publishing", "areas", area, place), rule, f"'{name}'", hint)
    left = [label for name, label in labels.items() if name not in named]
    if left:
        rule = "have every category of the register's first group"
        yield parsed.fault(("publishing", "areas"), rule, f"none with {join_names(left, 'and')}")
