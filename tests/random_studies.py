"""Random studies with small regions, for attacks on their releases. Everything in them is made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cs_research._files import write_text
from cs_research.displays.tables.html import csv_text
from cs_research.protection import Release
from cs_research.protection.tables import RULES

SCALES = {"a": 5, "b": 5, "c": 4, "d": 3}
OPTIONS = ("one", "two", "three", "four")

_INSTRUMENT = """type: instrument
id: random
version: "{version}"
title: Random
source: {{title: T, publisher: P, year: 2023}}
scales:
{scales}
  - {{id: region, kind: nominal, points: [{regions}]}}
items:
  - {{id: service, kind: open, role: identifier, text: Service, source: x}}
  - {{id: region, kind: single, role: background, text: Region, scale: region, source: x}}
{items}
  - {{id: many, kind: multiple, text: Many, source: x, options: [{options}]}}
"""
_PAIRING = """type: pairing
id: p
version: "1"
title: P
instrument: random/2
frame: coding-frame/2023
claims:
  - {id: c, domain: framework, text: Services know., confidence: [{item: a, net: top}], evidence: [framework.language], source: x}
"""
_STUDY = """type: study
id: random
title: Random
made_up: true
instrument: new.yaml
frame: coding-frame/2023
pairing: pairing.yaml
survey: {{file: new.csv, wave: "2"}}
earlier: [{{file: old.csv, wave: "1", instrument: old.yaml}}]
services: {{file: register.csv, name: Service, groups: {{region: Region}}}}
publishing: {{policy: {policy}, areas: {{{areas}}}}}
"""


def write_random_study(folder: Path, seed: int, policy: str = "national") -> Path:
    """Write a study of six to ten regions in which 3 to 8 services answered, and an earlier wave; its study.yaml."""
    draw = np.random.default_rng(seed)
    regions = [f"R{number}" for number in range(int(draw.integers(6, 11)))]
    answered = [int(draw.integers(3, 9)) for _ in regions]
    register = [(place, region) for region, n in zip(regions, answered, strict=True) for place in range(n * 2 + 2)]
    names = [f"Unit {number:03d}" for number in range(len(register))]
    tilt = {name: draw.dirichlet(np.ones(size) * draw.choice([0.6, 1.5, 4])) for name, size in SCALES.items()}
    chance = draw.beta(0.8, 0.8, len(OPTIONS))
    for version, wave in (("1", "old"), ("2", "new")):
        rows = []
        for name, (place, region) in zip(names, register, strict=True):
            quota = answered[regions.index(region)]
            if place < quota if wave == "new" else draw.random() < 0.4 or place < quota // 2:
                given = [_label(draw, tilt[scale]) for scale in SCALES]
                rows.append([name, region, *given, *(str(int(draw.random() < p)) for p in chance)])
        heads = ["service", "region", *SCALES, *(f"many.{option}" for option in OPTIONS)]
        write_text(folder / f"{wave}.csv", "\n".join(map(",".join, [heads, *rows])) + "\n")
        write_text(folder / f"{wave}.yaml", _instrument(version, regions))
    write_text(folder / "pairing.yaml", _PAIRING)
    lines = [f"{name},{region}" for name, (_, region) in zip(names, register, strict=True)]
    write_text(folder / "register.csv", "\n".join(["Service,Region", *lines]) + "\n")
    thirds = [part.tolist() for part in np.array_split(regions, 3)]
    areas = ", ".join(f"{name}: [{', '.join(part)}]" for name, part in zip("XYZ", thirds, strict=True))
    return write_text(folder / "study.yaml", _STUDY.format(policy=policy, areas=areas))


def _label(draw: np.random.Generator, chances: np.ndarray) -> str:
    return "" if draw.random() < 0.05 else f"P{draw.choice(len(chances), p=chances)}"


def _instrument(version: str, regions: list[str]) -> str:
    scales = "\n".join(
        f"  - {{id: {name}, points: [{', '.join(f'{{id: p{n}, label: P{n}}}' for n in range(size))}], "
        f"nets: [{{id: top, label: top, points: [p{size - 2}, p{size - 1}]}}]}}"
        for name, size in SCALES.items()
    )
    items = "\n".join(
        f"  - {{id: {name}, kind: single, text: Q{name}, domain: framework, scale: {name}, source: x}}"
        for name in SCALES
    )
    options = ", ".join(f"{{id: {option}, label: {option}}}" for option in OPTIONS)
    points = ", ".join(f"{{id: {region.lower()}, label: {region}}}" for region in regions)
    return _INSTRUMENT.format(version=version, scales=scales, regions=points, items=items, options=options)


def write_tables(release: Release, folder: Path) -> Path:
    """Write every table of a release as CSV to the folder ``data``."""
    for table in RULES:
        if table in release:
            write_text(folder / "data" / f"{table.name}.csv", csv_text(release[table]))
    return folder
