"""The page of claims, on the made-up study and on what is left of it without one of its parts."""

import re
import shutil
from dataclasses import asdict

import pytest

from cs_research._files import write_text
from cs_research.demo.fieldwork import FORMS
from cs_research.protection import protect
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.claims import claims_page
from cs_research.reporting.pages.domain import domain_page
from cs_research.results import measure
from cs_research.study.load import load_study


@pytest.fixture(scope="module")
def builder(demo_release, tmp_path_factory):
    return Builder(demo_release, tmp_path_factory.mktemp("claims"), ())


@pytest.fixture(scope="module")
def page(builder):
    return asdict(claims_page(builder))


@pytest.fixture
def study(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    return tmp_path / "study" / "study.yaml"


def cut(path, first, last=""):
    """Take away a study's lines from one key up to another, or to the end."""
    text = path.read_text(encoding="utf-8")
    end = text.index(f"{last}:") if last else len(text)
    write_text(path, text[: text.index(f"\n{first}:") + 1] + text[end:])


def made(path, tmp_path):
    page = claims_page(Builder(protect(measure(load_study(path))), tmp_path / "build", ()))
    return None if page is None else asdict(page)


def test_three_findings_say_what_was_found(page):
    openings = [opening for opening, _ in page["findings"]]
    assert openings == [
        "Confidence outruns evidence in 3 of 4 claims.",
        "Kinds of source contradict each other in 3 of 24 comparisons.",
        "2 of 4 findings are final.",
    ]
    rests = [rest for _, rest in page["findings"]]
    assert "65 to 93 per cent of services are confident" in rests[0]
    assert "evidence scores are 3 to 43 per cent" in rests[0]
    assert "The gap is widest, at 67 points, by no more than chance may explain, where" in rests[0]
    assert rests[0].endswith("2 of these results are provisional.")
    assert "9 agree, 12 agree in part and 3 contradict each other" in rests[1]
    assert "People decided 6 of them (4 confirmed and 2 overruled)" in rests[1]
    assert "moderate for 2. 2 are drafts" in rests[2]


def test_the_made_up_study_is_confident_of_outcomes_with_little_evidence_and_says_why(builder, page):
    ledger = builder.release["ledger"].set_index("claim")
    share = {claim: round(100 * value) for claim, value in ledger["confidence"].items()}
    assert share == {
        "assess_and_record": 79,
        "understand_as_welfare": 93,
        "work_with_partners": 65,
        "measure_contexts": 70,
    }
    outcomes = ledger.loc["measure_contexts"]
    # one cell of fifteen is shown in part: 0.5 / 15
    assert outcomes["evidence"] == pytest.approx(0.5 / 15)
    assert outcomes["verdict"] == "confidence outruns evidence"
    opening, why = page["lists"]["why"][3]
    assert opening == "Outcomes: Services are on the way to measuring whether contexts become safer."
    for output in (
        "70% of services are confident, and the evidence score is 3%: 0 of 15 shown, 1 partly.",
        "Of 15 combinations of practice and site, sources do not mention 12 and contradict 2.",
        "Sources only contradict: Reflection and challenge; Highlighting contexts.",
        "Only one kind of source speaks for it: strategy.",
        "Strongest quotation against the statement, on Highlighting contexts: “The board had us take the place names out of the quarterly report",
    ):
        assert output in why
    assert domain_page(builder, "outcomes").lists["why"] == [why]


def test_what_strategies_promise_and_nobody_voices_is_named(page):
    assert page["lists"]["paper"][1:] == [
        "Space: in the strategy of Site B, but no practitioner at any site mentions it.",
        "Goals: in the strategy of Site B, but practitioners contradict it.",
        "Reflection and challenge: practitioners contradict it, and no strategy has it.",
        "Highlighting contexts: practitioners contradict it, and no strategy has it.",
    ]


def test_every_table_and_figure_is_there_with_its_data(builder, page):
    for entry in [*page["tables"].values(), *page["figures"].values()]:
        assert (builder.folder / entry["data"]).is_file()
    overruled = (builder.folder / page["tables"]["convergence"]["html"]).read_text(encoding="utf-8")
    assert overruled.count("Overruled; the rule proposed") == 2
    assert "Managers were asked less about places" in overruled


def test_ratings_are_next_to_codings(builder, page):
    table = builder.release["ratings-beside-codings"].set_index("domain")
    assert table["evidence"].tolist() == pytest.approx([0.2, 0.3, 0.425, 0.5 / 15])
    # the letters as they were written: pairs of colours of the same cell of the same place that are alike
    pairs = [
        pair
        for place in ("Site B", "Site D")
        for pair in zip(*("".join(letters) for who, letters in FORMS.items() if who[1] == place), strict=True)
    ]
    output = [pair for pair in pairs if set(pair) <= set("rag")]
    alike = 100 * sum(first == second for first, second in output) / len(output)
    assert (
        f"Over {len(output)} cells with two colours or more, {alike:.0f}% of pairs agree" in page["lists"]["ratings"][1]
    )
    assert page["lists"]["ratings"][2] == "Of 128 answers, 3 “cannot be told” and 1 left blank; they are in no share."
    (actual,) = domain_page(builder, "outcomes").lists["ratings"]
    assert actual.startswith("Reviewers rated ")
    assert "at 2 places. The average rating is 4 out of 100" in actual
    assert "The evidence score from coded sources is 3%: 0 of 15 shown, 1 partly." in actual


def test_no_service_is_named(builder, page, demo_study):
    named = re.findall(r"service: (Service \d+)", demo_study.read_text(encoding="utf-8"))
    assert len(named) == 5
    for path in builder.folder.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not any(name in text for name in named), path.name


def test_no_number_rests_on_one_service(builder, page):
    assert "service-gaps" not in {*builder.release, *page["tables"]}
    assert not list(builder.folder.rglob("*service-gaps*"))
    assert builder.release["paired-gap"]["services"].tolist() == [5, 5, 5, 5]


def test_the_mean_of_too_few_services_is_withheld(study, tmp_path):
    write_text(study, study.read_text(encoding="utf-8") + "\nsettings:\n  minimum_base: 6\n")
    page = made(study, tmp_path)
    table = Builder(protect(measure(load_study(study))), tmp_path / "build", ()).release["paired-gap"]
    numbers = ["services", "confidence", "evidence", "gap", "low", "high"]
    assert table[numbers].isna().all(axis=None)
    assert set(table["verdict"]) == {"cannot be told"}
    assert page["lists"]["services"] == [
        "5 sites are services that also answered the survey.",
        "Numbers of fewer than 6 services are withheld.",
        "The survey respondent and the people interviewed are usually different.",
    ]


def test_a_part_without_data_says_so(study, tmp_path):
    cut(study, "ratings")
    text = study.read_text(encoding="utf-8").replace("kind: strategy", "kind: interview")
    write_text(study, re.sub(r", service: Service \d+", "", text))
    page = made(study, tmp_path)
    output = page["lists"]
    assert output["paper"][0].startswith("The study has no strategies")
    assert output["ratings"] == ["Nobody rated a place with the rubric, so ratings cannot be put beside the codings."]
    assert output["services"] == ["No site is linked to a service that answered the survey."]
    absent = [name for name, entry in page["tables"].items() if entry is None]
    assert absent == ["paper-and-practice", "paired-gap", "rated"]
    assert page["figures"]["ratings"] is None
    assert page["findings"][2] == (
        "0 of 4 findings are final.", "4 are drafts: people have not given every judgement that a finding needs.",
    )  # fmt: skip


def test_without_a_survey_no_claim_is_weighed(study, tmp_path):
    cut(study, "decisions")
    cut(study, "survey", "sites")
    write_text(study, re.sub(r", service: Service \d+", "", study.read_text(encoding="utf-8")))
    page = made(study, tmp_path)
    assert page["findings"][0][0] == "No claim can be weighed,"
    assert page["lists"]["why"][3][1].startswith("Of 15 combinations of practice and site, sources do not mention 12")
    assert page["tables"]["quotations-by-confidence"] is None


def test_there_is_no_page_without_codings(study, tmp_path):
    cut(study, "codings", "ratings")
    cut(study, "decisions")
    assert made(study, tmp_path) is None


def test_the_page_is_rendered_with_words_that_are_only_words(demo_report):
    text = (demo_report / "claims.html").read_text(encoding="utf-8")
    assert "Confidence outruns evidence in 3 of 4 claims." in text
    assert text.count("<details") >= 8
    assert "Every plan will carry at least one goal for a place or a friendship" in text
    assert '"streetwise and manipulative"' in text.replace("&quot;", '"')
