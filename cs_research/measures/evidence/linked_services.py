"""Links from sites to their services' survey responses."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cs_research._arguments import accepts
from cs_research.definitions import InstrumentLike, instrument_of
from cs_research.definitions.service_names import service_key
from cs_research.errors import Fault, MeasureError, closest


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
