"""The policy of a release: what is withheld, and how wide the bounds of what is withheld must stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from cs_research.errors import Fault, PublishError
from cs_research.results import StudyFacts

#: The notice on every page that is not for publication.
TEAM_NOTICE = "For the team's own use: not for publication."


@dataclass(frozen=True)
class Policy:
    """What a release withholds so that no answer of a service can be worked out.

    Parameters
    ----------
    minimum_base
        Minimum number of services that answered a question; below it the question is withheld. 0 or more.
    minimum_group
        Minimum number of services in a group whose shares are shown exactly. ``minimum_base`` applies if it is larger.
    name
        ``team`` for what only the study's team sees, or the policy of a publication.
    minimum_cell
        Smallest count of services that is shown for a group, and smallest difference of it from its base. Under
        ``small_answers="merged"`` also for all services.
    width
        Every withheld count must stay possible within an interval whose ends differ by this number or more.
    small_answers
        Answers that few of all services gave: ``shown`` as they are, or ``merged`` with the neighbouring answer.
    groups
        Shares by group: ``exact``; ``halves``, that is only whether at least half of an area gave the answer; or
        ``none``.
    quartiles_from
        Fewest other answers of which a service's page has the median and quartiles; None for never.
    areas
        Names of areas to the categories of the register's first group that they join.
    """

    minimum_base: int = 5
    minimum_group: int = 10
    name: str = "team"
    minimum_cell: int = 0
    width: int = 0
    small_answers: Literal["shown", "merged"] = "shown"
    groups: Literal["exact", "halves", "none"] = "exact"
    quartiles_from: int | None = 10
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = [
            Fault("policy", name, "be a number of services, 0 or more", repr(value))
            for name in ("minimum_base", "minimum_group", "minimum_cell", "width")
            if not isinstance(value := getattr(self, name), int) or isinstance(value, bool) or value < 0
        ]
        if faults:
            raise PublishError(faults)

    @property
    def protects(self) -> bool:
        """Whether the release may leave the team."""
        return self.name != "team"

    @property
    def group_base(self) -> int:
        """The minimum number of services in a group whose shares of answers are shown."""
        return max(self.minimum_base, self.minimum_group)

    @classmethod
    def of(cls, study: StudyFacts) -> Policy:
        """Return the policy of what only the team of a study sees."""
        return cls(minimum_base=study.settings.minimum_base)

    @classmethod
    def for_publication(cls, study: StudyFacts) -> Policy:
        """Return the policy under which a study is published.

        Raises
        ------
        PublishError
            If a number of the study is lower than its policy's.
        """
        wanted = study.publishing
        policy = POLICIES[wanted.policy]
        numbers: dict[str, Any] = {"minimum_base": max(policy.minimum_base, study.settings.minimum_base)}
        faults = []
        for name in ("minimum_base", "minimum_cell", "width"):
            value = getattr(wanted, name)
            if value is None:
                continue
            if value < getattr(policy, name):
                rule = f"be at least {getattr(policy, name)}, as in the policy {policy.name}"
                faults.append(Fault("study, publishing", name, rule, str(value)))
            numbers[name] = max(value, numbers.get(name, 0))
        if faults:
            raise PublishError(faults)
        areas = study.register.areas if study.register and policy.groups == "halves" else {}
        return replace(policy, **numbers, areas=areas)


#: The policies of a publication by name.
POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        "national": Policy(10, 10, "national", 5, 3, "shown", "halves", 20),
        "small_population": Policy(10, 10, "small_population", 5, 3, "merged", "halves", 20),
        "strict": Policy(10, 10, "strict", 8, 8, "merged", "none", None),
    }
)
