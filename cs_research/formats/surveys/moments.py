"""Moments as survey platforms write them, in every layout of their exports."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["moments"]

#: ``4/22/2016 19:57:50``, ``2019-06-25T06:59:49Z``, ``2020/06/05 11:34:01 AM EST``, ``05/24/2021 12:05:53 PM``.
_MOMENT = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?"
    r"(?:\s*(?:Z|[A-Z]{2,5}|[+-]\d{2}:?\d{2}))*(?:[+-]\d{1,2}(?::\d{2})?)?)?",
    re.IGNORECASE,
)


def moments(texts: Iterable[str]) -> bool:
    """Whether all texts are dates or moments, and there is one."""
    seen = [text for text in texts if text]
    return bool(seen) and all(_MOMENT.fullmatch(text) for text in seen)
