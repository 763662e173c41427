"""The page of codings: coders and their agreement, saturation, codes by kind and site, own codes, and terms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from cs_research._notebook import count_of
from cs_research.displays.figures.coding import agreement_chart, codes_heat_map, saturation_chart
from cs_research.displays.figures.layout import format_level
from cs_research.displays.tables import coding as display_tables
from cs_research.protection import Table, tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import (
    DOMAIN_LABELS,
    FigureContent,
    Finding,
    PageContent,
    Quotation,
    Section,
    TableContent,
)
from cs_research.reporting.text import coding_findings as text
from cs_research.reporting.text.findings import join_with_and

#: The most rows of a table or figure, columns of the heat map, pairs of codes, and pairs of coders.
_ROWS, _COLUMNS, _PAIRS, _CODER_PAIRS = 40, 11, 15, 10
#: Tables that the page is made from, and that are saved with it.
_SAVED = (
    tables.CODERS, tables.CODER_AGREEMENT, tables.CODER_DISAGREEMENTS, tables.CODE_FREQUENCY, tables.CODE_COOCCURRENCE,
    tables.SOURCE_BY_CODE, tables.CODE_SATURATION, tables.SATURATION_CURVE, tables.EVIDENCE_CODER, tables.TERMS,
    tables.TERM_COUNTS, tables.SUGGESTIONS, tables.OWN_CODE_QUOTATIONS,
)  # fmt: skip


def coding_page(builder: Builder) -> PageContent | None:
    """Return the content of the page of codings; None if the study has no sources."""
    if tables.TERMS not in builder.release:
        return None
    page = _Page(builder)
    return PageContent(
        title="Coding",
        subtitle="Who coded what, how far coders agree, which codes occur where, and terms to watch",
        findings=Finding.all_of(text.coding_findings(builder.release)),
        figures={"agreement": page.agreement(), "saturation": page.saturation(), "codes": page.codes()},
        tables=page.tables(),
        lists={
            "coders": page.coders_notes(),
            "agreement": page.agreement_notes(),
            "own": page.own_notes(),
            "terms": page.terms_notes(),
        },
        sections=page.own_sections(),
    )


class _Page:
    """Builds the page of codings of one study."""

    def __init__(self, builder: Builder) -> None:
        self._builder, self._release = builder, builder.release
        self._study = builder.study
        frame = self._study.coding_frame
        self._labels = {code.id: code.label for code in frame.codes}
        self._heads = {code.id: frame.group(code.group).label for code in frame.codes}
        self._level = format_level(self._study.settings.level)
        self._data = {
            table: builder.write_data(table.name, rows)
            for table in _SAVED
            if (rows := builder.release.get(table)) is not None
            and (len(rows) or table is not tables.OWN_CODE_QUOTATIONS)
        }
        self._coded = tables.CODERS in builder.release
        self._used = self._most_used() if self._coded else []

    def _most_used(self) -> list[str]:
        """Return the codes that are used, in the frame's order; of very many those with most segments."""
        rows = self._frequency("all")
        rows = rows[rows["segments"] > 0]
        kept = set(rows.nlargest(_ROWS, "segments")["id"])
        return [code for code in rows["id"] if code in kept]

    def _frequency(self, by: str) -> pd.DataFrame:
        table = self._release[tables.CODE_FREQUENCY]
        return table[(table["by"] == by) & (table["level"] == "code")]

    def _left_out(self) -> str:
        """Return a sentence if only the codes used most are shown."""
        total, shown = int((self._frequency("all")["segments"] > 0).sum()), len(self._used)
        most = f" The {shown} of {count_of(total, 'code')} with most segments; all are in the data."
        return "" if shown == total else most

    def agreement(self) -> FigureContent | None:
        """Return the figure of alpha by code; None if no code has a number."""
        table = self._release.get(tables.CODER_AGREEMENT)
        if table is None:
            return None
        rows = table[(table["by"] == "code") & (table["coefficient"] == "krippendorff_alpha")]
        rows = rows[rows["group"].isin(self._used)].reset_index(drop=True)
        known = rows[rows["estimate"].notna()]
        if known.empty:
            return None
        high = int((known["estimate"] >= 0.8).sum())
        labels, heads = self._named(rows["group"])
        listed = ", ".join(f"{labels[row.group]} {row.estimate:.2f}" for row in known.itertuples())
        return self._builder.add_figure(
            "coding-agreement",
            partial(agreement_chart, rows, labels, heads, made_up=self._builder.made_up),
            title=f"{high} of {count_of(len(known), 'code')} have an alpha of 0.8 or more",
            measure=(
                f"Krippendorff's alpha by code, on turns; lines are {self._level} confidence intervals. In the grey "
                "band, from 0.667 to 0.8, only tentative conclusions are usual. At the right: turns to which all "
                f"coders gave the code, of those to which any did.{self._left_out()}"
            ),
            alt=(
                f"Dots for {count_of(len(known), 'code')}, each with its line where there is an interval. Alpha is: "
                f"{listed}."
            ),
            source=self._source(),
            data=self._data[tables.CODER_AGREEMENT],
        )

    def _named(self, codes: pd.Series) -> tuple[dict[str, str], dict[str, str]]:
        """Return the labels of some codes, and those of their groups."""
        names = list(dict.fromkeys(codes))
        return {name: self._labels[name] for name in names}, {name: self._heads[name] for name in names}

    def _source(self) -> str:
        coded = self._release[tables.CODERS].query("coders > 0")
        sites = int((coded.drop_duplicates("site")["site"] != "").sum())
        return f"Source: {count_of(len(coded), 'coded source')} from {count_of(sites, 'site')}."

    def saturation(self) -> FigureContent | None:
        """Return the curve of codes after each source; None without segments in 2 sources or more."""
        if not self._coded:
            return None
        curve = self._release[tables.SATURATION_CURVE]
        rows = curve[curve["site"] == ""].reset_index(drop=True)
        if len(rows) < 2:
            return None
        last = rows.iloc[-1]
        half = rows[rows["codes"] >= last["codes"] / 2].iloc[0]
        inside = int(rows["codes"].between(rows["low"], rows["high"]).sum())
        return self._builder.add_figure(
            "coding-saturation",
            partial(
                saturation_chart,
                rows,
                orders=int(last["orders"]),
                level=self._study.settings.level,
                made_up=self._builder.made_up,
            ),
            title=f"{count_of(int(last['codes']), 'code')} after {last['place']} sources, {half['codes']} of them "
            f"after the first {'source' if half['place'] == 1 else half['place']}",
            measure=f"Number of different codes after each source, from the first to the last of {last['place']}.",
            alt=f"A line that rises from {count_of(int(rows['codes'].iloc[0]), 'code')} after 1 source to "
            f"{last['codes']} after {last['place']}. It is within the band of random orders after {inside} of "
            f"{len(rows)} sources.",
            source=f"{self._source()} Saturation shows that these sources repeat each other, not that others would.",
            data=self._data[tables.SATURATION_CURVE],
        )

    def codes(self) -> FigureContent | None:
        """Return the heat map of codes by kind of source and site; None if nothing is coded."""
        if not self._used:
            return None
        kinds, sites = self._frequency("kind"), self._frequency("site")
        parts = [kinds.assign(column=[str(kind).capitalize() for kind in kinds["group"]])]
        number = kinds["group"].nunique() + sites["group"].nunique()
        if number <= _COLUMNS:
            parts.append(sites.assign(column=[self._study.sites[str(site)] for site in sites["group"]]))
        rows = pd.concat(parts)
        rows = rows[rows["id"].isin(self._used)].reset_index(drop=True)
        both = (
            " and site" if number <= _COLUMNS else f" (with {count_of(sites['group'].nunique(), 'site')}, see the data)"
        )
        most = self._frequency("all").loc[lambda its: its["share"].astype(float).idxmax()]
        largest = "; ".join(
            f"{kind}: "
            + ", ".join(f"{it.label} {100 * it.share:.1f}%" for it in part.nlargest(3, "words").itertuples())
            for kind, part in kinds.groupby("group", sort=False)
        )
        return self._builder.add_figure(
            "coding-codes",
            partial(codes_heat_map, rows, *self._named(rows["id"]), made_up=self._builder.made_up),
            title=f"“{most['label']}” has most text: {100 * most['share']:.1f}% of all words",
            measure=(
                f"Words with each code, as % of all words of the kind of source{both}. Text that several coders gave a "
                f"code counts once; text with two codes counts for both.{self._left_out()}"
            ),
            alt=f"Tiles for {count_of(len(self._used), 'code')}, darker for a larger share of the words. Largest by "
            f"kind of source: {largest}.",
            source=self._source(),
            data=self._data[tables.CODE_FREQUENCY],
        )

    def tables(self) -> dict[str, TableContent | None]:
        """Return the tables by the names that the document uses."""
        names = ("coders", "agreement", "range", "frequency", "cooccurrence", "terms", "term_counts")
        shown: dict[str, TableContent | None] = dict.fromkeys(names)
        if len(found := self._release[tables.TERMS].head(_ROWS)):
            html = display_tables.terms_table(found, self._study.sites)
            shown["terms"] = self._table("terms", html, "Uses of terms to watch, in context", tables.TERMS)
            counts = self._release[tables.TERM_COUNTS]
            counts = counts[counts["n"] > 0]
            shown["term_counts"] = self._table(
                "term-counts",
                display_tables.term_counts_table(counts.head(_ROWS), self._study.sites),
                f"Uses of terms to watch, by kind of source and site{self._first(len(counts), 'row')}",
                tables.TERM_COUNTS,
            )
        return shown | self._coded_tables() if self._coded else shown

    def _table(self, name: str, html: str, title: str, table: Table) -> TableContent:
        path = self._builder.write_html(f"coding-{name}", html, self._release[table])
        return TableContent(html=path, title=title, data=self._data[table])

    def _coded_tables(self) -> dict[str, TableContent | None]:
        release, sites = self._release, self._study.sites
        coders = release[tables.CODERS]
        made: dict[str, TableContent | None] = {
            "coders": self._table(
                "coders",
                display_tables.coders_table(coders.head(_ROWS), release[tables.SEGMENTS], sites),
                f"Segments by source and coder{self._first(len(coders), 'source')}",
                tables.CODERS,
            )
        }
        rows = self._frequency("all").reset_index(drop=True)
        rows = rows[rows["id"].isin(self._used)] if len(rows) > _ROWS else rows
        made["frequency"] = self._table(
            "frequency",
            display_tables.frequency_table(rows, self._named(rows["id"])[1]),
            "Text with each code, over all sources. Segments are of every coder; passages count text once",
            tables.CODE_FREQUENCY,
        )
        if len(pairs := self._pairs()):
            labels, heads = self._named(pd.concat([pairs["code"], pairs["other"]]))
            made["cooccurrence"] = self._table(
                "cooccurrence",
                display_tables.cooccurrence_table(pairs, labels, heads),
                "Codes that occur most often in the same turn",
                tables.CODE_COOCCURRENCE,
            )
        if tables.CODER_AGREEMENT in release:
            made |= self._agreement_tables()
        return made

    @staticmethod
    def _first(number: int, what: str) -> str:
        return "" if number <= _ROWS else f": the first {_ROWS} of {count_of(number, what)}"

    def _pairs(self) -> pd.DataFrame:
        """Return the pairs with the highest index of Jaccard in the same turn, of those in 2 turns or more."""
        rows = self._turn_pairs()
        rows = rows[rows["together"] > 1]
        return rows.sort_values("jaccard", ascending=False, kind="stable").head(_PAIRS).reset_index(drop=True)

    def _turn_pairs(self) -> pd.DataFrame:
        table = self._release[tables.CODE_COOCCURRENCE]
        return table[table["how"] == "turn"]

    def _agreement_tables(self) -> dict[str, TableContent | None]:
        table = self._release[tables.CODER_AGREEMENT]
        known = {"code": self._used, "pair": list(table.loc[table["by"] == "pair", "group"].unique())[:_CODER_PAIRS]}
        shown = [group in known.get(by, [group]) for by, group in zip(table["by"], table["group"], strict=True)]
        table = table[shown].reset_index(drop=True)
        names: dict[str, tuple[Mapping[str, str], str]] = {
            "all": ({"all": "All codes"}, "All codes together"), "site": (self._study.sites, "All codes, by site"),
            "pair": ({}, "All codes, by pair of coders"), "code": (self._labels, ""),
        }  # fmt: skip
        where = list(zip(table["by"], table["group"], strict=True))
        named = table.assign(
            label=[names[by][0].get(group, group) for by, group in where],
            head=[names[by][1] or self._heads[group] for by, group in where],
        )
        evidence = self._release[tables.EVIDENCE_DOMAIN]
        level = self._study.settings.level
        return {
            "agreement": self._table(
                "agreement",
                display_tables.agreement_table(named, level),
                "Agreement between coders, on turns of the text",
                tables.CODER_AGREEMENT,
            ),
            "range": self._table(
                "range",
                display_tables.coder_range_table(evidence, DOMAIN_LABELS, level),
                "Evidence scores with all coders, and with one coder at a time",
                tables.EVIDENCE_CODER,
            ),
        }

    def coders_notes(self) -> list[str]:
        """Return what the tables of coders and of pairs of codes do not show."""
        if not self._coded:
            return [text.NO_CODINGS]
        notes = [text.pairs_note(self._turn_pairs(), len(self._pairs()))]
        if (waiting := self._release.get(tables.SUGGESTIONS)) is not None:
            notes.append(
                f"Patterns of the coding frame suggest a code for {count_of(len(waiting), 'sentence')}. Nobody has "
                "accepted these suggestions, and no number includes them."
            )
        return notes

    def agreement_notes(self) -> list[str]:
        """Return how agreement was calculated, with a link to the disagreements in the data."""
        if not self._coded:
            return [text.NO_CODINGS]
        notes = text.agreement_notes(self._release)
        shared = self._release[tables.CODERS]["counts"].any()
        if shared and (differ := self._release.get(tables.CODER_DISAGREEMENTS)) is not None:
            which = count_of(len(differ), "turn and code").replace("turn and codes", "combinations of turn and code")
            notes.append(
                f"Coders differ on {which}, listed with their words in {self._data[tables.CODER_DISAGREEMENTS]}."
            )
        return notes

    def _own_by_site(self) -> pd.DataFrame:
        table = self._frequency("site")
        return table[table["id"].isin(self._study.own_codes)].reset_index(drop=True)

    def own_notes(self) -> list[str]:
        """Return what codes the study's own frame adds."""
        own, frame = self._study.own_codes, self._study.coding_frame
        if not own:
            return [f"The study uses the coding frame {frame.key} as it is, and adds no code of its own."]
        base = f" to {frame.extends}" if frame.extends else ""
        return [f"The coding frame {frame.key} adds {count_of(len(own), 'code')}{base}."]

    def own_sections(self) -> tuple[Section, ...]:
        """Return a section for each code that the study's own frame adds."""
        return tuple(self._own_section(code) for code in self._study.own_codes) if self._coded else ()

    def _own_section(self, name: str) -> Section:
        code = self._study.coding_frame.code(name)
        row = self._frequency("all").set_index("id").loc[name]
        lines = [f"{code.definition} Group: {self._heads[name]}."]
        if not row["segments"]:
            return Section(code.label, (*lines, "No segment has this code."), ())
        sites = self._own_by_site()
        sites = sites[(sites["id"] == name) & (sites["segments"] > 0)]
        places = [f"{self._study.sites[str(it.group)]}: {it.segments}" for it in sites.itertuples()]
        lines.append(
            f"{count_of(int(row['segments']), 'segment')} in {count_of(int(row['sources']), 'source')} at "
            f"{count_of(int(row['sites']), 'site')} ({join_with_and(places)}): {count_of(int(row['words']), 'word')}, "
            f"{100 * row['share']:.1f}% of the text."
        )
        rows = self._release[tables.OWN_CODE_QUOTATIONS]
        quoted = tuple(
            Quotation(it.text, it.speaker, it.kind, it.site, it.label, it.stance, it.more)
            for it in rows[rows["code"] == name].itertuples()
        )
        if quoted and (more := quoted[0].more):
            lines.append(f"{count_of(more, 'other passage')} with this code: see the list of segments.")
        return Section(code.label, tuple(lines), quoted)

    def terms_notes(self) -> list[str]:
        """Return how terms were looked for, and what the table leaves out."""
        found = self._release[tables.TERMS]
        notes = [
            "A use is a place to look at, not a judgement of the person: rules find it, and rules mark uses in "
            "quotation marks and uses about the term itself. Both can be wrong. Speakers are not named.",
        ]
        if len(found) > _ROWS:
            notes.append(f"The table shows the first {_ROWS} of {count_of(len(found), 'use')}.")
        return notes
