"""Attack a release: work out, from its files alone, how near the counts that it withholds can be known.

It shares no code with `cs_research.protection`, so that a mistake there is not repeated here.
"""

from cs_research.audit.report import Audit, audit_release

__all__ = ["Audit", "audit_release"]
