"""Bounds of the counts of one question, from everything that a release says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

from cs_research.audit.published import BOTH, NONE, Question, Statement

_TOLERANCE = 1e-6
#: The services that answered a question in one of two waves alone.
REST = "one wave alone"


@dataclass(frozen=True)
class Groups:
    """The services that answered a wave by category, and the areas that join categories."""

    answered: Mapping[str, int]
    areas: Mapping[str, tuple[str, ...]]

    def places(self, group: str) -> list[int] | None:
        """Return the places of a category, of those of an area, or of all for ""; None for another name."""
        names = list(self.answered)
        if not group:
            return list(range(len(names)))
        joined = self.areas.get(group, (group,))
        return [names.index(name) for name in joined if name in names] or None


@dataclass(frozen=True)
class Target:
    """A count to work out: the services of a group, or those that answered one wave alone, that gave some answers."""

    group: str
    label: str
    answers: tuple[str, ...]
    panel: str = ""


class Attack:
    """Linear programme of the counts by category, panel and answer of one question.

    Parameters
    ----------
    said
        Statements on the question.
    exact
        Solve in whole numbers, which takes longer.
    """

    def __init__(self, question: Question, groups: Groups, said: Sequence[Statement], *, exact: bool = False) -> None:
        self._question, self._groups, self._exact = question, groups, exact
        panels = 2 if any(statement.panel for statement in said) else 1
        self._shape = (len(groups.answered), panels, len(question.answers))
        rows, limits = [], []
        for place, n in enumerate(groups.answered.values()):
            inside = np.zeros(self._shape)
            inside[place] = 1
            rows.append(inside)
            limits.append((float(n), float(n)))
        seen = set()
        for statement in said:
            row = self._weights(statement.weights, statement.group, statement.panel)
            key = None if row is None else (row.tobytes(), statement.low, statement.high)
            if row is not None and key not in seen:  # one number is in many files
                seen.add(key)
                rows.append(row)
                limits.append((statement.low, statement.high))
        self._matrix = csr_array(np.array(rows).reshape(len(rows), -1))
        self._low, self._high = np.array(limits).T
        self._totals = _answer_totals(question, sum(groups.answered.values()), said)

    def _weights(self, weights: Mapping[str, float], group: str, panel: str) -> np.ndarray | None:
        """Return the weight of each unknown count in a sum; None for a group that nobody of answered."""
        places = self._groups.places(group)
        if places is None:
            return None
        panels = {"": range(self._shape[1]), BOTH: [0], REST: [self._shape[1] - 1]}[panel]
        row = np.zeros(self._shape)
        for answer, weight in weights.items():
            row[np.ix_(places, panels, [self._question.answers.index(answer)])] = weight
        return row

    def bounds(self, target: Target) -> tuple[int, int]:
        """Return the fewest and most services that a target can be."""
        if self._totals is not None and not target.panel:
            return self._from_margins(target)
        weights = self._target_weights(target)
        return _whole(*(float(weights @ self._extreme(sign * weights)) for sign in (1, -1)))

    def closer_than(self, width: int, targets: Sequence[Target]) -> list[Target]:
        """Return the targets whose bounds are less far apart than a width.

        Each solution gives a possible value of every target: a programme is solved only for those that the solutions
        so far leave closer than the width.
        """
        if self._totals is not None and not any(target.panel for target in targets):
            ends = [self._from_margins(target) for target in targets]
            return [target for target, (low, high) in zip(targets, ends, strict=True) if high - low < width]
        sums, found = np.array([self._target_weights(target) for target in targets]), []
        seen = (sums @ self._extreme(sums.sum(axis=0)))[:, None].repeat(2, axis=1)
        for place, target in enumerate(targets):
            for sign in (1, -1):
                low, high = _whole(*seen[place])
                if high - low < width:
                    values = sums @ self._extreme(sign * sums[place])
                    seen = np.column_stack([np.minimum(seen[:, 0], values), np.maximum(seen[:, 1], values)])
            low, high = _whole(*seen[place])
            if high - low < width:
                found.append(target)
        return found

    def _target_weights(self, target: Target) -> np.ndarray:
        weights = self._weights(dict.fromkeys(target.answers, 1.0), target.group, target.panel)
        assert weights is not None
        return weights.ravel()

    def _from_margins(self, target: Target) -> tuple[int, int]:
        """Return the bounds of a cell of a table of which both margins are known (Fréchet's)."""
        assert self._totals is not None
        sizes = list(self._groups.answered.values())
        inside = sum(sizes[place] for place in self._groups.places(target.group) or [])
        given = sum(self._totals[answer] for answer in target.answers)
        return int(max(0, inside + given - sum(sizes))), int(min(inside, given))

    def _extreme(self, weights: np.ndarray) -> np.ndarray:
        """Return the counts for which a weighted sum is smallest."""
        low, high = self._low, self._high
        if self._exact:
            constraint = LinearConstraint(self._matrix, low, high)
            found = milp(weights, constraints=constraint, integrality=np.ones(len(weights)), bounds=Bounds(0, np.inf))
        else:
            equal = low == high
            above, below = np.isfinite(high) & ~equal, np.isfinite(low) & ~equal
            upper = vstack([self._matrix[above], -self._matrix[below]])
            limits = np.concatenate([high[above], -low[below]])
            found = linprog(
                weights,
                A_ub=upper if len(limits) else None,
                b_ub=limits if len(limits) else None,
                A_eq=self._matrix[equal],
                b_eq=low[equal],
                method="highs",
            )
        if found.status != 0:
            raise ArithmeticError(found.message)
        counts: np.ndarray = found.x
        return counts


def _whole(low: float, high: float) -> tuple[int, int]:
    """Return the smallest and largest whole number between two ends."""
    return int(np.ceil(low - _TOLERANCE)), int(np.floor(high + _TOLERANCE))


def _answer_totals(question: Question, services: int, said: Sequence[Statement]) -> dict[str, float] | None:
    """Return how many of all services gave each answer if this is all that is said, else None."""
    if any(statement.group or statement.panel for statement in said):
        return None
    exact = [statement for statement in said if statement.low == statement.high]
    totals = {next(iter(it.weights)): it.low for it in exact if len(it.weights) == 1}
    for statement in exact:
        left = statement.weights.keys() - totals.keys()
        if len(left) == 1 and set(statement.weights) == question.base:
            totals[left.pop()] = statement.low - sum(totals.get(answer, 0) for answer in statement.weights)
    left = set(question.answers) - totals.keys()
    if left <= {NONE}:
        return totals | {name: services - sum(totals.values()) for name in left}
    return None


def targets(question: Question, groups: Groups, *, overall: bool, panels: bool) -> Iterator[Target]:
    """Yield the counts to work out.

    ``overall`` adds the counts of all services, ``panels`` those of the services that answered one wave alone.
    """
    named: dict[str, tuple[str, ...]] = {answer: (answer,) for answer in question.answers if answer in question.base}
    named |= {name: tuple(answers) for name, answers in question.sets.items() if len(answers) > 1}
    for group in [*([""] if overall else []), *groups.answered, *groups.areas]:
        if groups.places(group):
            yield from (Target(group, name, answers) for name, answers in named.items())
    if panels:
        yield from (Target("", name, answers, REST) for name, answers in named.items())
