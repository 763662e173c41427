"""Tables of codings of the made-up study and of small studies: agreement, own codes, terms, and what is released."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest

from cs_research.errors import ResearchError
from cs_research.protection import protect
from cs_research.results import measure
from cs_research.study.load import load_study


@pytest.fixture
def copied(demo_study, tmp_path):
    """Return a copy of the made-up study with some of its text replaced."""

    def copy(old="", new="", name="study.yaml"):
        folder = shutil.copytree(demo_study.parent, tmp_path / "study", dirs_exist_ok=True)
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder / "study.yaml"

    return copy


def test_agreement_is_of_all_codes_each_code_pair_and_site(demo_results):
    table = demo_results["coder_agreement"].set_index(["by", "group", "coefficient"])
    alpha = table.xs("krippendorff_alpha", level="coefficient")
    # 10 of the 167 pairs of code and turn that a coder gave are one coder's alone, counted in fieldwork.yaml
    assert alpha.loc[("all", "all"), ["given_by_any", "given_by_all", "units"]].tolist() == [167, 157, 187]
    assert alpha.loc[("code", "target.assessments"), ["given_by_any", "given_by_all"]].tolist() == [7, 6]
    assert alpha.loc["pair"].index.tolist() == ["Coder 1 and Coder 2"]
    assert alpha.loc["site"].index.tolist() == ["A", "B", "C", "D", "E"]
    assert alpha.loc[("pair", "Coder 1 and Coder 2"), "estimate"] == alpha.loc[("all", "all"), "estimate"]


def test_the_study_names_a_coder_who_found_nothing(copied):
    name = "codings/coder-2.csv"
    path = copied()
    rows = (path.parent / name).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith("e-strategy,")]
    assert len(kept) < len(rows)
    (path.parent / name).write_text("".join(kept), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    coded_by: [Coder 1, Coder 2]\n", ""), encoding="utf-8")
    silent = measure(load_study(path))
    row = silent["coders"].set_index("source").loc["e-strategy"]
    assert row[["coders", "counts", "reason"]].tolist() == [1, False, "one coder only"]
    assert silent.study.codings.named == 0

    path.write_text(text, encoding="utf-8")
    stated = measure(load_study(path))
    assert stated["coders"].set_index("source").loc["e-strategy", "names"] == "Coder 1; Coder 2"
    assert stated.study.codings.named == 15
    all_codes = [table["coder_agreement"].query("by == 'all'").iloc[0] for table in (silent, stated)]
    assert all_codes[1]["sources"] == all_codes[0]["sources"] + 1
    assert all_codes[1]["estimate"] < all_codes[0]["estimate"]
    # where Coder 2 counts for the site, what only Coder 1 found is a difference
    marked = [int(table["cells"].query("site == 'E'")["disagree"].sum()) for table in (silent, stated)]
    assert marked[0] <= marked[1]


@pytest.mark.parametrize(
    ("names", "mentioned"),
    [
        ("[Coder 1, Codr 2]", ["coded_by", "be a coder of the codings", "'Codr 2'", "Coder 2"]),
        ("[Coder 1]", ["coded_by", "name 'Coder 2', who has segments of 'e-strategy'", "'Coder 1'"]),
    ],
)
def test_names_in_coded_by_are_checked(copied, names, mentioned):
    path = copied("", "")
    head, tail = path.read_text(encoding="utf-8").split("  - id: e-strategy\n")
    tail = tail.replace("[Coder 1, Coder 2]", names, 1)
    path.write_text(f"{head}  - id: e-strategy\n{tail}", encoding="utf-8")
    with pytest.raises(ResearchError) as error:
        load_study(path)
    assert all(text in str(error.value) for text in mentioned)


def test_disagreements_are_released_with_the_coded_words_only(demo_results):
    measured, released = demo_results["coder_disagreements"], protect(demo_results)["coder_disagreements"]
    assert len(measured) == len(released) == 10
    segments = demo_results["segments"]
    for before, after in zip(measured.itertuples(), released.itertuples(), strict=True):
        assert before[: list(measured.columns).index("text") + 1] == after[: list(measured.columns).index("text") + 1]
        own = segments[(segments["source"] == after.source) & (segments["turn"] == after.turn)]
        assert after.text in set(own.loc[own["code"] == after.code, "quote"])
        assert after.text in before.text
        assert len(after.text) <= len(before.text)


def test_terms_are_released_without_their_speakers(demo_results):
    measured, released = demo_results["terms"], protect(demo_results)["terms"]
    assert measured["term"].tolist() == ["misnomer.contextualised"] * 3 + ["blame.chooses_to"]
    assert all(measured["speaker"])
    assert set(released["speaker"]) == {""}
    pd.testing.assert_frame_equal(measured.drop(columns="speaker"), released.drop(columns="speaker"))
    counts = demo_results["term_counts"]
    assert counts["n"].sum() == 4


def test_frequency_counts_text_once_for_codes_groups_and_domains(demo_results):
    table = demo_results["code_frequency"].set_index(["by", "group", "level", "id"])
    assert table.loc[("all", "all", "code", "target.assessments"), ["segments", "passages"]].tolist() == [13, 7]
    domain = table.loc[("all", "all", "domain", "target")]
    assert domain[["segments", "words", "text_words"]].tolist() == [46, 709, 7462]
    assert domain["share"] == 709 / 7462
    kinds = table.loc["kind"].xs("target", level="id").xs("domain", level="level")
    assert kinds["words"].sum() == 709


def test_pairs_of_codes_and_the_matrix_agree(demo_results):
    pairs = demo_results["code_cooccurrence"]
    row = pairs[(pairs["how"] == "turn") & (pairs["code"] == "partnerships.partners")]
    row = row[row["other"] == "level.context"].iloc[0]
    assert row[["together", "code_count", "other_count", "total"]].tolist() == [3, 7, 5, 187]
    assert row["jaccard"] == pytest.approx(3 / 9)
    assert row["lift"] == pytest.approx(3 * 187 / 35)
    assert (pairs["together"] > 0).all()
    matrix = demo_results["source_by_code"]
    frequency = demo_results["code_frequency"].query("by == 'all' and level == 'code'").set_index("id")
    codes = [name for name in matrix.columns if name not in ("source", "site", "kind")]
    assert matrix[codes].sum().to_dict() == frequency.loc[codes, "sources"].to_dict()


OWN = """type: coding-frame
id: ours
version: "1"
title: Ours
extends: coding-frame/2023
source: {title: T, publisher: P, year: 2026}
groups: [{id: place, label: Places, definition: Places that young people name.}]
codes:
  - id: place.bus
    group: place
    label: On the bus
    definition: Journeys are named as a place of harm.
    use_when: A bus or a stop is named.
    not_when: Travel is a cost only.
    example: It was the 61.
    source: ours
    patterns: ['\\bbus(?:es)?\\b']
changes: [{kind: add, codes: [place.bus], reason: Pupils named it.}]
"""
BUS = "One girl coloured her whole bus route red."


def own_study(path):
    """Add a code of the study's own, with one segment."""
    (path.parent / "ours.yaml").write_text(OWN, encoding="utf-8")
    with (path.parent / "codings" / "coder-1.csv").open("a", encoding="utf-8") as file:
        file.write(f"a-focus-group,Coder 1,place.bus,shown,{BUS}\n")
    return path


def test_a_code_of_ones_own_has_its_quotations(copied):
    study = own_study(copied("frame: coding-frame/2023", "frame: ours.yaml"))
    results = measure(load_study(study))
    assert results.study.own_codes == ("place.bus",)
    row = results["own_code_quotations"].iloc[0]
    assert row.tolist() == ["place.bus", "On the bus", BUS, "Practitioner 1", "focus group", "Site A", "shown", 0]


def test_suggestions_are_marked_and_never_counted(copied):
    study = own_study(copied("frame: coding-frame/2023", "frame: ours.yaml"))
    results = measure(load_study(study))
    table = results["suggestions"]
    assert len(table) > 1
    assert set(table["suggested_by"]) == {"pattern"}
    assert set(table["coder"]) == set(table["stance"]) == {""}
    counted = results["code_frequency"].set_index(["by", "level", "id"]).loc[("all", "code", "place.bus")]
    assert counted["segments"] == 1
    assert set(protect(results)["suggestions"]["speaker"]) == {""}


def test_the_shipped_frame_has_no_code_of_ones_own(demo_results):
    assert demo_results.study.own_codes == ()
    assert demo_results["own_code_quotations"].empty
    assert "suggestions" not in demo_results.names


def test_sources_without_codings_have_terms_only(demo_study):
    results = measure(replace(load_study(demo_study), codings=None))
    assert {"terms", "term_counts"} <= set(results.names)
    assert not {"coders", "code_frequency", "coder_agreement"} & set(results.names)


def test_with_one_coder_there_is_no_agreement(demo_study):
    data = load_study(demo_study)
    own = tuple(segment for segment in data.codings.segments if segment.coder == "Coder 1")
    results = measure(replace(data, codings=replace(data.codings, segments=own)))
    assert not {"coder_agreement", "coder_disagreements", "evidence_coder"} & set(results.names)
    assert results["evidence_domain"]["coders"].tolist() == [1, 1, 1, 1]
    assert results["evidence_domain"]["coder_low"].isna().all()


def test_evidence_has_its_range_from_one_coder_to_another(demo_results):
    domain = demo_results["evidence_domain"].set_index("domain")
    each = demo_results["evidence_coder"]
    for name, rows in each.groupby("domain"):
        assert domain.loc[name, "coder_low"] == rows["share"].min()
        assert domain.loc[name, "widest_high"] == max(rows["high"].max(), domain.loc[name, "high"])
    assert domain["coders"].tolist() == [2, 2, 2, 2]
    assert set(demo_results["cells"]["compared"]) == {2}


def test_every_column_of_these_tables_is_described(demo_results):
    names = ["coders", "coder_agreement", "coder_disagreements", "code_frequency", "code_cooccurrence", "cells", "terms",
             "term_counts", "code_saturation", "saturation_curve", "own_code_quotations", "evidence_domain"]  # fmt: skip
    for name in names:
        fields = demo_results.schema(demo_results[name])["fields"]
        assert [field["name"] for field in fields if "description" not in field] == [], name


LEXICON = """type: lexicon
id: own
version: "1"
title: Own
source: {title: T, publisher: P, year: 2026}
groups: [{id: g, label: G, definition: D}]
terms:
  - {id: g.bus, group: g, label: Buses, pattern: 'whole bus route', why: It is long., instead: route,
     matches: [the whole bus route], passes: [the bus], source: ours}
"""


def test_a_study_may_have_a_lexicon_of_its_own(copied):
    path = copied("frame: coding-frame/2023", "frame: coding-frame/2023\nlexicon: own.yaml")
    (path.parent / "own.yaml").write_text(LEXICON, encoding="utf-8")
    results = measure(load_study(path))
    assert results["terms"][["term", "source", "match"]].values.tolist() == [
        ["g.bus", "a-focus-group", "whole bus route"]
    ]
    (path.parent / "own.yaml").unlink()
    with pytest.raises(ResearchError, match=r"own.yaml: file must exist"):
        load_study(path)
