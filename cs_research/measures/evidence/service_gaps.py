"""Services with both survey answers and sources: the links between them, and the gap of each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions import InstrumentLike, PairingLike, instrument_of, pairing_of
from cs_research.definitions.categories import LEAST_SERVICES, LEAST_SITES, VERDICTS
from cs_research.definitions.instrument import DOMAINS
from cs_research.definitions.service_names import service_key
from cs_research.errors import Fault, MeasureError, closest
from cs_research.measures.evidence.cells import site_interval, with_claims
from cs_research.measures.evidence.confident_answers import confident_answers
from cs_research.measures.evidence.gap import square_and_add, verdict


@accepts(MeasureError)
def responses_of_services(
    frame: pd.DataFrame, instrument: InstrumentLike, services: Mapping[str, str]
) -> dict[str, int]:
    """Return the position in a frame of the response of each site's service, by site.

    Parameters
    ----------
    frame
        From `Responses.frame`, one row per response.
    services
        Site to the name of its service, as `Site.service` has it; empty for a site that is linked to none. Names are
        compared by `service_key`.

    Returns
    -------
    dict
        Sites in the order given; those without a service are left out.

    Raises
    ------
    MeasureError
        An instrument without an identifying item; a service that no response, or more than one, names.
    """
    instrument = instrument_of(instrument, "responses_of_services", MeasureError)
    linked = {site: service for site, service in services.items() if service_key(service)}
    if not linked:
        return {}
    if instrument.identifier is None:
        rule = "have an item with the role identifier, where sites name their service"
        raise MeasureError(Fault(f"instrument {instrument.key}", "items", rule, "none"))
    names = frame[instrument.identifier.id]
    keys = [service_key(name) for name in names]
    rows, faults = {}, []
    for site, service in linked.items():
        found = [at for at, key in enumerate(keys) if key == service_key(service)]
        if len(found) == 1:
            rows[site] = found[0]
            continue
        hint = "" if found else closest(service, [str(name) for name in names.dropna()])
        count = f"'{service}' in {len(found)}"
        faults.append(Fault(f"site '{site}'", "service", "be named by one response", count, hint))
    if faults:
        raise MeasureError(faults)
    return rows


@accepts(MeasureError)
def service_gaps(
    frame: pd.DataFrame,
    instrument: InstrumentLike,
    cells: pd.DataFrame,
    pairing: PairingLike,
    services: Mapping[str, str],
) -> pd.DataFrame:
    """Return confidence, evidence and their gap for each service that has a site, by domain.

    A service's confidence is the share of a domain's items on which it chose a confident answer, of those that it
    answered; its evidence the mean score of its site's cells, silent ones counting as 0. Who answered for a service and
    who spoke at its site are not the same people.

    Parameters
    ----------
    frame
        From `Responses.frame`, one row per service.
    cells
        From `evidence.cells`.
    services
        Site to the service's answer to the instrument's identifying item, for sites whose service is known; names are
        compared by `definitions.service_names.service_key`.

    Returns
    -------
    DataFrame
        One row per domain and site, in the framework's and the given order: ``domain, site, answered`` (number of
        items), ``practices`` (number of cells), ``confidence, evidence, gap``; confidence and gap are missing if the
        service answered none of the items.

    Raises
    ------
    MeasureError
        An instrument without an identifying item; a service that no response, or more than one, names.
    """
    pairing = pairing_of(pairing, "service_gaps", MeasureError)
    instrument = instrument_of(instrument, "service_gaps", MeasureError)
    rows = responses_of_services(frame, instrument, services)
    paired = with_claims(cells, pairing)
    answers = confident_answers(frame, instrument, pairing)
    table = []
    for domain in DOMAINS:
        sides = {(side.item, side.net) for claim in pairing.domain(domain) for side in claim.confidence}
        for site, row in rows.items():
            own = paired[(paired["domain"] == domain) & (paired["site"] == site)]
            if not sides or own.empty:
                continue
            given = answers[sorted(sides)].iloc[row]
            evidence = float(own["score"].mean())
            numbers = (given.count(), len(own), given.mean(), evidence, given.mean() - evidence)
            table.append((domain, site, *numbers))
    names = ["domain", "site", "answered", "practices", "confidence", "evidence", "gap"]
    return pd.DataFrame(table, columns=names)


@accepts(MeasureError, table=Rows("domain confidence evidence gap", empty=True))
def paired_gap(table: pd.DataFrame, *, margin: float = 0.1, level: float = 0.95) -> pd.DataFrame:
    """Return the mean gap of services with both answers and sources, by domain, with an interval from three on.

    Parameters
    ----------
    table
        From `service_gaps`. Without ``practices`` a site's evidence counts as one score, which is rather too wide.
    margin
        The least gap that counts, in [0, 1).

    Returns
    -------
    DataFrame
        One row per domain: ``domain, services, confidence, evidence, gap, low, high, verdict, caution``. Services
        without a gap are left out of all. With fewer than `LEAST_SERVICES` the numbers describe these services: the
        verdict is "cannot be told", and ``caution`` says why; else it is empty.

    Notes
    -----
    The interval is the square-and-add (see `gaps.judged`) of two of `site_intervals.site_interval`: one of the
    services' confidence, each as one answer, since a service's answers may all go together; and one of the scores of
    their practices. In simulations of 3 to 12 services its coverage was .94 at least and .97 on average if the two
    sides were independent, .95 at least if they correlated by .5, and .90 if they correlated by −.5; "confidence
    outruns evidence" was reported in .05 of draws at most if the true gap was 0. A gap of .5 was found in .29 of
    draws with three services, .50 with five, .67 with eight and .85 with twelve: fewer than eight are described,
    without a verdict. ``tests/benchmarks/coverage.py`` has these as well.

    References
    ----------
    Zou and Donner (2008), doi:10.1002/sim.3095 (square-and-add).
    """
    rows = []
    for domain in dict.fromkeys(table["domain"]):
        own = table[(table["domain"] == domain) & table["gap"].notna()]
        n = len(own)
        confidence, evidence, gap = (
            float(own[name].mean()) if n else np.nan for name in ("confidence", "evidence", "gap")
        )
        low, high = np.nan, np.nan
        if n >= LEAST_SITES:
            confidence_interval = site_interval(own["confidence"], 1, level=level)
            sizes = own["practices"] if "practices" in own.columns else 1
            evidence_interval = site_interval(own["evidence"] * sizes, sizes, level=level)
            low, high = square_and_add(confidence, *confidence_interval, evidence, *evidence_interval)
        few = n < LEAST_SERVICES
        result = VERDICTS[3] if few else verdict(gap, low, high, margin)
        caution = f"fewer than {LEAST_SERVICES} services: descriptive only" if few else ""
        rows.append((domain, n, confidence, evidence, gap, low, high, result, caution))
    names = ["domain", "services", "confidence", "evidence", "gap", "low", "high", "verdict", "caution"]
    return pd.DataFrame(rows, columns=names)
