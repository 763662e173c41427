"""An account of what a release withholds and why, for its readers and for those who check it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cs_research.protection import tables
from cs_research.protection.areas import AREA, WITHHELD
from cs_research.protection.release import Release
from cs_research.protection.small_answers import least

_COLUMNS = ["table", "what", "status", "number", "reason"]

_Line = tuple[str, str, str, int, str]


def account(release: Release) -> pd.DataFrame:
    """Return what a release withholds, by table, kind and reason.

    Returns
    -------
    DataFrame
        ``table`` and ``what`` name the numbers, ``status`` says what is shown in their place ("withheld", "half",
        "left out"), ``number`` how many questions, groups or cells these are, ``reason`` why.
    """
    lines: list[_Line] = []
    for find in (_questions, _small_answers, _response, _shares_by_group, _waves, _weights, _sites):
        lines += find(release)
    return pd.DataFrame(lines, columns=_COLUMNS)


def _questions(release: Release) -> Iterator[_Line]:
    if tables.WITHHELD in release:
        withheld = release[tables.WITHHELD]
        labels = {item.id: item.short for item in release.study.instrument.items}
        for reason, items in withheld.groupby("reason", sort=False)["item"]:
            names = "; ".join(labels[item] for item in items)
            yield "all tables of answers", names, "withheld", len(items), str(reason)


def _small_answers(release: Release) -> Iterator[_Line]:
    policy = release.policy
    if policy.small_answers != "merged" or tables.DISTRIBUTION not in release:
        return
    reason = f"an answer, or the rest of its base, has fewer than {least(policy)} services"
    rows = release[tables.DISTRIBUTION]
    merged = rows.loc[rows["shown"] != "", "item"].nunique()
    yield "distribution, summary, spread", "answers, medians and indexes of questions", "merged", merged, reason
    options = sum(len(item.options) for item in release.study.instrument.items if item.kind == "multiple")
    yield "multiple", "options of choose-all questions", "withheld", options - len(release[tables.MULTIPLE]), reason
    yield "sensitivity", "the gap under other sets of confident answers", "left out", 1, reason


def _response(release: Release) -> Iterator[_Line]:
    table = release.get(tables.RESPONSE)
    if table is None or not release.policy.protects or not release.study.register:
        return
    groups, policy = release.study.register.groups, release.policy
    areas = table[table["by"] == AREA]
    if len(areas) and areas["rate"].notna().all():
        reason = "so few of a group answered that its numbers tell who did; shown by area"
    elif len(areas):
        reason = f"an area has fewer than {policy.minimum_base} that answered or {policy.minimum_cell} that did not"
    elif policy.groups == "none":
        reason = f"the policy {policy.name} shows no groups"
    else:
        reason = "the study names no areas (publishing, areas)"
    if groups:
        yield "response", "; ".join(groups), "withheld", len(groups), reason


def _shares_by_group(release: Release) -> Iterator[_Line]:
    table = release.get(tables.BANNER)
    if table is None or "shown" not in table:
        return
    for status, rows in table.groupby(table["shown"].eq(WITHHELD).map({True: "withheld", False: "half"})):
        reason = (
            f"fewer than {release.policy.minimum_base} answered, or the half would narrow a count to less than "
            f"{release.policy.width}"
            if status == "withheld"
            else "numbers of an area would give those of a few services"
        )
        yield "banner", "shares by area", str(status), len(rows), reason


def _waves(release: Release) -> Iterator[_Line]:
    table = release.get(tables.MATCHED)
    if table is not None and release.policy.protects:
        reason = "with the numbers of all, they give the answers of those that answered one wave alone"
        yield "change, trend", "shares of the services that answered both waves", "left out", 1, reason


def _weights(release: Release) -> Iterator[_Line]:
    if release.policy.protects and release.weighted:
        reason = "weighted shares depend on the answers of each group"
        yield "weighting, weighting_balance, weighted", "weighted results", "left out", 3, reason


def _sites(release: Release) -> Iterator[_Line]:
    table = release.get(tables.PAIRED_GAP)
    if table is not None and (few := int(table["services"].isna().sum())):
        reason = f"fewer than {release.policy.minimum_base} services are also sites"
        yield "paired-gap", "mean gap of services that are sites, by domain", "withheld", few, reason
