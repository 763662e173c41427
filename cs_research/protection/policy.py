"""The policy of a release: the minimum numbers of services behind the numbers that are shown."""

from __future__ import annotations

from dataclasses import dataclass

from cs_research.definitions.study import Settings
from cs_research.errors import Fault, PublishError

__all__ = ["Policy"]


@dataclass(frozen=True)
class Policy:
    """Minimum numbers of services behind the numbers that are shown.

    Parameters
    ----------
    minimum_base
        Minimum number of services that answered a question, and of services in a group of the register; below it
        numbers are withheld. 0 or more.
    minimum_group
        Minimum number of services in a group whose shares of answers are shown: in a smaller group, a share may
        reveal what each service answered. ``minimum_base`` applies if it is larger.
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
        """Return the policy set by a study's settings."""
        return cls(minimum_base=settings.minimum_base)

    @property
    def group_base(self) -> int:
        """The minimum number of services in a group whose shares of answers are shown."""
        return max(self.minimum_base, self.minimum_group)
