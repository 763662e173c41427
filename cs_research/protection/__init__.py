"""Protection: what stands between measures and anything that shows or saves them."""

from cs_research.protection.disclosure import withheld_items, withhold

__all__ = ["withheld_items", "withhold"]
