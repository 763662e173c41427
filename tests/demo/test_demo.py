"""The made-up study: six published percentages, layouts of real platforms, and nothing real."""

import shutil

import pytest

from cs_research._files import shipped
from cs_research.definitions import crosswalk, load_study_file
from cs_research.demo import write_demo, write_starter
from cs_research.demo.fieldwork import FORMS, load_fieldwork
from cs_research.displays.figures.layout import format_percent
from cs_research.errors import PublishError
from cs_research.formats import read_codings, read_survey, read_transcript
from cs_research.measures.counts.tally import tally
from cs_research.measures.evidence import cells as evidence
from cs_research.measures.evidence.rubric_ratings import evidence_share
from cs_research.measures.evidence.strategies import paper_and_practice
from cs_research.measures.shares import likert
from cs_research.measures.shares.response import not_registered
from cs_research.results import measure
from cs_research.study.check import check_file
from cs_research.study.load import load_study


@pytest.mark.parametrize(
    ("item", "net", "published"),
    [
        # bulletin 2023/02, section 2.1
        ("knowledge", "good_or_better", 93),
        ("assess_contexts", "confident", 85),
        ("record_contexts", "confident", 73),
        ("local_work", "a_lot", 65),
        ("measure_safety", "part_way_or_further", 70),
        ("measure_safety", "part_way_only", 70),
        ("appropriate", "agree", 97),
    ],
)
@pytest.mark.parametrize("seed", [2023, 7])
def test_the_answers_give_the_six_published_percentages(instrument, tmp_path, item, net, published, seed):
    study = write_demo(tmp_path / "study", seed=seed)
    responses = read_survey(study.parent / "survey" / "qualtrics.csv", instrument)
    assert len(responses) == 57
    counts = tally(responses)
    nets = likert.nets(counts).set_index(["item", "net"])
    assert format_percent(nets.loc[(item, net), "share"]) == str(published)
    # the other way that published figures may have been made: bars rounded, then added
    bars = likert.distribution(counts).set_index(["item", "point"])["share"]
    points = next(n for n in instrument.scale_of(instrument.item(item)).nets if n.id == net).points
    added = sum(int(format_percent(bars[(item, point)])) for point in points)
    assert added == published


def test_the_export_holds_what_a_reader_must_leave_out(demo_study, instrument):
    report = read_survey(demo_study.parent / "survey" / "qualtrics.csv", instrument).report
    assert report.platform == "Qualtrics, 3 header rows"
    assert report.reasons() == {"preview": 2, "test": 1, "duplicate": 1, "unfinished": 2}
    assert report.absent_items == ()
    assert report.unmatched_columns == ()


def test_the_same_seed_writes_the_same_answers_and_another_seed_others(tmp_path):
    first, again, other = (
        write_demo(tmp_path / name, seed=seed).parent / "survey" / "qualtrics.csv"
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_every_transcript_is_read_back_as_it_was_written(demo_study):
    collected = load_study(demo_study)
    layouts = {source.layout for source in collected.sources}
    assert layouts == {
        "WebVTT",
        "plain text, name and time before each turn",
        "plain text, names of speakers",
        "Word document, name and time before each turn",
        "Word document, names of speakers",
        "plain text, paragraphs without speakers",
        "Word document, paragraphs without speakers",
    }
    for source, written in zip(collected.sources, load_fieldwork().sources, strict=True):
        assert [turn.speaker for turn in source.turns] == [turn.get("speaker", "") for turn in written["turns"]]
        assert [turn.text for turn in source.turns] == [" ".join(turn["text"].split()) for turn in written["turns"]]


MATRIX = """
target.assessments                f h - h -
target.context_weighting          - - - - -
target.group_work                 f - - - -
target.reflection                 - h x - -
target.multi_agency               h h - f x
target.space                      - h - - -
framework.social_care             h h x - -
framework.identification          h - h - h
framework.advocacy                f h - f -
framework.language                h x - h -
partnerships.partners             h - f - x
partnerships.young_people_parents f h x f h
partnerships.local_knowledge      f f - h -
partnerships.criminal_justice     h x h - h
outcomes.goals                    - h - - -
outcomes.reflection_challenge     - - x - -
outcomes.highlighting             x - - - -
"""


def test_the_codings_show_what_they_were_made_to_show(demo_study, frame):
    study = load_study_file(demo_study)
    folder = demo_study.parent
    sources = [
        read_transcript(folder / file.file, id=file.id, kind=file.kind, site=file.site) for file in study.sources
    ]
    codings = read_codings([folder / file.file for file in study.codings], frame, sources)
    cells = evidence.cells(codings, list("ABCDE")).set_index(["practice", "site"])["state"]
    letters = {"f": "shown", "h": "partly", "x": "contrary", "-": "silent"}
    for line in MATRIX.strip().split("\n"):
        practice, *states = line.split()
        assert [cells[(practice, site)] for site in "ABCDE"] == [letters[state] for state in states], practice
    assert {segment.coder for segment in codings.segments} == {"Coder 1", "Coder 2"}
    for segment in codings.segments:
        source = next(source for source in sources if source.id == segment.source)
        assert source.turn(segment.turn).text[segment.start : segment.end] == segment.quote


def test_strategies_promise_what_practitioners_do_not_voice(demo_study):
    collected = load_study(demo_study)
    table = paper_and_practice(collected.codings, collected.pairing).set_index("practice")
    # the strategy of Site B promises an hour for places, and a goal for a place in every plan: of the one nobody
    # at the site speaks, and the manager says of the plans that all goals are the young person's
    assert table.loc["target.space", ["finding", "unvoiced_sites"]].tolist() == ["on paper only", ("B",)]
    assert table.loc["outcomes.goals", "finding"] == "on paper, contradicted at the same site"
    assert (table["domain"] == "outcomes").sum() == 3
    assert not (table[table["domain"] == "outcomes"]["voiced"].isin(["shown", "partly"])).any()


def test_two_raters_fill_in_the_form_for_two_sites(demo_study):
    ratings = load_study(demo_study).ratings
    assert ratings.notes == ()
    table = evidence_share(ratings).set_index("domain")
    assert table["places"].tolist() == [2, 2, 2, 2]
    # letters as they were written, 0, 1/2 and 1, a cell being the mean of its raters
    scores = {"r": 0.0, "a": 0.5, "g": 1.0}
    for number, domain in enumerate(table.index):
        cells = []
        for place in ("Site B", "Site D"):
            forms = [letters[number] for who, letters in FORMS.items() if who[1] == place]
            given = [[scores[letter] for letter in cell if letter in scores] for cell in zip(*forms, strict=True)]
            cells += [sum(each) / len(each) for each in given if each]
        assert table.loc[domain, "rated"] == len(cells)
        assert table.loc[domain, "share"] == pytest.approx(sum(cells) / len(cells))


@pytest.mark.parametrize("seed", [2023, 7])
def test_each_site_is_a_service_that_answered_once(tmp_path, seed):
    collected = load_study(write_demo(tmp_path / "study", seed=seed))
    services = [site.service for site in collected.study.sites]
    assert len(set(services)) == 5
    assert set(services) <= set(collected.responses.frame["service"])


def test_people_decided_some_cells_and_judged_some_findings(demo_study):
    collected = load_study(demo_study)
    tables = measure(collected)
    statuses = tables["convergence"]["status"].value_counts().to_dict()
    assert statuses == {"proposed": 18, "confirmed": 4, "overruled": 2}
    assert not tables["convergence"]["changed"].any()  # what the file says was proposed is what the rule proposes
    assert tables["cerqual"].set_index("claim")["status"].str.startswith("draft").to_dict() == {
        "assess_and_record": True, "understand_as_welfare": True, "work_with_partners": False, "measure_contexts": False,
    }  # fmt: skip


def test_every_file_of_the_folder_is_the_same_each_time(demo_study, tmp_path):
    again = write_demo(tmp_path / "again").parent
    names = sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert {path.suffix for path in names} >= {".txt", ".yaml", ".csv", ".vtt", ".docx", ".xlsx"}
    for name in names:
        assert (again / name).read_bytes() == (demo_study.parent / name).read_bytes(), name


def test_a_made_up_year_before_was_answered_by_mostly_the_same_services(demo_study, tmp_path):
    collected = load_study(demo_study)
    (before,) = collected.earlier
    assert (before.wave, len(before)) == ("2021", 50)
    both = set(before.frame["service"]) & set(collected.responses.frame["service"])
    assert len(both) == 43
    assert len(collected.register) == collected.population == 157
    assert not_registered(collected.register, [*before.frame["service"], *collected.responses.frame["service"]]) == []
    became = {line.item: line.status for line in crosswalk(before.instrument, collected.instrument)}
    assert became["record_contexts"] == "reworded"
    assert became["lead_officer"] == "gone"
    assert became["appropriate"] == "new"
    assert before.instrument.title.startswith("Made-up")
    other = load_study(write_demo(tmp_path / "other", seed=7))
    assert not other.earlier[0].frame.equals(before.frame)


def test_the_folder_says_first_that_it_is_made_up(demo_study):
    assert demo_study.read_text(encoding="utf-8").startswith("# MADE-UP DATA")
    assert (demo_study.parent / "MADE-UP.txt").read_text(encoding="utf-8").startswith("MADE-UP DATA")
    assert load_study_file(demo_study).made_up


def test_an_earlier_study_is_replaced_and_another_folder_is_left_alone(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    write_demo(tmp_path / "study")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("x")
    with pytest.raises(PublishError, match=r"got one with thesis\.txt, added or changed by hand"):
        write_demo(tmp_path / "other")


def test_a_study_to_fill_in_is_sound_and_overwrites_nothing(tmp_path):
    study = write_starter(tmp_path / "new")
    assert check_file(study) == "study our-study, no survey, 0 sources"
    with pytest.raises(PublishError, match="study folder must be new or empty, got a folder with files in it"):
        write_starter(tmp_path / "new")


def test_the_lines_of_the_starter_work_once_their_marks_are_taken_away(demo_study, tmp_path):
    shutil.copytree(demo_study.parent / "transcripts", tmp_path / "transcripts")
    study = write_starter(tmp_path / "new")
    for name in ("survey", "transcripts", "codings"):
        shutil.copytree(demo_study.parent / name, study.parent / name, dirs_exist_ok=True)
    shutil.copy(study.parent / "survey" / "qualtrics.csv", study.parent / "survey" / "export-2025.csv")
    shutil.copy(demo_study.parent / "register.csv", study.parent)
    (study.parent / "survey" / "qualtrics.csv").rename(study.parent / "survey" / "export.csv")
    (study.parent / "ratings").mkdir()
    form = next((demo_study.parent / "ratings").iterdir())
    shutil.copy(form, study.parent / "ratings" / "place-a-rater-1.xlsx")
    for name, kind, entry in (
        ("decisions", "convergence", "{claim: assess_and_record, kinds: [survey, focus group]}"),
        ("judgements", "cerqual", "{claim: assess_and_record}"),
    ):
        text = f'type: {kind}\nid: {name}\nversion: "1"\nstudy: our-study\n{name}:\n  - {entry}\n'
        (study.parent / f"{name}.yaml").write_text(text, encoding="utf-8")
    plan = "date: 2026-01-01\ncomparisons: [{compare: gap, test: square-and-add}]\n"
    log = "kind: qa\nentries: [{id: one, date: 2026-02-01, text: Recomputed.}]\n"
    for name, kind, rest in (("plan", "analysis-plan", plan), ("checks", "log", log)):
        text = f'type: {kind}\nid: {name}\nversion: "1"\n{rest}'
        (study.parent / f"{name}.yaml").write_text(text, encoding="utf-8")
    head, body = study.read_text(encoding="utf-8").split("pairing: pairing\n")
    lines = [line.removeprefix("# ") if ":" in line or line.startswith("#   ") else line for line in body.split("\n")]
    prose = (
        "The survey export",
        "Earlier waves",
        "The register of",
        "Weights that",
        "Places of",
        "Transcripts and",
        "Coded segments:",
        "Choices",
        "Filled forms",
        "What people decided",
        "them, to be filled in:",
        "stance is",
        "How many",
        "Terms to watch",
        "What was to be",
        "How answers",
    )
    lines = [
        line
        for line in lines
        if not line.startswith(prose) and "columns:" not in line and "Q7" not in line and "aliases:" not in line
    ]
    text = "\n".join(lines)
    for name, speaker in (("Sophie: p", "Practitioner 1: p"), ("{Int:", "{Facilitator:"), ("1, Coder 2", "1")):
        assert name in text
        text = text.replace(name, speaker)
    study.write_text(f"{head}pairing: pairing\n{text}", encoding="utf-8")
    (study.parent / "our-terms.yaml").write_bytes(shipped("instruments", "lexicon", "terms.yaml").read_bytes())
    codings = study.parent / "codings" / "coder-1.csv"
    kept = [line for line in codings.read_text(encoding="utf-8").split("\n") if line.startswith(("source", "a-focus"))]
    codings.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert check_file(study).startswith(
        "study our-study, 57 of 63 rows kept, 57 of 63 rows kept in 2025, a register of 157 services, 2 sources, "
    )
