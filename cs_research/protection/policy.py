"""The policy of a release: from how many answers on numbers are shown."""

from __future__ import annotations

from dataclasses import dataclass

from cs_research.definitions.study import Settings
from cs_research.errors import Fault, PublishError

__all__ = ["Policy"]


@dataclass(frozen=True)
class Policy:
    """The fewest answers that numbers are shown for.

    Parameters
    ----------
    minimum_base
        Services that answered a question, and services of a group of the register; below it their numbers are
        withheld. 0 or more.
    minimum_group
        Services of a group whose shares of answers are shown: of fewer, a share may reveal what each of them answered.
        ``minimum_base`` holds if it is larger.
    """

    minimum_base: int = 5
    minimum_group: int = 10

    def __post_init__(self) -> None:
        faults = [
            Fault("policy", name, "be a number of services, 0 or more", repr(value))
            for name, value in vars(self).items()
            if not isinstance(value, int) or isinstance(value, bool) or value < 0
        ]
        if faults:
            raise PublishError(faults)

    @classmethod
    def of(cls, settings: Settings) -> Policy:
        """The policy that a study's settings ask for."""
        return cls(minimum_base=settings.minimum_base)

    @property
    def group_base(self) -> int:
        """The fewest services of a group whose shares of answers are shown."""
        return max(self.minimum_base, self.minimum_group)
