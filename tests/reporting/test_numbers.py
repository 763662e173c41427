"""Studies that differ from the made-up one: their pages say what their own definitions say."""

import shutil

import pytest

from cs_research._files import shipped, write_text
from cs_research.cli.run import run
from cs_research.errors import DefinitionError
from cs_research.protection import protect
from cs_research.reporting.text.findings import confidence_finding
from cs_research.results import measure
from cs_research.study.load import load_study


@pytest.fixture
def study(demo_study, tmp_path):
    shutil.copytree(demo_study.parent, tmp_path / "study")
    return tmp_path / "study" / "study.yaml"


def own(study, kind, *changes):
    """The study with a shipped definition of its own, changed."""
    name = {"instrument": "yjs-survey/2022", "pairing": "pairing"}[kind]
    text = shipped("instruments", *f"{name}.yaml".split("/")).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    write_text(study.parent / f"own-{kind}.yaml", text)
    actual = study.read_text(encoding="utf-8").replace(f"{kind}: {name}", f"{kind}: own-{kind}.yaml")
    write_text(study, actual)
    return study


def test_a_finding_prints_the_net_that_the_pairing_names(study):
    collected = load_study(own(study, "pairing", ("net: good_or_better", "net: below_good")))
    tables = protect(measure(collected))
    row = tables["confidence"].set_index("domain", drop=False).loc["framework"]
    opening, rest = confidence_finding(row, tables["nets"], collected.instrument, 0.95)
    assert opening == "7% of services say “below good”"
    assert "(4 of 57; 95% interval 3 to 15%)" in rest


def test_a_domains_evidence_is_that_of_its_claims(study):
    changes = [
        (f"      - target.{name}\n", "")
        for name in ("context_weighting", "group_work", "reflection", "multi_agency", "space")
    ]
    tables = protect(measure(load_study(own(study, "pairing", *changes))))
    row = tables["evidence_domain"].set_index("domain").loc["target"]
    assert (row["cells"], row["share"]) == (
        5,
        pytest.approx(0.4),
    )  # assessments alone: shown once, partly twice
    gap = tables["gap"].set_index("domain").loc["target"]
    assert gap["evidence"] == pytest.approx(0.4)


def test_an_item_of_a_domain_without_a_headline_is_drawn(study):
    own(study, "instrument", ("    label: Region\n", "    label: Region\n    domain: outcomes\n"))
    run(study, study.parent.parent / "out", formats=["html"], engine="embedded", only=["outcomes"])
    page = (study.parent.parent / "out" / "outcomes.html").read_text(encoding="utf-8")
    assert "<strong>Region</strong>" in page
    assert "In the table only, since on another scale: “Measuring whether groups" in page


def test_letters_of_every_plane_appear_in_a_title(study):
    text = study.read_text(encoding="utf-8").replace("title: Contextual", "title: 🌱 Ŵyl Contextual")
    write_text(study, text)
    run(study, study.parent.parent / "out", formats=["html", "docx"], engine="embedded", only=["index"])
    assert "🌱 Ŵyl Contextual" in (study.parent.parent / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "output"),
    [
        ("{id: B, label: Site B,", "{id: B, label: Site A,", "label must differ from that of 'A', got 'Site A'"),
        ("{id: B, label: Site B,", "{id: B, label: Evidence,", "label must be no heading of the table, got 'Evidence'"),
        ("  - {id: A, label: Site A", "  - {id: Z, label: Site Z}\n  - {id: A, label: Site A",
         "id must have a source, got 'Z' without one"),
    ],
)  # fmt: skip
def test_sites_that_would_be_lost_in_a_table_are_reported(study, old, new, output):
    write_text(study, study.read_text(encoding="utf-8").replace(old, new))
    with pytest.raises(DefinitionError) as caught:
        load_study(study)
    [fault] = caught.value.faults
    assert f"{fault.thing} must {fault.rule}, got {fault.found}" == output


def test_a_memo_is_next_to_its_segment(study):
    path = study.parent / "codings" / "coder-1.csv"
    head, first, *rest = path.read_text(encoding="utf-8").split("\n")
    lines = [f"{head},memo", f"{first},look again", *(f"{line}," if line else "" for line in rest)]
    write_text(path, "\n".join(lines))
    segments = protect(measure(load_study(study)))["segments"]
    assert segments["memo"].iloc[0] == "look again"
