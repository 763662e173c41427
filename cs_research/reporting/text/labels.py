"""Labels of the four domains in reports."""

from __future__ import annotations

__all__ = ["LABELS"]

LABELS = {
    "target": "Target",
    "framework": "Framework",
    "partnerships": "Partnerships",
    "outcomes": "Outcomes",
}
