"""The made-up study's triangulation as files, held against its codings as they were written, read with pandas alone."""

import hashlib
import json
import re
import shutil

import openpyxl
import pandas as pd
import pytest

from cs_research._files import write_text
from cs_research.cli.triangulate import book, cut_texts, triangulate, write_starters
from cs_research.definitions import load_cerqual, load_convergence
from cs_research.errors import DefinitionError, MeasureError, PublishError, ResearchError
from cs_research.study.check import check_file

#: Claim to the first part of its practices' codes: each claim of the shipped pairing takes a whole domain.
CLAIMS = {
    "target": "assess_and_record", "framework": "understand_as_welfare", "partnerships": "work_with_partners",
    "outcomes": "measure_contexts",
}  # fmt: skip
PRACTICES = {
    "assess_and_record": 6,
    "understand_as_welfare": 4,
    "work_with_partners": 4,
    "measure_contexts": 3,
}
SOURCES = [
    *(f"{site}-{kind}" for site in "abcde" for kind in ("focus-group", "interview")),
    *(f"{site}-strategy" for site in "abcde"),
]


@pytest.fixture(scope="module")
def made(demo_study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("triangulated") / "out"
    return folder, triangulate(demo_study, folder)


@pytest.fixture
def study(demo_study, tmp_path):
    """A copy to be changed, without decisions and judgements, which hold for the study as it is."""
    shutil.copytree(demo_study.parent, tmp_path / "study")
    path = tmp_path / "study" / "study.yaml"
    text = path.read_text(encoding="utf-8")
    write_text(path, text[: text.index("decisions:")])
    return path


@pytest.fixture(scope="module")
def starters(demo_study, tmp_path_factory):
    folder = tmp_path_factory.mktemp("starters") / "own"
    return folder, write_starters(demo_study, folder)


@pytest.fixture
def own(starters, tmp_path):
    """The starters' files, to be changed."""
    shutil.copytree(starters[0], tmp_path / "own")
    return tmp_path / "own" / "decisions.yaml", tmp_path / "own" / "judgements.yaml"


@pytest.fixture(scope="module")
def marked(demo_study):
    """What both coders marked, as their files have it, with the claim that each practice speaks to."""
    files = [demo_study.parent / "codings" / f"coder-{number}.csv" for number in (1, 2)]
    table = pd.concat([pd.read_csv(file) for file in files], ignore_index=True)
    table["claim"] = table["code"].str.split(".").str[0].map(CLAIMS)
    table["site"] = table["source"].str[0].str.upper()
    return table


def read(folder, name):
    return pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""])


def test_the_lines_say_what_was_found(made, marked):
    _, output = made
    lines = output.splitlines()
    assert lines[1] == "4 claims, 22 quotations; a source is silent on a claim 16 times"
    assert lines[2] == (
        "convergence: 24 cells (9 agreement, 12 partial agreement, 3 dissonance); 18 proposed, 4 confirmed, 2 overruled"
    )
    assert lines[3] == "findings: 2 final, 2 drafts without all their judgements"
    assert lines[4] == (
        "paper and practice: 1 on paper only, 1 on paper, contradicted at the same site, 9 on paper and voiced at the "
        "same site, 3 voiced only, 2 contradicted by staff, not in strategies, 1 on neither side"
    )
    spoken = int(marked["claim"].notna().sum())
    assert lines[5].startswith(
        f"{spoken} of {len(marked)} segments are about a claim; {len(marked) - spoken} have codes"
    )


def test_the_ledgers_segments_and_sources_are_those_of_the_coders_files(made, marked):
    table = read(made[0], "ledger").set_index("claim")
    for claim, part in marked.groupby("claim"):
        row = table.loc[claim]
        assert row["segments_for"] == part["stance"].isin(["shown", "partly"]).sum()
        assert row["segments_against"] == (part["stance"] == "contrary").sum()
        assert row["sources"] == part["source"].nunique()
        silent = [source for source in SOURCES if source not in set(part["source"])]
        output = [] if pd.isna(row["silent_sources"]) else row["silent_sources"].split("; ")
        assert output == silent


def test_the_ledgers_cells_are_those_of_the_coders_files(made, marked):
    table = read(made[0], "ledger").set_index("claim")
    for claim, part in marked.groupby("claim"):
        states = part.groupby(["code", "site"])["stance"].agg(
            lambda actual: actual.iloc[0] if actual.nunique() == 1 else "partly"
        )
        counts = states.value_counts()
        row = table.loc[claim]
        assert row["cells"] == 5 * PRACTICES[claim]
        for state in ("shown", "partly", "contrary"):
            assert row[state] == counts.get(state, 0)
        assert row["silent"] == 5 * PRACTICES[claim] - len(states)
        assert row["evidence"] == pytest.approx((row["shown"] + row["partly"] / 2) / row["cells"])


def test_the_ledgers_confidence_is_that_of_the_bulletin(made):
    table = read(made[0], "ledger").set_index("claim")
    # 47 of 55 and 41 of 56 on the two questions of the first claim, which some left blank
    assert table.loc["assess_and_record", "confidence"] == pytest.approx((47 / 55 + 41 / 56) / 2)
    assert table.loc["understand_as_welfare", "confidence"] == pytest.approx(53 / 57)
    assert table.loc["work_with_partners", "confidence"] == pytest.approx(37 / 57)
    assert table.loc["measure_contexts", "confidence"] == pytest.approx(40 / 57)
    output = table.index[table["verdict"] == "confidence outruns evidence"]
    assert set(table.index) - set(output) == {"work_with_partners"}
    assert table.loc["work_with_partners", "verdict"] == "cannot be told"


def test_quotations_are_words_that_a_coder_marked_so(made, marked):
    table = read(made[0], "quotations")
    known = set(zip(marked["source"], marked["code"], marked["stance"], marked["quote"], strict=True))
    for row in table.itertuples():
        assert (row.source, row.practice, row.stance, row.quote) in known
    assert table.groupby(["claim", "side"])["rank"].max().max() == 3
    both = marked.groupby(["source", "code", "stance", "quote"])["coder"].nunique()
    assert (both == 2).sum() > 22
    assert set(table["coders"]) == {"Coder 1; Coder 2"}  # two coders come before one, and there are enough of them


def test_the_heat_map_counts_segments_and_passages(made, marked):
    table = read(made[0], "domain-by-source").set_index(["domain", "kind"])
    kind = marked["source"].str[2:].str.replace("-", " ")
    domain = marked["code"].str.split(".").str[0].where(marked["claim"].notna(), "none")
    for (name, where), part in marked.groupby([domain, kind]):
        assert table.loc[(name, where), "segments"] == len(part)
    assert table["segments"].sum() == len(marked) == 335
    assert table["passages"].sum() == 175
    practices = table[table.index.get_level_values("domain") != "none"]
    assert (practices[["shown", "partly", "contrary", "mixed"]].sum(axis=1) == practices["passages"]).all()
    assert practices.groupby("domain")["practices"].first().to_dict() == {
        "target": 6, "framework": 4, "partnerships": 4, "outcomes": 3,
    }  # fmt: skip


def test_the_findings_counts_are_those_of_the_coders_files(made, marked):
    table = read(made[0], "cerqual").set_index("claim")
    for claim, part in marked.groupby("claim"):
        assert table.loc[claim, ["sources", "sites", "segments"]].tolist() == [
            part["source"].nunique(), part["site"].nunique(), len(part),
        ]  # fmt: skip
        # each stretch that both coders marked alike is counted once, so no more than all different quotations
        different = part.drop_duplicates(["source", "quote"])["quote"].str.split().str.len().sum()
        longest = part.drop_duplicates(["source", "quote"])["quote"].str.split().str.len().max()
        assert longest <= table.loc[claim, "words"] <= different
    assert table["status"].str.startswith("draft: judgements missing: methodological limitations").tolist() == [
        True, True, False, False,
    ]  # fmt: skip


def test_confidence_in_outcomes_is_contradicted_by_both_kinds(made):
    matrix = read(made[0], "convergence").set_index(["claim", "first", "second"])
    for kind in ("focus group", "interview"):
        assert matrix.loc[("measure_contexts", "survey", kind), "proposed"] == "dissonance"
    assert matrix.loc[("measure_contexts", "focus group", "interview"), "proposed"] == "agreement"


def test_the_workbook_has_a_sheet_a_table_and_numbers_are_numbers(made):
    workbook = openpyxl.load_workbook(made[0] / "ledger.xlsx")
    assert workbook.sheetnames == ["Ledger", "Quotations", "Silent sources"]
    for sheet, name in zip(workbook, ["ledger", "quotations", "silent-sources"], strict=True):
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        table = read(made[0], name)
        assert rows[0] == list(table.columns)
        assert len(rows) - 1 == len(table)
    header, first, *_ = workbook["Ledger"].iter_rows(values_only=True)
    assert dict(zip(header, first, strict=True))["cells"] == 30
    assert dict(zip(header, first, strict=True))["evidence"] == pytest.approx(0.2)


def test_the_same_study_gives_the_same_bytes(made, demo_study, tmp_path):
    triangulate(demo_study, tmp_path / "again")
    for path in made[0].iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_made_up_data_says_so_in_every_file(made):
    for path in made[0].glob("*.csv"):
        assert set(pd.read_csv(path)["data"]) == {"made up"}, path.name
    workbook = openpyxl.load_workbook(made[0] / "ledger.xlsx")
    assert workbook.properties.title.startswith("MADE-UP DATA")
    assert {sheet.cell(2, sheet.max_column).value for sheet in workbook} == {"made up"}
    assert (made[0] / "README.txt").read_text(encoding="utf-8").startswith("MADE-UP DATA")


def test_every_file_is_reported_in_the_readme(made):
    text = (made[0] / "README.txt").read_text(encoding="utf-8")
    for path in made[0].iterdir():
        assert path.name in text or path.name in {"README.txt", ".cs-research.json"}


def test_real_sources_without_a_survey_are_read_alone_and_bear_no_mark(study, tmp_path):
    text = study.read_text(encoding="utf-8").replace("made_up: true\n", "")
    start, end = text.index("survey:\n"), text.index("sites:\n")
    write_text(study, text[:start] + text[end:])
    output = triangulate(study, tmp_path / "out")
    assert "the study has no survey" in output
    assert set(read(tmp_path / "out", "convergence")["first"]) == {"focus group", "interview"}
    assert not (tmp_path / "out" / "quotations-by-confidence.csv").exists()
    assert "data" not in read(tmp_path / "out", "ledger").columns
    assert "MADE-UP" not in (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")


def test_a_study_of_one_kind_has_nothing_to_decide(study, tmp_path):
    text = study.read_text(encoding="utf-8").replace("kind: focus group", "kind: interview")
    text = text.replace("kind: strategy", "kind: interview")
    start, end = text.index("survey:\n"), text.index("sites:\n")
    write_text(study, text[:start] + text[end:])
    assert "convergence: 0 cells (no two kinds); nothing to decide" in triangulate(study, tmp_path / "out")
    assert "nothing to decide on convergence" in write_starters(study, tmp_path / "own")
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["judgements.yaml"]


def test_a_withheld_share_is_reported(study, tmp_path):
    write_text(study, study.read_text(encoding="utf-8") + "\nsettings:\n  minimum_base: 57\n")
    output = triangulate(study, tmp_path / "out")
    # some made-up services left three questions blank, two of them of the first claim
    assert "confidence is withheld, or was not asked: assess_and_record" in output
    table = read(tmp_path / "out", "ledger").set_index("claim")
    assert pd.isna(table.loc["assess_and_record", "confidence"])
    matrix = read(tmp_path / "out", "convergence")
    mine = matrix[(matrix["claim"] == "assess_and_record") & (matrix["first"] == "survey")]
    assert set(mine["proposed"]) == {"silence"}


def test_a_study_without_codings_is_reported(study, tmp_path):
    text = study.read_text(encoding="utf-8")
    write_text(study, text[: text.index("codings:\n")])
    with pytest.raises(PublishError, match="codings must be named, since claims are compared with them"):
        triangulate(study, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_strategies_are_held_against_practitioners(made, marked):
    table = read(made[0], "paper-and-practice")
    assert len(table) == 17
    on_paper = marked[marked["source"].str.endswith("strategy") & marked["claim"].notna()]
    assert table["segments_paper"].sum() == len(on_paper)
    # an hour for places is promised in one strategy, and no practitioner speaks of one
    row = table.set_index("practice").loc["target.space"]
    assert row[["paper", "voiced", "finding", "paper_sites", "unvoiced_sites"]].tolist() == [
        "partly", "silent", "on paper only", "B", "B",
    ]  # fmt: skip


def test_without_strategies_nothing_is_stated_of_paper(study, tmp_path):
    write_text(study, study.read_text(encoding="utf-8").replace("kind: strategy", "kind: interview"))
    output = triangulate(study, tmp_path / "out")
    assert "(kinds: focus group, interview)" in output
    assert not (tmp_path / "out" / "paper-and-practice.csv").exists()


def test_no_file_holds_one_services_answers_or_name(made, demo_study):
    assert not (made[0] / "service-gaps.csv").exists()
    assert "service-gaps" not in (made[0] / "README.txt").read_text(encoding="utf-8")
    assert read(made[0], "paired-gap")["services"].tolist() == [5, 5, 5, 5]
    named = re.findall(r"service: (Service \d+)", demo_study.read_text(encoding="utf-8"))
    assert len(named) == 5
    for path in made[0].iterdir():
        content = path.read_bytes().decode("utf-8", errors="ignore")
        assert not any(name in content for name in named), path.name


def test_faults_of_decisions_and_judgements_come_with_the_studys_own(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    folder = tmp_path / "study"
    for name, old, new in (
        ("decisions.yaml", "claim: measure_contexts\n    kinds: [\"survey\", \"interview\"]",
         "claim: measure_contexts\n    kinds: [\"survey\", \"interviews\"]"),
        ("judgements.yaml", "claim: work_with_partners", "claim: work_with_partner"),
        ("codings/coder-1.csv", "target.assessments", "target.assessment"),
        ("study.yaml", "service: Service", "service: Services"),
    ):  # fmt: skip
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        write_text(folder / name, text.replace(old, new, 1))
    with pytest.raises(ResearchError) as caught:
        check_file(folder / "study.yaml")
    places = [str(fault) for fault in caught.value.faults]
    assert len(places) >= 4
    for output in (
        r"study\.yaml, line \d+, sites\[A\]: service must be named by one answer to the survey, got 'Services \d+' in 0",
        r"coder-1\.csv.*target\.assessment",
        r"decisions\.yaml, line \d+, decisions\[20\]\.kinds: entry 2 must be a kind of source",
        r"judgements\.yaml, line \d+, judgements\[3\]: claim must be a claim of the pairing",
    ):
        assert any(re.search(output, place) for place in places), (output, places)


def test_a_file_of_decisions_that_is_not_there_is_reported_at_its_line(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    path = tmp_path / "study" / "study.yaml"
    write_text(path, path.read_text(encoding="utf-8").replace("decisions.yaml", "decision.yaml"))
    with pytest.raises(ResearchError, match=r"line \d+: decisions must exist, got nothing at") as caught:
        check_file(path)
    assert "did you mean 'decisions.yaml'?" in str(caught.value)


def test_files_that_are_given_take_the_place_of_those_that_the_study_names(demo_study, own, tmp_path):
    output = triangulate(demo_study, tmp_path / "out", decisions=own[0])
    assert "; 24 proposed" in output
    assert "findings: 2 final, 2 drafts" in output


def test_a_kind_that_is_called_survey_is_reported(study, tmp_path):
    write_text(study, study.read_text(encoding="utf-8").replace("kind: interview", "kind: survey"))
    with pytest.raises(MeasureError, match="kind of source must be another than 'survey'"):
        triangulate(study, tmp_path / "out")


def test_starters_hold_every_claim_and_load_as_they_are(starters, demo_study):
    folder, output = starters
    decisions, judgements = folder / "decisions.yaml", folder / "judgements.yaml"
    assert output.splitlines()[:2] == [f"Written: {decisions}", f"Written: {judgements}"]
    loaded = load_convergence(decisions)
    assert [(decision.claim, decision.kinds) for decision in loaded.decisions[:3]] == [
        ("assess_and_record", ("survey", "focus group")), ("assess_and_record", ("survey", "interview")),
        ("assess_and_record", ("survey", "strategy")),
    ]  # fmt: skip
    assert (len(loaded.decisions), loaded.taken, loaded.study) == (24, (), "made-up-2022")
    assert [judgement.claim for judgement in load_cerqual(judgements).judgements] == list(PRACTICES)
    assert check_file(decisions).endswith("0 of 24 cells decided")
    for path in (decisions, judgements):
        assert path.read_text(encoding="utf-8").startswith("# MADE-UP DATA")
    assert "5 of 15 sources, 3 of 5 sites; 10 segments (shown 0, partly 2, contrary 8)" in judgements.read_text("utf-8")
    with pytest.raises(PublishError) as caught:
        write_starters(demo_study, folder)
    assert len(caught.value.faults) == 2


def filled(path, entry, **values):
    """A starter with the empty keys of one entry filled in."""
    before, mark, after = path.read_text(encoding="utf-8").partition(entry)
    for key, value in values.items():
        assert f"{key}:\n" in after
        after = after.replace(f"{key}:\n", f"{key}: {value}\n", 1)
    write_text(path, before + mark + after)


def test_filled_starters_settle_cells_and_findings(demo_study, own, tmp_path):
    decisions, judgements = own
    who = {"by": "R1", "date": "2026-03-01"}
    filled(decisions, "- claim: assess_and_record", category="dissonance", reason="Staff deny it", **who)
    filled(decisions, "- claim: measure_contexts", category="dissonance", reason="As proposed", **who)
    # the first cell was decided when the rule proposed something else
    write_text(decisions, decisions.read_text("utf-8").replace("proposed: partial agreement", "proposed: silence", 1))
    text = judgements.read_text(encoding="utf-8")
    head, last = text.rsplit("  - claim: measure_contexts", 1)
    last = last.replace("level:\n      reason:", "level: minor\n      reason: Few speak of it", 4)
    last = last.replace("level:\n      reason:", "level: moderate\n      reason: Minor concerns", 1)
    write_text(judgements, head + "  - claim: measure_contexts" + last)
    filled(judgements, "- claim: measure_contexts", **who)
    output = triangulate(demo_study, tmp_path / "out", decisions=decisions, judgements=judgements)
    assert "; 22 proposed, 1 confirmed, 1 overruled" in output
    assert "look again: 1 decided when the rule proposed something else" in output
    assert "findings: 1 final, 3 drafts" in output
    matrix = read(tmp_path / "out", "convergence").set_index(["claim", "first", "second"])
    row = matrix.loc[("assess_and_record", "survey", "focus group")]
    assert row[["proposed", "category", "status", "reason", "by", "date", "changed"]].tolist() == [
        "partial agreement", "dissonance", "overruled", "Staff deny it", "R1", "2026-03-01", True,
    ]  # fmt: skip
    findings = read(tmp_path / "out", "cerqual").set_index("claim")
    assert findings.loc["measure_contexts", ["overall", "status"]].tolist() == ["moderate", "final"]


def test_names_that_the_study_does_not_have_are_reported_at_their_line(demo_study, own, tmp_path):
    path, _ = own
    text = path.read_text(encoding="utf-8").replace("measure_contexts", "measure_context")
    write_text(path, text.replace('"interview"]', '"interviews"]', 1))
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(place for place, line in enumerate(lines, start=1) if '"interviews"]' in line)
    with pytest.raises(DefinitionError) as caught:
        triangulate(demo_study, tmp_path / "out", decisions=path)
    output = [str(fault) for fault in caught.value.faults]
    assert output[0] == (
        f"{path}, line {number}, decisions[2].kinds: entry 2 must be a kind of source of the study, 'survey', "
        "'focus group', 'interview' or 'strategy', got 'interviews'.\n  Hint: did you mean 'interview'?"
    )
    assert len(output) == 7
    assert all("did you mean 'measure_contexts'?" in line for line in output[1:])
    assert not (tmp_path / "out").exists()


def test_judgements_of_another_study_are_reported(demo_study, own, tmp_path):
    _, path = own
    write_text(path, path.read_text(encoding="utf-8").replace("study: made-up-2022\n", "study: another\n"))
    with pytest.raises(
        DefinitionError, match=r"line \d+: study must be the id of the study, 'made-up-2022', got 'another'"
    ):
        triangulate(demo_study, tmp_path / "out", judgements=path)


def test_text_is_never_a_formula_and_what_is_cut_is_reported(tmp_path):
    table = pd.DataFrame({"quote": ["=1+1", "https://example.org", "7", "é" * 32_768], "n": [1, 2, 3, None],
                          "share": [0.5, None, 1.0, 0.25], "yes": [True, False, True, None]})  # fmt: skip
    path = tmp_path / "book.xlsx"
    path.write_bytes(book("T", {"One": table}))
    sheet = openpyxl.load_workbook(path)["One"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["=1+1", "https://example.org", "7"]
    assert {sheet.cell(row, 1).data_type for row in (2, 3, 4)} == {"s"}
    assert sheet.cell(3, 1).hyperlink is None
    assert len(sheet.cell(5, 1).value) == 32_767
    assert [sheet.cell(row, 2).value for row in (2, 5)] == [1, None]
    assert [sheet.cell(row, 4).value for row in (2, 3, 5)] == ["yes", "no", None]
    assert cut_texts({"One": table}) == [
        "ledger.xlsx, sheet One, row 5: 'quote' is too long for a cell and is cut; the CSV has all of it"
    ]


def test_a_service_is_known_in_a_study_however_it_is_typed(study, made, tmp_path):
    text = study.read_text(encoding="utf-8")
    write_text(study, re.sub(r"service: Service (\d+)", r'service: " SERVICE\\u00a0\1."', text))
    triangulate(study, tmp_path / "out")
    # the two studies differ in what people judged of their findings
    mine, theirs = (read(folder, "paired-gap").drop(columns="provisional") for folder in (tmp_path / "out", made[0]))
    pd.testing.assert_frame_equal(mine, theirs)


def test_two_sites_of_one_service_are_reported(study):
    text = study.read_text(encoding="utf-8")
    first, second, *_ = re.findall(r"service: Service \d+", text)
    write_text(study, text.replace(second, first.replace("Service", "SERVICE")))
    with pytest.raises(ResearchError, match="service must differ from that of 'A', since a service counts once"):
        check_file(study)


def test_its_folder_has_a_manifest_with_the_digest_of_files_that_were_given(demo_study, made, own, tmp_path):
    manifest = json.loads((made[0] / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == {"name": "triangulate", "options": {}}
    assert "ledger.csv" in [entry["path"] for entry in manifest["outputs"]]
    assert "decisions 1" in [entry["name"] for entry in manifest["inputs"]]
    triangulate(demo_study, tmp_path / "out", decisions=own[0])
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"]["options"] == {"decisions": hashlib.sha256(own[0].read_bytes()).hexdigest()}
