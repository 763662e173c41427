"""Sentences written from the numbers: the findings of a report, and the titles of its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cs_research.definitions import Instrument
from cs_research.definitions.categories import KINDS, MAIN, ONE_SITE, VERDICTS
from cs_research.displays.figures.layout import (
    format_level,
    format_percent,
    format_percents,
    format_points,
    format_verdict,
)
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import DOMAIN_LABELS

_INCONCLUSIVE, _CONFIDENT = VERDICTS[3], KINDS[1]

#: The choices that a verdict may depend on, by kind.
_DEPENDS = dict(
    zip(
        KINDS[1:],
        (
            "which answers count as confident",
            "how silence counts",
            "how disagreement counts",
            "single sites",
            "who coded",
            "codings or ratings as evidence",
        ),
        strict=True,
    )
)
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def join_with_and(parts: Sequence[str]) -> str:
    """Return the texts as a list in a sentence, such as ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def count_of(count: int, what: str) -> str:
    """Return a number with its noun, such as ``1 place`` or ``2 places``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _number(count: int) -> str:
    return _COUNTS[count] if count < len(_COUNTS) else str(count)


def _interval(low: float, high: float, level: float, unit: str = "%") -> str:
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{format_level(level)} interval {format_points(low)} to {format_points(high)}{unit}"


def confidence_finding(
    row: pd.Series | None,
    nets: pd.DataFrame | None,
    instrument: Instrument,
    level: float,
    points: pd.DataFrame | None = None,
) -> tuple[str, str]:
    """Return the finding about confidence: its bold opening and the rest.

    With ``points``, from `confident_points.confident_points`, it gives how many chose each answer that counts.
    """
    if row is None or nets is None:
        return "No survey was read,", "so nothing is known of services' confidence here."
    if pd.isna(row["share"]):
        return (
            "Confidence cannot be told,",
            "because a question that it rests on was not asked, or answered by nobody or by too few.",
        )
    by_name = nets.set_index(["item", "net"])
    answers = []
    for item, name in zip(row["items"], row["nets"], strict=True):
        net = by_name.loc[(item, name)]
        is_alone = len(row["items"]) == 1 and _only_chosen(points, item, name)
        count = f"{int(net['n'])} of {int(net['base'])}{'' if is_alone else _answer_counts(points, item, name)}"
        answers.append((f"{format_percents(net.to_frame().T)[0]}%", net["label"], instrument.item(item).short, count))
    interval = _interval(row["low"], row["high"], level)
    if len(answers) == 1:
        share, label, short, count = answers[0]
        if only := _only_chosen(points, row["items"][0], row["nets"][0]):
            return (
                f"{share} of services say “{only[0]}” and none say {' or '.join(f'“{name}”' for name in only[1:])}",
                f"on “{short}” ({count}; {interval}). “{label}” counts as confident here.",
            )
        return (
            f"{share} of services say “{label}”",
            f"on “{short}” ({count}; {interval}). That counts as confident here.",
        )
    opening = f"Confidence averages {format_percent(row['share'])}% over {_number(len(answers))} questions"
    parts = [f"{share} say “{label}” on “{short}” ({count})" for share, label, short, count in answers]
    return opening, f"({interval}): {join_with_and(parts)}."


def _answer_counts(points: pd.DataFrame | None, item: str, net: str) -> str:
    """Return how many chose each answer of a net, such as ``: 40 “Part way there”, none “Fully there”``.

    The text is empty if the net has one answer.
    """
    if points is None:
        return ""
    mine = points[(points["item"] == item) & (points["net"] == net)].drop_duplicates("point")
    if len(mine) < 2:
        return ""
    if mine["n"].isna().any():  # withheld
        return ""
    return ": " + join_with_and([f"{int(row.n) or 'none'} “{row.label}”" for row in mine.itertuples()])


def _only_chosen(points: pd.DataFrame | None, item: str, net: str) -> list[str]:
    """Return the only answer of a net that anybody chose, then the others.

    The list is empty if the net has one answer, or several of its answers were chosen.
    """
    if points is None:
        return []
    mine = points[(points["item"] == item) & (points["net"] == net)].drop_duplicates("point")
    chosen = mine["n"] > 0
    return [*mine.loc[chosen, "label"], *mine.loc[~chosen, "label"]] if chosen.sum() == 1 < len(mine) else []


def _provisional(row: pd.Series) -> str:
    """Return a note that a result is provisional; an empty text if it is not, or the table has no status."""
    return " Provisional: reviewers have not completed their assessments." if row.get("provisional") else ""


def evidence_finding(
    row: pd.Series | None, practices: pd.DataFrame | None, sites: int, level: float
) -> tuple[str, str]:
    """Return the finding about evidence: its bold opening and the rest."""
    if row is None or practices is None:
        return "No sources were coded,", "so nothing is known of the evidence here."
    interval = _interval(row["low"], row["high"], level)
    interval += ", indicative only" if interval else ""
    where = f"{_number(sites)} {'site' if sites == 1 else 'sites'}"
    looked = (
        f"We looked for {len(practices)} practices at {where}, {int(row['cells'])} combinations in all. "
        f"Sources show {int(row['shown'])}, partly show {int(row['partly'])} and contradict {int(row['contrary'])}. "
        f"They do not mention {int(row['silent'])}."
    )
    rest = f"({interval}). {looked}" if interval else looked
    return f"The evidence score is {format_percent(row['share'])}%", " ".join([rest, *unmentioned_sentences(practices)])


def unmentioned_sentences(practices: pd.DataFrame) -> list[str]:
    """Return a sentence on practices that no source mentions, and one on those that sources only contradict.

    Parameters
    ----------
    practices
        One row per practice: ``label``, and numbers of sites ``shown, partly, contrary``.
    """
    none = practices[(practices["shown"] == 0) & (practices["partly"] == 0)]
    denied = [str(label) for label in none.loc[none["contrary"] > 0, "label"]]
    unmentioned = [str(label) for label in none.loc[none["contrary"] == 0, "label"]]
    lines = [f"No source mentions: {'; '.join(unmentioned)}."] if unmentioned else []
    return [*lines, *([f"Sources only contradict: {'; '.join(denied)}."] if denied else [])]


def gap_finding(row: pd.Series | None, level: float) -> tuple[str, str]:
    """Return the finding about the gap: its bold opening and the rest."""
    if row is None or pd.isna(row["gap"]):
        return "The two sides cannot be compared,", "because one of them is missing."
    size, signed = format_percent(abs(row["gap"])), format_points(row["gap"])
    interval = _interval(row["low"], row["high"], level, unit="")
    openings = {
        "confidence outruns evidence": f"Confidence outruns evidence by {size} points",
        "evidence outruns confidence": f"Evidence outruns confidence by {size} points",
        "in step": f"Confidence and evidence are in step, {size} points apart",
        "cannot be told": f"Whether confidence outruns evidence cannot be told: the gap is {signed} points",
    }
    caution = row.get("caution", "")
    details = "; ".join(filter(None, [interval, caution])) or "too few sites, or no source, speak of it"
    rest = f"({details})."
    if row["verdict"] != _INCONCLUSIVE and row.get("depends_on", ""):
        rest += f" This depends on {join_with_and(_choices(row['depends_on']))}."
    return openings[row["verdict"]], f"{rest}{_provisional(row)}"


def _choices(kinds: str) -> list[str]:
    """Return the choices that a verdict depends on."""
    return [_DEPENDS[kind] for kind in kinds.split("; ")]


def is_widest_distinct(builder: Builder, *, claims: bool = False) -> bool:
    """Return whether the largest gap of all domains, or of all claims, exceeds the others by more than chance."""
    table = builder.release[tables.GAP_WIDEST]
    of = table["by"] == ("claim" if claims else "domain")
    return bool(table.loc[of, "beyond_chance"].any())


def gap_title(gaps: pd.DataFrame, *, widest: bool) -> str:
    """Return the title of the gap chart.

    ``widest`` is true if the largest gap exceeds the others by more than chance.
    """
    known = gaps[gaps["gap"].notna()]
    if (known["verdict"] == _INCONCLUSIVE).all():
        return "Whether confidence outruns evidence cannot be told"
    ahead = known[known["verdict"] == "confidence outruns evidence"]
    single = _depending(ahead, ONE_SITE)
    if len(ahead) < len(known) or single:
        firm = len(ahead) - len(single)
        where = f"{_number(firm)} of {_number(len(known))} domains" if firm else "no domain"
        tail = f"; in {join_with_and(single)} that depends on single sites" if single else ""
        return f"Confidence outruns evidence in {where}{tail}"
    largest = DOMAIN_LABELS[str(known.loc[known["gap"].idxmax(), "domain"])].lower()
    all_of = {1: "the one domain shown", 2: "both domains shown", len(DOMAIN_LABELS): "every domain"}
    where = all_of.get(len(known), f"all {_number(len(known))} domains shown")
    return f"Confidence outruns evidence in {where}" + (f", most of all in {largest}" if widest else "")


def _depending(ahead: pd.DataFrame, kind: str) -> list[str]:
    """Return the domains whose verdict changes with a kind of choice."""
    if "depends_on" not in ahead.columns:
        return []
    changed = [kind in str(kinds).split("; ") for kinds in ahead["depends_on"]]
    return [DOMAIN_LABELS[str(domain)].lower() for domain in ahead.loc[changed, "domain"]]


def gap_summary(gaps: pd.DataFrame, evidence: pd.DataFrame) -> str:
    """Return confidence and evidence score of every domain, and which results are provisional.

    Parameters
    ----------
    gaps, evidence
        The tables of gaps and of evidence scores by domain.
    """
    known, counts = gaps[gaps["gap"].notna()], evidence.set_index("domain")
    parts = []
    for row in known.itertuples():
        of = counts.loc[row.domain]
        parts.append(
            f"{DOMAIN_LABELS[str(row.domain)].lower()} {format_percent(row.confidence)}% confident against an evidence "
            f"score of {format_percent(row.evidence)}% ({int(of['shown'])} of {int(of['cells'])} shown, "
            f"{int(of['partly'])} partly)"
        )
    text = f"{join_with_and(parts)}.".capitalize() if parts else ""
    ahead = gaps[gaps["verdict"] == "confidence outruns evidence"]
    for kind in (_CONFIDENT, ONE_SITE):
        if domains := _depending(ahead, kind):
            text += f" That confidence outruns evidence depends on {_DEPENDS[kind]} in {join_with_and(domains)}."
    return text + provisional_domains(known)


def provisional_domains(gaps: pd.DataFrame) -> str:
    """Return the domains whose result is provisional; an empty text if there are none."""
    drafts = gaps[gaps["provisional"]] if "provisional" in gaps.columns else gaps[:0]
    if drafts.empty:
        return ""
    named = join_with_and([DOMAIN_LABELS[str(domain)] for domain in drafts["domain"]])
    return f" Provisional, since reviewers have not completed their assessments: {named}."


def gap_alt(gaps: pd.DataFrame, *, widest: bool) -> str:
    """Return the alternative text of the gap chart."""
    parts = [
        f"{DOMAIN_LABELS[str(row.domain)].lower()} {format_percent(row.confidence)} and {format_percent(row.evidence)}"
        for row in gaps.itertuples()
        if not pd.isna(row.gap)
    ]
    return f"{gap_title(gaps, widest=widest)}. Confidence and evidence in per cent: {'; '.join(parts)}."


def sensitivity_title(rows: pd.DataFrame) -> str:
    """Return the title of the chart of alternatives: which of those that count change the verdict."""
    checks = rows[rows["counted"]]
    verdict = str(rows.loc[rows["kind"] == MAIN, "verdict"].iloc[0])
    quoted = f"“{verdict[0].upper()}{verdict[1:]}”"
    if checks.empty:
        return f"No other choice puts “{verdict}” to a test"
    if checks["same"].all():
        return f"{quoted} holds in every check, {len(checks)} in all"
    changes = checks[~checks["same"]]
    on = join_with_and([_DEPENDS[kind] for kind in dict.fromkeys(changes["kind"])])
    return f"{quoted} depends on {on}: {len(changes)} of {len(checks)} checks give another verdict"


def sensitivity_alt(rows: pd.DataFrame) -> str:
    """Return the alternative text of the chart of alternatives."""
    parts = [
        f"{row.alternative}: {format_points(row.gap)}{_changed(row)}"
        f"{'' if row.counted or row.kind == MAIN else ', no check'}"
        for row in rows.itertuples()
    ]
    return f"{sensitivity_title(rows)}. Gap in points: {'; '.join(parts)}."


def _changed(row: Any) -> str:
    """Return the verdict of an alternative if it differs from the published one."""
    return "" if row.same else f", {format_verdict(row.verdict, row.caution)}"


def likert_title(nets: pd.DataFrame, items: Sequence[str], instrument: Instrument) -> str:
    """Return the title of bars of answers: the headline share of each item."""
    headline = nets[nets["headline"]].set_index("item")
    parts = []
    for place, item in enumerate(items):
        short = instrument.item(item).short
        if item not in headline.index:
            parts.append(short)
            continue
        share = f"{format_percents(headline.loc[[item]])[0]}%"
        words = f"{share} {headline.loc[item, 'label']}" if place == 0 else share
        parts.append(f"{short}: {words}")
    return "; ".join(parts)


def likert_alt(distribution: pd.DataFrame, items: Sequence[str], instrument: Instrument) -> str:
    """Return the alternative text of bars of answers: every answer of every item."""
    parts = []
    for item in items:
        rows = distribution[distribution["item"] == item]
        points = ", ".join(
            f"{label} {share}" for label, share in zip(rows["label"], format_percents(rows), strict=True)
        )
        parts.append(f"{instrument.item(item).short}, per cent of {int(rows['base'].iloc[0])}: {points}")
    return ". ".join(parts) + "."


def multiple_title(table: pd.DataFrame, opening: Mapping[str, str], item: str, alike: Sequence[str] = ()) -> str:
    """What bars of a choose-all item show: its highest chosen option, and those that it may lie above by chance.

    ``alike`` has the labels of the options that are not statistically distinguishable from it.
    """
    highest = table["share"].max()
    first = [str(label) for label in table.loc[table["share"] == highest, "label"]]
    named = join_with_and(first) if len(first) <= 2 else f"{_number(len(first))} answers alike"
    each = "" if len(first) == 1 else " each"
    title = f"{opening.get(item, 'Most often chosen')}: {named} ({format_percent(highest)}%{each})"
    if not alike:
        return title
    shares = dict(zip(table["label"], table["share"], strict=True))
    near = [f"{label} ({format_percent(shares[label])}%)" for label in alike[:2]]
    if len(alike) > len(near):
        near.append(f"{_number(len(alike) - len(near))} more")
    return f"{title}, not statistically distinguishable from {join_with_and(near)}"


def multiple_alt(table: pd.DataFrame) -> str:
    """Return the alternative text of bars of a choose-all item, the most chosen first."""
    ordered = table.sort_values("share", ascending=False, kind="stable")
    parts = ", ".join(f"{row.label} {format_percent(row.share)}" for row in ordered.itertuples())
    return f"Per cent of {int(ordered['base'].iloc[0])} services: {parts}."


def question_difference(found: pd.DataFrame, nets: pd.DataFrame, answered: int, instrument: Instrument) -> str:
    """Return a sentence on the two questions of one scale that differ most; "" if no two differ significantly.

    Parameters
    ----------
    found, nets
        The tables ``questions_apart`` and ``nets``.
    answered
        Number of services that answered the survey.
    """
    if found.empty:
        return ""
    rows, pair = nets[nets["headline"]].set_index("item"), found.iloc[0]
    more, fewer = (_item_share(rows, pair[name], answered, instrument) for name in ("item", "other"))
    return (
        f"More services say “{pair['label']}” on {more} than on {fewer}; the difference is statistically significant "
        f"among the {int(pair['n'])} that answered both."
    )


def _item_share(rows: pd.DataFrame, item: str, asked: int, instrument: Instrument) -> str:
    """Return a question with its share, its count, and the number of services that are not in its base."""
    row = rows.loc[item]
    left = asked - int(row["base"])
    without = f"; {left} of {asked} services did not answer it or gave an answer that is not counted" if left else ""
    share = format_percents(row.to_frame().T)[0]
    return f"“{instrument.item(item).short}” ({share}%, {int(row['n'])} of {int(row['base'])}{without})"


def domain_findings(builder: Builder, domain: str) -> list[tuple[str, str]]:
    """Return the three findings of a domain, each a bold opening and the rest."""
    study = builder.study
    level = study.settings.level
    confident, shown = (
        builder.domain_row(tables.CONFIDENCE, domain),
        builder.domain_row(tables.EVIDENCE_DOMAIN, domain),
    )
    sites = len(study.sites)
    practices = practices_of(builder, domain)
    if practices is not None:  # others are in no domain's share
        practices = practices[practices["practice"].isin(study.pairing.practices)]
    return [
        confidence_finding(
            confident,
            builder.release.get(tables.NETS),
            study.instrument,
            level,
            builder.release.get(tables.CONFIDENT_POINTS),
        ),
        evidence_finding(shown, practices, sites, level),
        gap_finding(builder.domain_row(tables.GAP, domain), level),
    ]


def practices_of(builder: Builder, domain: str) -> pd.DataFrame | None:
    """Return the evidence of each practice of a domain, with its label; None if nothing was coded."""
    if tables.CELLS not in builder.release:
        return None
    mine = builder.release[tables.CELLS].loc[builder.release[tables.CELLS]["domain"] == domain]
    labels = mine.drop_duplicates("practice").set_index("practice")["label"]
    practices = builder.release[tables.EVIDENCE_PRACTICE]
    practices = practices[practices["practice"].isin(labels.index)].copy()
    practices["label"] = practices["practice"].map(labels)
    return practices


def ratings_finding(builder: Builder, domain: str) -> list[str]:
    """Return the sentences on a domain's ratings, next to its evidence score."""
    row, evidence = (
        builder.domain_row(tables.RATINGS_DOMAIN, domain),
        builder.domain_row(tables.EVIDENCE_DOMAIN, domain),
    )
    if row is None:
        return ["Nobody gave a cell of this domain a colour of the rubric."]
    level = format_level(builder.study.settings.level)
    places = count_of(int(row["places"]), "place")
    interval = (
        f" ({places} only, shown for information)"
        if pd.isna(row["low"])
        else f" ({level} interval {format_percent(row['low'])} to {format_percent(row['high'])})"
    )
    text = (
        f"Reviewers rated {count_of(int(row['rated']), 'cell')} at {places}. The average "
        f"rating is {format_percent(row['share'])} out of 100{interval} (red 0, amber 50, green 100)."
    )
    if evidence is not None:
        text += (
            f" The evidence score from coded sources is {format_percent(evidence['share'])}%: {int(evidence['shown'])} "
            f"of {int(evidence['cells'])} shown, {int(evidence['partly'])} partly."
        )
    return [text]
