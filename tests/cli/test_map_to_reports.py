"""From another team's Microsoft Forms or SurveyMonkey export to four reports, with ``map`` and ``run`` alone."""

from pathlib import Path

import pytest
from foreign_exports import MEANT, QUESTIONS, responses, write_microsoft_forms, write_surveymonkey
from mapping_session import Person

from cs_research.cli.mapping import map_export
from cs_research.definitions import load_instrument
from cs_research.errors import ResearchError
from cs_research.formats import read_survey
from cs_research.measures.counts.tally import tally
from cs_research.measures.shares import likert
from cs_research.protection import protect
from cs_research.reporting.builder import Builder
from cs_research.reporting.pages.domain import domain_page
from cs_research.results import measure
from cs_research.study.check import check_file
from cs_research.study.load import load_study

WRITERS = {
    "forms.xlsx": write_microsoft_forms,
    "monkey.csv": write_surveymonkey,
    "monkey.xlsx": write_surveymonkey,
}
INSTRUMENT = load_instrument("yjs-survey/2022")
DOMAINS = ("target", "framework", "partnerships", "outcomes")


def counted(item):
    """The number of made-up answers at each point of an item, from the words that were written."""
    given = [answers[item] for answers in responses()]
    words = [word for value in given for word in (value if isinstance(value, list) else [value]) if word]
    found = INSTRUMENT.item(item)
    meant = MEANT.get(item) or MEANT.get(found.scale or "") or {}
    labels = {point.label: point.id for point in INSTRUMENT.points_of(found)}
    points = [meant.get(word, labels.get(word, word)) for word in words]
    return {point.id: points.count(point.id) for point in INSTRUMENT.points_of(found)}


@pytest.mark.parametrize("name", WRITERS)
def test_every_answer_arrives_where_the_person_who_mapped_it_meant_it(tmp_path, name, capsys, monkeypatch):
    WRITERS[name](tmp_path / name)
    monkeypatch.setattr("sys.stdin", Person(capsys))
    monkeypatch.chdir(tmp_path)
    printed = map_export(Path(name), "yjs-survey/2022", Path("study.yaml"), ask=True, wave="2026")
    assert "14 of 16 questions have their column, no choice left" in printed
    assert "157 services in all, as yjs-survey/2022 says" in printed
    assert printed.splitlines()[-1] == "Then: cs-research run study.yaml --to report"
    data = load_study(tmp_path / "study.yaml")
    read = data.responses
    assert (len(read), read.report.kept) == (24, 24)
    assert sorted(read.frame["service"]) == [f"Made-up {number:02d} YJS" for number in range(1, 25)]
    counts = tally(read)
    chosen = {**_by_item(likert.distribution(counts)), **_by_item(likert.multiple(counts))}
    for item, _, choices in QUESTIONS:
        if choices is not None:
            assert chosen[item] == counted(item), item
    if name == "forms.xlsx":
        _check_pages(Builder(protect(measure(data)), tmp_path / "build", ()))


def _check_pages(builder):
    """The four reports say what was answered; figures are not drawn, since no format is asked for."""
    pages = [domain_page(builder, domain) for domain in DOMAINS]
    assert all(page is not None and page.findings for page in pages)
    answers = counted("knowledge")
    n = sum(answers[point] for point in ("good", "very_good", "excellent"))
    assert f"{n} of {sum(answers.values())}" in " ".join(pages[1].findings[0])


def _by_item(table):
    return {
        str(item): dict(zip(rows["point"], rows["n"].astype(int), strict=True))
        for item, rows in table.groupby("item", sort=False)
    }


def test_without_a_terminal_the_choices_are_in_the_file(tmp_path):
    write_microsoft_forms(tmp_path / "forms.xlsx")
    map_export(tmp_path / "forms.xlsx", "yjs-survey/2022", tmp_path / "study.yaml", ask=False)
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    assert '# ? service: "What is the name of your YJS?"' in text
    # options with a comma are not cut at it, since Microsoft Forms puts semicolons between them
    assert '# ? "Being part of, or close to, children\'s social care": social_care' in text
    assert '"Being part of":' not in text
    assert "# population: {size: 157}" in text


def test_an_export_in_place_of_a_study_names_the_command_that_reads_it(tmp_path):
    export = write_microsoft_forms(tmp_path / "forms.xlsx")
    for read in (load_study, check_file):
        with pytest.raises(ResearchError) as caught:
            read(export)
        (fault,) = caught.value.faults
        assert f" {export} --instrument NAME" in fault.hint
    with pytest.raises(ResearchError) as caught:
        read_survey(export, "yjs-survey/2022")
    assert f"cs-research map {export} --instrument yjs-survey/2022" in caught.value.faults[0].hint


def test_a_folder_without_a_study_names_those_it_has_or_the_commands_that_write_one(tmp_path):
    with pytest.raises(ResearchError) as caught:
        load_study(tmp_path)
    assert "cs-research init" in caught.value.faults[0].hint
    (tmp_path / "ours.yaml").write_text("type: study\n", encoding="utf-8")
    with pytest.raises(ResearchError) as caught:
        load_study(tmp_path)
    assert caught.value.faults[0].hint == "the folder contains 'ours.yaml'"
