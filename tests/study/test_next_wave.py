"""The study of the next wave: what it takes over, what it leaves, and what it must not touch."""

import shutil
from pathlib import Path

import pytest
from annual_study import INSTRUMENT, answers, write_study
from typer.testing import CliRunner

from cs_research._yaml import parse
from cs_research.cli.commands import app
from cs_research.definitions import load_study_file
from cs_research.errors import ResearchError
from cs_research.results import measure
from cs_research.study.check import check_file
from cs_research.study.load import load_study
from cs_research.study.next_wave import next_study

ROWS = [(number, "North" if number < 4 else "South", "High", "Low") for number in range(1, 8)]


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_demo_goes_on_to_a_third_wave(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    before = contents(tmp_path / "study")
    started = next_study(tmp_path / "study", "2023")
    assert started.path == tmp_path / "study-2023" / "study.yaml"
    assert contents(tmp_path / "study") == before

    study = load_study_file(started.path)
    assert (study.id, study.title[-4:], study.made_up) == ("made-up-2023", "2023", True)
    assert [wave.wave for wave in study.earlier] == ["2021", "2022"]
    assert [wave.population.size for wave in study.earlier] == [157, 157]
    assert study.earlier[1].instrument == "yjs-survey/2022"
    assert (study.sites, study.sources, study.codings, study.decisions) == ((), (), (), "")
    assert 'service: "Service 014"' in started.path.read_text(encoding="utf-8")

    with pytest.raises(ResearchError) as caught:
        check_file(started.path)
    (fault,) = caught.value.faults
    assert f"{started.path}, line " in fault.place
    assert started.export in fault.found
    assert "save the export" in fault.hint

    export = started.path.parent / started.export
    shutil.copy(tmp_path / "study" / "survey" / "qualtrics.csv", export)
    data = load_study(started.path)
    assert [wave.wave for wave in data.earlier] == ["2021", "2022"]
    trend = measure(data)["trend"]
    shares = trend[trend["item"] == "knowledge"].set_index("wave")["n"]
    assert shares["2023"] == shares["2022"] == 53


def test_own_definitions_and_mappings_are_carried_and_the_old_wave_keeps_its_own(tmp_path):
    mapping = (
        'survey: {file: new.csv, wave: "2", platform: tidy, columns: {knowledge: know}, status: {Odd: keep},\n'
        "  without: [other], ignore: [extra]}\n"
    )
    write_study(tmp_path / "old", ROWS, ROWS, [(n, "North") for n in range(1, 9)], outside="blank")
    path = tmp_path / "old" / "study.yaml"
    text = path.read_text(encoding="utf-8").replace('survey: {file: new.csv, wave: "2"}\n', mapping)
    path.write_text(text + "settings: {minimum_base: 3}\n", encoding="utf-8")
    started = next_study(path, "Spring 2027", tmp_path / "deep" / "er" / "next")
    study = load_study_file(started.path)
    assert study.id == "s-spring-2027"
    assert sorted(contents(started.path.parent)) == [
        "new.yaml", "pairing.yaml", "register.csv", "study.yaml",
    ]  # fmt: skip
    assert study.instrument == "new.yaml"
    assert [wave.instrument for wave in study.earlier] == [f"../../../old/{name}.yaml" for name in ("old", "new")]
    assert [wave.file for wave in study.earlier] == [f"../../../old/{name}.csv" for name in ("old", "new")]
    assert [wave.population.size for wave in study.earlier] == [8, 8]
    assert study.earlier[1].without == ("other",)
    assert study.survey.file == "survey/ADD-THE-EXPORT-OF-spring-2027.csv"
    assert (study.survey.platform, study.survey.columns) == ("tidy", {"knowledge": "know"})
    assert (study.survey.status, study.survey.ignore, study.survey.without) == (
        {"Odd": "keep"},
        ("extra",),
        (),
    )
    assert study.services.outside == ("blank",)
    assert study.settings.minimum_base == 3
    assert any("without (other)" in line for line in started.left)
    assert any("new.yaml, pairing.yaml, register.csv" in line for line in started.carried)


def test_a_changed_questionnaire_does_not_change_how_the_old_wave_is_read(tmp_path):
    path = write_study(tmp_path / "old", ROWS)
    started = next_study(path, "3")
    folder = started.path.parent
    (folder / "new.yaml").write_text(INSTRUMENT.format(version="3", other="Quite another?"), encoding="utf-8")
    text = (folder / "pairing.yaml").read_text(encoding="utf-8").replace("small/2", "small/3")
    (folder / "pairing.yaml").write_text(text, encoding="utf-8")
    (folder / started.export).write_text(answers(ROWS), encoding="utf-8")
    data = load_study(started.path)
    assert data.instrument.item("other").text == "Quite another?"
    assert data.earlier[0].instrument.item("other").text == "Other?"


@pytest.mark.parametrize(
    ("wave", "found", "mentioned"),
    [("2", "'2'", "it has 1, 2"), ("1", "'1'", "it has 1, 2"), ("  ", "nothing", "--wave 2027")],
)
def test_a_wave_must_be_new(tmp_path, wave, found, mentioned):
    path = write_study(tmp_path / "old", ROWS, ROWS)
    with pytest.raises(ResearchError) as caught:
        next_study(path, wave)
    (fault,) = caught.value.faults
    assert fault.found == found
    assert mentioned in fault.hint
    assert [each.name for each in tmp_path.iterdir()] == ["old"]


def test_the_command_prints_what_was_carried_and_what_to_type_next(demo_study, tmp_path, monkeypatch):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(app, ["next", "study", "--wave", "2023"])
    assert ran.exit_code == 0
    lines = ran.stdout.splitlines()
    folder = Path("study-2023")
    assert lines[0] == f"Written: {folder / 'study.yaml'}"
    assert any("decisions (decisions.yaml)" in line for line in lines[lines.index("Not carried over:") :])
    assert lines[-2].endswith(f"as {folder / 'survey' / 'ADD-THE-EXPORT-OF-2023.csv'}")
    assert lines[-1] == f"Then: cs-research check {folder / 'study.yaml'}"


def test_a_year_before_the_last_is_refused(tmp_path):
    path = write_study(tmp_path / "old", ROWS)
    path.write_text(path.read_text(encoding="utf-8").replace('wave: "2"', 'wave: "2022"'), encoding="utf-8")
    with pytest.raises(ResearchError, match="be after 2022, got '2020'"):
        next_study(path, "2020")


def test_nothing_is_overwritten_and_a_study_without_survey_has_no_next_wave(tmp_path):
    path = write_study(tmp_path / "old", ROWS)
    (tmp_path / "old-3").mkdir()
    (tmp_path / "old-3" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResearchError, match="a folder with files in it") as caught:
        next_study(path, "3")
    assert "--to" in caught.value.faults[0].hint
    assert contents(tmp_path / "old-3") == {"mine.txt": b"mine"}
    text = path.read_text(encoding="utf-8").replace('survey: {file: new.csv, wave: "2"}\n', "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResearchError, match="survey must be given"):
        next_study(path, "4")


def test_what_a_definition_extends_comes_along_or_must_be_found_from_the_new_folder(tmp_path):
    path = write_study(tmp_path / "old", ROWS)
    base = (tmp_path / "old" / "new.yaml").read_text(encoding="utf-8")
    extension = "type: instrument\nid: small\nversion: '2'\ntitle: Small\nextends: {}\n"
    extension += "source: {{title: T, publisher: P, year: 2023}}\n"
    (tmp_path / "old" / "parts").mkdir()
    (tmp_path / "old" / "parts" / "base.yaml").write_text(base.replace('"2"', '"1"'), encoding="utf-8")
    (tmp_path / "old" / "new.yaml").write_text(extension.format("parts/base.yaml"), encoding="utf-8")
    started = next_study(path, "3")
    assert parse(started.path.parent / "parts" / "base.yaml").data["id"] == "small"

    (tmp_path / "base.yaml").write_text(base.replace('"2"', '"1"'), encoding="utf-8")
    (tmp_path / "old" / "new.yaml").write_text(extension.format("../base.yaml"), encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8") + "allow: [../base.yaml]\n", encoding="utf-8")
    assert next_study(path, "4").path == tmp_path / "old-4" / "study.yaml"
    with pytest.raises(ResearchError) as caught:
        next_study(path, "5", tmp_path / "deep" / "next")
    (fault,) = caught.value.faults
    assert fault.found == "'../base.yaml'"
    assert str(tmp_path / "next") in fault.hint
