"""The survey instrument: scales with their points and nets, items, and the population asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from cs_research._yaml import Entry, Name, Problem, Versioned, Words, entries
from cs_research.definitions.overlay import ItemChange
from cs_research.definitions.rules import (
    duplicate_ids,
    label_problems,
    point_names,
    scale_problems,
    texts,
    unknown_name,
)
from cs_research.definitions.wording import normalise_text


class Point(Entry):
    """One answer of a scale, or one option of a choose-all item.

    ``short`` is what figures print if the label is long. ``value`` is the number that platforms
    export for it (its position on the scale if left out).
    ``absence`` marks an answer that does not answer the question (not sure, not applicable): it
    has no score. If such a point is ``drawn`` it has its bar and counts in the base of shares;
    else it leaves the base.
    """

    id: Name
    label: Words
    short: str = ""
    value: str = ""
    score: float | None = None
    absence: Literal["dont_know", "not_applicable"] | None = None
    drawn: bool = True
    aliases: tuple[Words, ...] = ()
    retired: str = ""

    @property
    def brief(self) -> str:
        """The label that a figure prints for the point."""
        return self.short or self.label


class Net(Entry):
    """Points that are reported together, such as extremely and somewhat confident."""

    id: Name
    label: Words
    points: Annotated[tuple[Name, ...], Field(min_length=1)]


class Sides(NamedTuple):
    """The substantive points of a scale on each side of its middle, both from lowest to highest.

    All points of a scale without a middle are on the upper side.
    """

    lower: tuple[Name, ...]
    neutral: Name | None
    upper: tuple[Name, ...]


#: The columns by which a table of answers brings its scale to a figure: the label of the question, the id of the
#: scale, the side of its middle that the point lies on (`Scale.side_of`), its place on the scale from 1, and the label
#: that figures print for it.
SCALE_COLUMNS = ("question", "scale", "side", "order", "short")


class Scale(Entry):
    """Answers in order, from the lowest to the highest. The first net is the headline.

    ``neutral`` is the point in the middle, on neither side. A scale without one may name in ``upper`` the first
    point of its upper side: see `sides`.
    """

    id: Name
    kind: Literal["ordinal", "nominal"] = "ordinal"
    points: Annotated[tuple[Point, ...], Field(min_length=2)]
    neutral: Name | None = None
    upper: Name | None = None
    nets: tuple[Net, ...] = ()

    @property
    def substantive(self) -> tuple[Point, ...]:
        """The points that answer the question, without "not sure" and "not applicable"."""
        return tuple(point for point in self.points if point.absence is None)

    @property
    def sides(self) -> Sides:
        """The points below the middle of the scale and those above it, whatever is reported.

        The middle is the ``neutral`` point; else it is before the point named in ``upper``; else an even number
        of ordered points is divided in half. An odd number without either, such as never, sometimes and always,
        runs from nothing to much, and so do answers without an order: they have an upper side only.
        """
        names = tuple(point.id for point in self.substantive)
        if self.neutral in names:
            at = names.index(self.neutral)
            return Sides(names[:at], self.neutral, names[at + 1 :])
        if self.upper in names:
            at = names.index(self.upper)
        else:
            at = len(names) // 2 if self.kind == "ordinal" and len(names) % 2 == 0 else 0
        return Sides(names[:at], None, names[at:])

    def side_of(self, point: Point) -> str:
        """``lower``, ``neutral`` or ``upper``; ``none`` for a point that says nothing of the matter asked."""
        sides = self.sides
        if point.absence is not None:
            return "none"
        return "neutral" if point.id == sides.neutral else "lower" if point.id in sides.lower else "upper"

    @property
    def base(self) -> tuple[Point, ...]:
        """The points that count in the base of shares: all but those without a score that are not drawn."""
        return tuple(point for point in self.points if point.absence is None or point.drawn)

    def confident(self, answer: Any, net: str) -> bool | None:
        """Return whether an answer is one of a net's points, such as those that count as confident.

        This is the one rule for what a respondent's answer counts as, in shares, gaps and joint displays alike.

        Parameters
        ----------
        answer
            The id of a point, or a missing value.
        net
            The id of a net of the scale.

        Returns
        -------
        bool or None
            None if the answer is not in the base: missing, or a point without a score that is not drawn. A point
            without a score that is drawn, such as "not sure", counts as not confident unless it is in the net.
        """
        points = {found.id: found.points for found in self.nets}[net]
        return answer in points if answer in {point.id for point in self.base} else None

    def scores(self) -> dict[str, float]:
        """Return the score of each substantive point: as written, else its rank from 1."""
        return {
            point.id: place if point.score is None else point.score
            for place, point in enumerate(self.substantive, start=1)
        }


#: The four domains of Contextual Safeguarding, in the framework's order.
DOMAINS = ("target", "framework", "partnerships", "outcomes")
Domain = Literal["target", "framework", "partnerships", "outcomes"]


class Source(Entry):
    """The publication that a definition is based on."""

    title: Words
    publisher: Words
    year: int | None = None
    reference: str = ""
    url: str = ""
    doi: str = ""


class Population(Entry):
    """The units that the survey was sent to; ``size`` is N."""

    size: Annotated[int, Field(ge=1)]
    unit: Words = "service"
    units: Words = "services"
    description: str = ""


class Condition(Entry):
    """Who is asked an item: those who chose one of ``points`` at an earlier ``item``."""

    item: Name
    points: Annotated[tuple[Name, ...], Field(min_length=1)]


class Item(Entry):
    """One question. ``single``: one point of a scale; ``multiple``: all that apply; ``open``: text.

    ``reversed``: scores run against the scale, so that the item fits others that are worded the other way.
    ``retired`` says why it is no longer asked; answers to it stay readable. In an extension ``after`` names
    the item that a new one follows; without it the new one comes last.
    """

    id: Name
    kind: Literal["single", "multiple", "open"]
    text: Words
    label: str = ""
    role: Literal["question", "background", "identifier"] = "question"
    domain: Domain | None = None
    scale: Name | None = None
    options: tuple[Point, ...] = ()
    columns: tuple[Words, ...] = ()
    asked_if: Condition | None = None
    reversed: bool = False
    figure: int | None = None
    source: Words
    note: str = ""
    retired: str = ""
    after: Name | None = None

    @property
    def short(self) -> str:
        """The label that a figure prints for the item."""
        return self.label or self.text


class ExtensionOption(Point):
    """An option that an extension adds to a choose-all ``item`` of its base, or relabels.

    ``after`` names the option that a new one follows; without it the new one comes last.
    """

    item: Name
    after: Name | None = None


class Instrument(Versioned):
    """A complete questionnaire, or the content of an extension before it is merged with its base."""

    type: Literal["instrument"]
    title: Words
    description: str = ""
    source: Source
    extends: Words | None = None
    population: Population | None = None
    scales: tuple[Scale, ...] = ()
    items: tuple[Item, ...] = ()
    options: tuple[ExtensionOption, ...] = ()
    changes: tuple[ItemChange, ...] = ()

    def item(self, name: str) -> Item:
        """Return the item of that id, or raise KeyError."""
        return {item.id: item for item in self.items}[name]

    def scale_of(self, item: Item) -> Scale:
        """Return the scale of a single-choice item."""
        return {scale.id: scale for scale in self.scales}[item.scale or ""]

    def points_of(self, item: Item) -> tuple[Point, ...]:
        """Return the points of a single item's scale, or the options of a choose-all item."""
        if item.kind == "single":
            return self.scale_of(item).points
        return item.options

    @property
    def ordinal_items(self) -> tuple[str, ...]:
        """The questions that are answered on a scale with an order, without background and retired ones."""
        return tuple(
            item.id
            for item in self.asked
            if item.kind == "single" and item.role == "question" and self.scale_of(item).kind == "ordinal"
        )

    @property
    def asked(self) -> tuple[Item, ...]:
        """The items that are asked, each with the options that are offered; the others are retired."""
        return tuple(
            item.model_copy(update={"options": _offered(item.options)}) for item in self.items if not item.retired
        )

    @property
    def identifier(self) -> Item | None:
        """The item that names who answered, if there is one."""
        return next((item for item in self.items if item.role == "identifier"), None)

    @classmethod
    def problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield duplicate names, unknown scales and points, and kinds without what they need."""
        yield from duplicate_ids(raw, "scales")
        yield from duplicate_ids(raw, "items")
        if raw.get("extends") is None:
            yield from cls.merged_problems(raw)

    @classmethod
    def merged_problems(cls, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield the problems of a complete questionnaire, such as an extension merged with its base."""
        yield from _alone_problems(raw)
        scales = {str(scale.get("id")): scale for _, scale in entries(raw, "scales")}
        for route, scale in entries(raw, "scales"):
            yield from scale_problems(route, scale)
        shorts: dict[str, str] = {}
        for route, item in entries(raw, "items"):
            if item.get("retired"):
                continue
            short = normalise_text(str(item.get("label") or item.get("text")))
            owner = shorts.setdefault(short, str(item.get("id")))
            if owner != str(item.get("id")):
                what = "label" if item.get("label") else "text"
                yield Problem((*route, what), f"differ from that of '{owner}'", f"'{item.get(what)}'")
        before: dict[str, Mapping[str, Any]] = {}
        for route, item in entries(raw, "items"):
            yield from _item_problems(route, item, scales)
            yield from _condition_problems(route, item, before, scales)
            before[str(item.get("id"))] = item


def _offered(options: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return the options that are not retired; the others keep the export value of their position."""
    if not any(point.retired for point in options):
        return options
    return tuple(
        point.model_copy(update={"value": point.value or str(place)})
        for place, point in enumerate(options, start=1)
        if not point.retired
    )


def _alone_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what only an extension may have, and what every questionnaire must have."""
    if not raw.get("items"):
        yield Problem(("items",), "be given in an instrument that extends no other", "nothing")
    for key in () if raw.get("laid") else ("options", "changes"):
        if raw.get(key):
            yield Problem((key,), "be in an instrument that extends another", "no 'extends'")
    for route, item in entries(raw, "items"):
        if item.get("after") and not raw.get("laid"):
            yield Problem((*route, "after"), "be in an instrument that extends another", "no 'extends'")


def _item_problems(
    route: tuple[str | int, ...], item: Mapping[str, Any], scales: Mapping[str, Any]
) -> Iterator[Problem]:
    kind, scale = item.get("kind"), item.get("scale")
    if kind == "single" and scale is None:
        yield Problem((*route, "scale"), "be given for an item of kind single", "nothing")
    if scale is not None and str(scale) not in scales:
        yield unknown_name((*route, "scale"), str(scale), list(scales), "one of the file's scales")
    if kind == "multiple":
        yield from duplicate_ids(item, "options", route)
        yield from label_problems(route, item, "options")
        for where, option in entries(item, "options"):
            if option.get("id") == "not_asked":
                yield Problem((*route, *where, "id"), "differ from the names that the package uses", "'not_asked'")
        if not item.get("options"):
            yield Problem((*route, "options"), "be given for an item of kind multiple", "nothing")
    elif item.get("options"):
        yield Problem((*route, "options"), "be given only for an item of kind multiple", f"kind '{kind}'")


def _condition_problems(
    route: tuple[str | int, ...],
    item: Mapping[str, Any],
    before: Mapping[str, Mapping[str, Any]],
    scales: Mapping[str, Any],
) -> Iterator[Problem]:
    condition = item.get("asked_if")
    if not isinstance(condition, Mapping):
        return
    asked = str(condition.get("item"))
    if asked not in before:
        yield unknown_name((*route, "asked_if", "item"), asked, list(before), "an earlier item")
        return
    earlier = before[asked]
    names = (
        point_names(earlier, "options")
        if earlier.get("kind") == "multiple"
        else point_names(scales.get(str(earlier.get("scale")), {}), "points")
    )
    for place, name in enumerate(texts(condition.get("points"))):
        if name not in names:
            where = (*route, "asked_if", "points", place)
            yield unknown_name(where, name, names, f"an answer of '{asked}'")
