"""Answers within a net: the points that respondents counted as confident chose."""

from __future__ import annotations

import pandas as pd

from cs_research._arguments import Rows, accepts
from cs_research.definitions import InstrumentLike, PairingLike, instrument_of, pairing_of
from cs_research.errors import MeasureError
from cs_research.measures.evidence.triangulation import claims_in_order


@accepts(MeasureError, distribution=Rows("item point label n base share", empty=True))
def confident_points(
    distribution: pd.DataFrame, instrument: InstrumentLike, pairing: PairingLike
) -> pd.DataFrame:
    """Return the share of each answer that counts as confident, by claim and question.

    A net such as "part way or further" says little if all who are in it chose the lowest of its answers. Its points
    have the base of the net, so that their shares add up to its share.

    Parameters
    ----------
    distribution
        From `likert.distribution`, one group.

    Returns
    -------
    DataFrame
        One row per claim, question and point of its net, in the order of the framework, the claim and the scale:
        ``domain, claim, item, net, point, label, n, base, share``. A point that nobody chose is a row with 0; numbers
        that are withheld are missing.
    """
    pairing = pairing_of(pairing, "confident_points", MeasureError)
    instrument = instrument_of(instrument, "confident_points", MeasureError)
    rows = []
    for claim in claims_in_order(pairing):
        for side in claim.confidence:
            nets = {net.id: net.points for net in instrument.scale_of(instrument.item(side.item)).nets}
            inside = (distribution["item"] == side.item) & distribution["point"].isin(nets[side.net])
            part = distribution.loc[inside, ["item", "point", "label", "n", "base", "share"]]
            rows.append(part.assign(domain=claim.domain, claim=claim.id, net=side.net))
    names = ["domain", "claim", "item", "net", "point", "label", "n", "base", "share"]
    return pd.concat(rows, ignore_index=True)[names] if rows else pd.DataFrame(columns=names)
