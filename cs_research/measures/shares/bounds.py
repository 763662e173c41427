"""Checks of confidence levels and population sizes."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from cs_research._arguments import accepts
from cs_research.errors import Fault, MeasureError


@accepts(MeasureError)
def check_level(level: float, place: str = "interval") -> None:
    """Raise `MeasureError` for a level that is not a probability."""
    if isinstance(level, bool) or not isinstance(level, Real) or not 0 < level < 1:
        found = str(level) if isinstance(level, Real) else repr(level)
        raise MeasureError(Fault(place, "level", "lie between 0 and 1", found))


@accepts(MeasureError)
def population_of(base: np.ndarray, population: Any) -> np.ndarray:
    """Return N for each base, infinite if none is given; raise `MeasureError` for a base above it."""
    size = np.broadcast_to(np.inf if population is None else np.asarray(population, dtype=float), base.shape)
    if (base > size).any():
        found = f"{base[base > size].flat[0]:g} of {size[base > size].flat[0]:g}"
        raise MeasureError(Fault("interval", "base", "be at most the population", found))
    return size
