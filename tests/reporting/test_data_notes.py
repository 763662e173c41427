"""Notes on how data were processed: everything that was left out, with its number and reason."""

from dataclasses import replace

from cs_research.protection import Policy, protect, tables
from cs_research.reporting.text.data_notes import data_notes, file_lines, processing_notes
from cs_research.results import measure
from cs_research.study.load import load_study


def test_every_row_of_the_export_is_accounted_for(demo_release):
    report = demo_release.study.survey.report
    first = processing_notes(demo_release)[0]
    assert f"{report.rows} rows were read" in first
    assert f"{report.kept} were kept" in first
    for reason, count in report.reasons().items():
        assert f"{count} {reason}" in first
    assert sum(report.reasons().values()) == report.rows - report.kept == len(demo_release[tables.LEFT_OUT])


def test_withheld_questions_are_named_and_their_blanks_are_not(demo_study):
    release = protect(measure(load_study(demo_study)), Policy(minimum_base=57))
    notes = processing_notes(release)
    labels = {item.id: item.short for item in release.study.instrument.items}
    (withheld,) = [note for note in notes if note.startswith("Withheld")]
    blank = "".join(note for note in notes if note.startswith("Left blank"))
    assert release.withheld
    for item in release.withheld:
        assert labels[item] in withheld
        assert f"at “{labels[item]}”" not in blank


def test_a_side_that_the_study_does_not_have_is_stated(demo_study):
    alone = replace(load_study(demo_study), codings=None, ratings=None)
    notes = processing_notes(protect(measure(alone)))
    assert any(note.startswith("The study names no codings") for note in notes)


def test_the_guide_has_a_line_for_each_table_that_was_saved(demo_release):
    guide = data_notes(demo_release, {"nets", "gap", "answers-target"})
    assert "\nnets.csv " in guide
    assert "\ngap.csv " in guide
    assert "\ncells.csv" not in guide
    assert file_lines([tables.NETS])[0].startswith("nets.csv ")
    assert guide.startswith("MADE-UP DATA")
