"""Scales: the answers of a question in order, and the nets that are reported of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from cs_research._yaml import Entry, Name, Words

__all__ = ["Net", "Point", "Scale", "Sides"]


class Point(Entry):
    """One answer of a scale, or one option of a choose-all item.

    ``short`` is what figures print where the label is long. ``value`` is the number that platforms
    export for it (its place on the scale where left out).
    ``absence`` marks an answer that says nothing of the matter asked (not sure, not applicable): it
    has no score. Where such a point is ``drawn`` it has its bar and counts in the base of shares;
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
    """The substantive points of a scale by the side of its middle that they lie on, each from least to most.

    All of a scale without a middle lie on the upper side.
    """

    lower: tuple[Name, ...]
    neutral: Name | None
    upper: tuple[Name, ...]


class Scale(Entry):
    """Answers in order, from the least to the most. The first net is the headline.

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
        """The points that say something of the matter asked."""
        return tuple(point for point in self.points if point.absence is None)

    @property
    def sides(self) -> Sides:
        """Which points lie below the middle of the scale and which above it; what is reported makes no difference.

        The middle is the ``neutral`` point; else it lies before the point named in ``upper``; else an even number
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

    @property
    def base(self) -> tuple[Point, ...]:
        """The points that count in the base of shares: all but those without a score that are not drawn."""
        return tuple(point for point in self.points if point.absence is None or point.drawn)

    def confident(self, answer: Any, net: str) -> bool | None:
        """Whether an answer is one of a net's points, such as those that count as confident.

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
            None where the answer is not in the base: missing, or a point without a score that is not drawn. A point
            without a score that is drawn, such as "not sure", counts as not confident unless it is in the net.
        """
        points = {found.id: found.points for found in self.nets}[net]
        return answer in points if answer in {point.id for point in self.base} else None

    def scores(self) -> dict[str, float]:
        """Score of each substantive point: as written, else its place from 1."""
        return {
            point.id: place if point.score is None else point.score
            for place, point in enumerate(self.substantive, start=1)
        }
