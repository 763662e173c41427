"""The gap of each service that stands on both sides: its own answers against its own sources."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cs_research.definitions.instrument import DOMAINS, Instrument
from cs_research.definitions.pairing import Pairing
from cs_research.measures.evidence import drawn_again, with_claims
from cs_research.measures.gaps import verdict
from cs_research.measures.linked_services import responses_of_services

__all__ = ["paired_gap", "service_gaps"]


def service_gaps(
    frame: pd.DataFrame,
    instrument: Instrument,
    cells: pd.DataFrame,
    pairing: Pairing,
    services: Mapping[str, str],
) -> pd.DataFrame:
    """Confidence, evidence and the gap between them of each service with a site of its own, by domain.

    A service's confidence is the share of a domain's items on which it chose a confident answer, of those that it
    answered; its evidence the mean score of its site's cells, silent ones counting as 0. Who answered for a service and
    who spoke at its site are not the same people.

    Parameters
    ----------
    frame
        From `Responses.frame`, one row a service.
    cells
        From `evidence.cells`.
    services
        Site to the service's answer to the instrument's identifying item, for sites whose service is known; names are
        compared by `definitions.wording.name_key`.

    Returns
    -------
    DataFrame
        One row a domain and site, in the framework's and the given order: ``domain, site, answered`` (number of items),
        ``confidence, evidence, gap``; confidence and gap are missing where the service answered none of the items.

    Raises
    ------
    MeasureError
        An instrument without an identifying item; a service that no response, or more than one, names.
    """
    rows = responses_of_services(frame, instrument, services)
    paired = with_claims(cells, pairing)
    table = []
    for domain in DOMAINS:
        sides = {(side.item, side.net) for claim in pairing.domain(domain) for side in claim.confidence}
        for site, row in rows.items():
            own = paired[(paired["domain"] == domain) & (paired["site"] == site)]
            if not sides or own.empty:
                continue
            chosen = [_chosen(frame, row, instrument, item, net) for item, net in sorted(sides)]
            told = [choice for choice in chosen if choice is not None]
            confidence = float(np.mean(told)) if told else np.nan
            evidence = float(own["score"].mean())
            table.append((domain, site, len(told), confidence, evidence, confidence - evidence))
    return pd.DataFrame(table, columns=["domain", "site", "answered", "confidence", "evidence", "gap"])


def _chosen(frame: pd.DataFrame, row: int, instrument: Instrument, item: str, net: str) -> bool | None:
    """Whether a respondent chose a confident answer; None where they gave none that counts."""
    return instrument.scale_of(instrument.item(item)).confident(frame[item].iloc[row], net)


def paired_gap(table: pd.DataFrame, *, margin: float = 0.1, level: float = 0.95) -> pd.DataFrame:
    """The mean gap of the services that stand on both sides, by domain, with the interval of drawing them again.

    Parameters
    ----------
    table
        From `service_gaps`.
    margin
        The least gap that counts, in [0, 1).

    Returns
    -------
    DataFrame
        One row a domain: ``domain, services, confidence, evidence, gap, low, high, verdict``. Services without a gap
        are left out of all; with fewer than three the verdict is "cannot be told".

    Notes
    -----
    Both sides of a service are drawn together, so that what makes one service confident and good at once is not taken
    for chance: the interval is that of `evidence.drawn_again` on the differences.
    """
    rows = []
    for domain in dict.fromkeys(table["domain"]):
        own = table[(table["domain"] == domain) & table["gap"].notna()]
        n = len(own)
        low, high = drawn_again(own["gap"].to_numpy(dtype=float), np.ones(n), level=level)
        means = [float(own[name].mean()) if n else np.nan for name in ("confidence", "evidence", "gap")]
        told = verdict(means[2], low, high, margin) if n >= 3 else "cannot be told"
        rows.append((domain, n, *means, low, high, told))
    names = ["domain", "services", "confidence", "evidence", "gap", "low", "high", "verdict"]
    return pd.DataFrame(rows, columns=names)
