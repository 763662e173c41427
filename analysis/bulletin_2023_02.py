"""HM Inspectorate of Probation's Research & Analysis Bulletin 2023/02: figures 1 to 7, and its quotations.

    python analysis/bulletin_2023_02.py                          figures from the made-up survey
    python analysis/bulletin_2023_02.py --survey export.csv      figures from an export of one's own
    python analysis/bulletin_2023_02.py --bulletin bulletin.txt  the published quotations as sources, too

Everything is written to the folder named with --to.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from cs_research._files import write_bytes, write_text
from cs_research._folders import new_folder
from cs_research.definitions import Instrument, load_instrument, load_lexicon
from cs_research.definitions.instrument import SCALE_COLUMNS
from cs_research.demo import write_demo
from cs_research.displays.figures import likert_bars as figures
from cs_research.displays.figures.layout import format_percent, render_plot
from cs_research.displays.tables.html import csv_text
from cs_research.errors import ResearchError
from cs_research.formats import read_quotations, read_survey
from cs_research.measures.coding import frequency
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert
from cs_research.records import Responses
from cs_research.reporting.content import DOMAIN_LABELS

#: Item, net and per cent as published (section 2.1; figures 1 to 5, and one result in the text).
PUBLISHED = {
    "knowledge": ("good_or_better", 93),
    "assess_contexts": ("confident", 85),
    "record_contexts": ("confident", 73),
    "local_work": ("a_lot", 65),
    "measure_safety": ("part_way_or_further", 70),
    "appropriate": ("agree", 97),
}
#: The term of the lexicon that misnames the approach.
MISNOMER = "misnomer.contextualised"


def save(folder: Path, name: str, plot: Any, table: pd.DataFrame) -> None:
    """Write a figure as SVG and PNG, with its data beside it."""
    for kind, content in zip(("svg", "png"), render_plot(plot, "svg", "png"), strict=True):
        write_bytes(folder / f"{name}.{kind}", content)
    write_text(folder / f"{name}.csv", csv_text(table))
    print(f"  {name}.svg, .png, .csv")


def survey_figures(responses: Responses, instrument: Instrument, folder: Path, *, made_up: bool) -> None:
    """Figures 1 to 7, and each published percentage beside the one found here."""
    counts = tally(responses)
    distribution = likert.distribution(counts)
    nets = likert.nets(counts)
    multiple = likert.multiple(counts)
    for item in instrument.items:
        if item.figure is None:
            continue
        table = multiple if item.kind == "multiple" else distribution
        rows = table[table["item"] == item.id]
        if rows["base"].iloc[0] == 0:
            print(f"  figure {item.figure} left out: nobody answered '{item.id}'")
        elif item.kind == "multiple":
            save(folder, f"figure-{item.figure}", figures.multiple_bars(rows, made_up=made_up), rows)
        else:
            plot = figures.likert_bars(rows, nets, made_up=made_up)
            save(folder, f"figure-{item.figure}", plot, rows.drop(columns=list(SCALE_COLUMNS)))
    for name, (net, published) in PUBLISHED.items():
        rows = nets[(nets["item"] == name) & (nets["net"] == net)]
        if rows.empty:
            print(f"  {name}: not in instrument {instrument.key}; published: {published}%")
            continue
        row = rows.iloc[0]
        found = format_percent(row["share"]) if row["base"] else "-"
        how = " (made up to agree)" if made_up else ""
        print(f"  {name} {row['label']}: {found}% ({row['n']} of {row['base']}); published: {published}%{how}")


def bulletin_quotations(path: Path, folder: Path) -> None:
    """The bulletin's quotations by domain and kind of source, and where it finds the misnomer used."""
    publication = read_quotations(path)
    passages = publication.table()
    quoted = passages[passages["kind"] != ""]
    write_text(folder / "quotations.csv", csv_text(quoted))
    print(f"  quotations.csv: {len(quoted)} quotations")
    counts = frequency.quotations_by_kind(passages)
    print(counts.pivot(index="domain", columns="kind", values="n").reindex(DOMAIN_LABELS).to_string())
    save(folder, "quotations-by-kind", figures.count_tiles(counts, DOMAIN_LABELS), counts)
    term = next(term for term in load_lexicon("lexicon/terms").terms if term.id == MISNOMER)
    found = frequency.mentions(passages, term.pattern)
    write_text(folder / "misnomer.csv", csv_text(found))
    print(f"  misnomer.csv: '{term.label}' stands in {len(found)} places")
    for row in found.itertuples():
        print(f"    line {row.line}, section {row.section}, {row.kind}: …{row.before}[{row.match}]{row.after}…")
    for note in publication.notes:
        print(f"  note: {note}")


def main() -> None:
    """Read what was asked for, write the folder, print what stands in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--survey", type=Path, help="survey export; the made-up one by default")
    parser.add_argument("--instrument", default="yjs-survey/2022", help="instrument of the export")
    parser.add_argument("--bulletin", type=Path, help="the bulletin as plain text")
    parser.add_argument("--to", type=Path, default=Path("bulletin-2023-02"), help="folder to write")
    given = parser.parse_args()
    instrument = load_instrument(given.instrument)
    with tempfile.TemporaryDirectory() as place, new_folder(given.to) as folder:
        if given.bulletin:
            print(f"{given.bulletin}:")
            bulletin_quotations(given.bulletin, folder)
        survey = given.survey or write_demo(Path(place) / "study").parent / "survey" / "qualtrics.csv"
        responses = read_survey(survey, instrument)
        print(f"{'Made-up survey' if given.survey is None else survey}: {len(responses)} responses")
        survey_figures(responses, instrument, folder, made_up=given.survey is None)
    print(f"Written to {given.to}")


if __name__ == "__main__":
    try:
        main()
    except ResearchError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
