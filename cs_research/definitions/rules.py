"""Rules between the entries of a definition, for files that may have other faults too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cs_research._yaml import Problem, entries
from cs_research.definitions.wording import normalise_text
from cs_research.errors import closest, join_names


def duplicate_ids(raw: Mapping[str, Any], key: str, route: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Yield a problem for each id that is more than once in the list under ``key``."""
    seen: dict[str, int] = {}
    for where, entry in entries(raw, key):
        name = str(entry.get("id"))
        seen[name] = seen.get(name, 0) + 1
        if seen[name] == 2:
            yield Problem((*route, *where, "id"), "appear once in the list", f"'{name}' twice")


def unknown_name(route: tuple[str | int, ...], name: str, known: list[str], what: str) -> Problem:
    """Return the problem of a name that is not among the known ones."""
    rule = f"be {what}, {join_names(known)}" if known else f"be {what}, of which there is none"
    return Problem(route, rule, f"'{name}'", closest(name, known))


def pattern_problems(route: tuple[str | int, ...], pattern: object) -> Iterator[Problem]:
    """Yield the problem of a text that is no regular expression."""
    try:
        re.compile(str(pattern), re.IGNORECASE)
    except re.error as error:
        yield Problem(route, "be a regular expression", f"'{error}'")


def texts(value: Any) -> list[str]:
    """Return the entries of a list as text; an empty list for any other value."""
    return [str(entry) for entry in value] if isinstance(value, list | tuple) else []


def point_names(holder: Mapping[str, Any], key: str) -> list[str]:
    """Return the ids of the points or options of a scale or item."""
    return [str(point.get("id")) for _, point in entries(holder, key)]


def scale_problems(route: tuple[str | int, ...], scale: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield duplicate names and labels, and nets and a neutral point that do not fit the scale."""
    yield from duplicate_ids(scale, "points", route)
    yield from duplicate_ids(scale, "nets", route)
    yield from label_problems(route, scale, "points")
    names = point_names(scale, "points")
    for where, net in entries(scale, "nets"):
        for place, name in enumerate(texts(net.get("points"))):
            if name not in names:
                yield unknown_name((*route, *where, "points", place), name, names, "a point of this scale")
    for where, point in entries(scale, "points"):
        if point.get("retired"):
            rule, hint = (
                "be used only at an option of a choose-all item",
                "make a new scale, and a new item on it",
            )
            yield Problem((*route, *where, "retired"), rule, f"'{point.get('id')}'", hint)
    yield from _net_problems(route, scale)
    yield from _middle_problems(route, scale)


def _middle_problems(route: tuple[str | int, ...], scale: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a middle that is not a substantive point of the scale, or that is given twice."""
    names, substantive = point_names(scale, "points"), _substantive_ids(scale)
    for key in ("neutral", "upper"):
        name = scale.get(key)
        if name is not None and name not in names:
            yield unknown_name((*route, key), str(name), names, "a point of this scale")
        elif name is not None and name not in substantive:
            rule = "be a point without an absence"
            yield Problem((*route, key), rule, f"'{name}', which has an absence")
    if scale.get("neutral") is not None and scale.get("upper") is not None:
        rule = "be left out if 'neutral' gives the middle"
        yield Problem((*route, "upper"), rule, f"'{scale['upper']}'")


def _substantive_ids(scale: Mapping[str, Any]) -> list[str]:
    """The ids of the points that say something of the matter."""
    return [str(point.get("id")) for _, point in entries(scale, "points") if not point.get("absence")]


def _net_problems(route: tuple[str | int, ...], scale: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield points counted twice or outside the base, and a first net that is not the top of the scale."""
    substantive = _substantive_ids(scale)
    hidden = {
        str(point.get("id"))
        for _, point in entries(scale, "points")
        if point.get("absence") and str(point.get("drawn", "true")).lower() in {"false", "no", "0", "off", "n", "f"}
    }
    for number, (where, net) in enumerate(entries(scale, "nets")):
        points = texts(net.get("points"))
        for place, name in enumerate(points):
            if name in points[:place]:
                yield Problem((*route, *where, "points", place), "appear once in the net", f"'{name}' twice")
            if name in hidden:
                rule = "be a point that is drawn, so that it is in the base"
                yield Problem((*route, *where, "points", place), rule, f"'{name}'")
        ordinal = scale.get("kind", "ordinal") == "ordinal"
        known = points and all(name in substantive for name in points)
        if number == 0 and ordinal and known and set(points) != set(substantive[-len(set(points)) :]):
            rule = "contain the top of the scale in its first net, which is the headline"
            yield Problem((*route, *where, "points"), rule, ", ".join(points))


def label_problems(route: tuple[str | int, ...], holder: Mapping[str, Any], key: str) -> Iterator[Problem]:
    """Yield labels, aliases and values that lead to two points, so that an answer would be ambiguous."""
    owners: dict[str, str] = {}
    for where, point in entries(holder, key):
        for label in [point.get("label"), *texts(point.get("aliases"))]:
            owner = owners.setdefault(normalise_text(str(label)), str(point.get("id")))
            if owner != str(point.get("id")):
                yield Problem((*route, *where, "label"), f"differ from that of '{owner}'", f"'{label}'")
    values: dict[str, str] = {}
    for place, (where, point) in enumerate(entries(holder, key), start=1):
        value = str(point.get("value") or place)
        owner = values.setdefault(value, str(point.get("id")))
        if owner != str(point.get("id")):
            rule = f"differ from that of '{owner}' (a point without one has its place on the scale)"
            yield Problem((*route, *where, "value"), rule, f"'{value}'")
