"""Banner tables for reading: groups in columns, with letters for significantly lower groups."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cs_research.displays.figures.layout import format_percent
from cs_research.displays.inputs import Rows, check_inputs
from cs_research.displays.workbook.symbols import WITHHELD

__all__ = ["format_banner"]

#: Printed if there is no share.
_DASH = "–"


@check_inputs(table=Rows("item row label group letter base share higher_than flag"))
def format_banner(table: pd.DataFrame, *, labels: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return a banner table as text: one row per base, net, point or option, and one column per group.

    Parameters
    ----------
    table
        From `banner.banner`.
    labels
        Item to its label; the id if left out.

    Returns
    -------
    DataFrame
        Indexed by question and answer; one column per group, headed with its name and letter. The first row of each
        question is its base, with * if it is low. Then the per cent, rounded halves up, and the letters of the
        groups that it is significantly above; a dash after it if it was not tested, and only a dash if there is no
        share. ``[c]`` if numbers are withheld, that is if the base is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"item": "q", "row": "yes", "label": "Yes", "group": ["N", "S"], "letter": ["A", "B"],
    ...                       "n": [40, 3], "base": [50, 8], "share": [0.8, 0.375], "higher_than": ["", "–"],
    ...                       "flag": ["", "low base"]})
    >>> format_banner(table).reset_index().values.tolist()
    [['q', 'Base', '50', '8*'], ['q', 'Yes', '80', '38 –']]
    """
    low = np.where(table["flag"] == "low base", "*", "")
    hidden = table["base"].isna().to_numpy()
    cells = [
        _DASH if pd.isna(share) else f"{format_percent(share)} {above}".strip()
        for share, above in zip(table["share"], table["higher_than"], strict=True)
    ]
    cells = list(np.where(hidden, WITHHELD, cells))
    heads = np.where(table["letter"] == "", table["group"], table["group"] + " (" + table["letter"] + ")")
    shown = table.assign(head=heads, cell=cells)[["item", "row", "label", "head", "cell"]]
    bases = shown.assign(
        row=None, label="Base", cell=np.where(hidden, WITHHELD, table["base"].astype(str) + low)
    )
    rows = pd.concat([bases[~table.duplicated(["item", "group"])], shown], ignore_index=True)
    order = rows["item"].map({item: at for at, item in enumerate(dict.fromkeys(table["item"]))})
    rows = rows.iloc[np.argsort(order, kind="stable")]
    # ids are unique within a question; labels may not be
    keys = rows[["item", "row"]].fillna("").apply(tuple, axis=1)
    wide = rows.assign(key=keys).pivot(index="key", columns="head", values="cell")
    wide = wide.reindex(index=keys.unique(), columns=list(dict.fromkeys(heads))).fillna(_DASH)
    names = rows.assign(key=keys).drop_duplicates("key")
    questions = names["item"].map(lambda item: (labels or {}).get(item, item))
    wide.index = pd.MultiIndex.from_arrays([questions, names["label"]], names=["question", "answer"])
    return wide.rename_axis(columns=None)
