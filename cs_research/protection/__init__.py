"""Protection: what stands between measures and anything that shows or saves them."""

from cs_research.protection.disclosure import too_few, withhold

__all__ = ["too_few", "withhold"]
