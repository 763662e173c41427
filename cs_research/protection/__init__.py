"""Protection: what stands between measures and anything that shows or saves them."""

from cs_research.protection.disclosure import (
    few_groups,
    too_few,
    withheld_groups,
    withhold,
    withhold_groups,
    withhold_services,
)

__all__ = ["few_groups", "too_few", "withheld_groups", "withhold", "withhold_groups", "withhold_services"]
