"""The commands publish and audit-release."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest
from random_studies import write_random_study

from cs_research.cli.publish import publish, report_audit_release
from cs_research.errors import PublishError
from cs_research.protection import Policy, protect
from cs_research.reporting.build import build
from cs_research.results import measure
from cs_research.study.load import load_study

SIGNED = "signed_off: [{by: A. Lead, role: lead, date: 2026-01-31}]"


def signed(path: Path) -> Path:
    path.write_text(path.read_text(encoding="utf-8").replace("publishing: {", f"publishing: {{{SIGNED}, "), "utf-8")
    return path


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    study = signed(write_random_study(folder / "study", 1))
    return study, publish(study, folder / "out", formats=["html"], engine="embedded").parent


def test_what_nobody_signed_off_is_not_published(tmp_path):
    study = write_random_study(tmp_path / "study", 1)
    with pytest.raises(PublishError, match="signed_off must name who signed, got nobody") as caught:
        publish(study, tmp_path / "out")
    assert "publishing: {signed_off:" in caught.value.faults[0].hint
    assert not (tmp_path / "out").exists()


def test_a_release_says_on_every_page_under_which_policy_it_is(published):
    _, folder = published
    pages = [path.read_text(encoding="utf-8") for path in (folder / "release").glob("*.html")]
    assert pages
    assert all("Protected under the policy “national”." in page for page in pages)
    assert not any("not for publication" in page for page in pages)


def test_the_record_says_what_was_withheld_why_and_who_signed(published):
    _, folder = published
    record = json.loads((folder / "record" / "record.json").read_text(encoding="utf-8"))
    assert record["signed_off"] == [{"by": "A. Lead", "role": "lead", "date": "2026-01-31"}]
    assert record["policy"]["name"] == "national"
    assert record["audit"]["withheld_counts_recovered"] == 0
    assert record["audit"]["counts_examined"] > 100
    with (folder / "record" / "withheld.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["table"] for row in rows} >= {"all tables of answers", "response", "banner", "change, trend"}
    assert all(row["reason"] for row in rows)
    assert "A. Lead" not in "".join(path.read_text(encoding="utf-8") for path in (folder / "release").rglob("*.html"))


def test_every_file_of_the_release_has_its_checksum(published):
    _, folder = published
    lines = (folder / "record" / "checksums.sha256").read_text(encoding="utf-8").splitlines()
    known = {name: value for value, name in (line.split("  ") for line in lines)}
    files = [path for path in (folder / "release").rglob("*") if path.is_file()]
    assert known == {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_a_release_is_audited_from_its_files(published):
    study, folder = published
    text = report_audit_release(folder, study, exact=False)
    assert "none that is withheld has bounds closer than 3" in text
    frame = load_study(study).responses.frame
    n = int(frame.loc[frame["region"] == "r0", "many.one"].sum())
    added = folder / "release" / "data" / "added.csv"
    added.write_text(f"item,point,group,n\nmany,one,r0,{n}\n", encoding="utf-8")
    try:
        with pytest.raises(PublishError, match=r"'many\.one' in 2: 'chosen', r0 must stay possible within bounds"):
            report_audit_release(folder, study, exact=False)
    finally:
        added.unlink()


def test_studies_that_differ_in_withheld_answers_alone_give_equal_releases(tmp_path):
    """A service of each of two regions of one area change places: nothing that is published changes."""
    made = []
    for name in ("a", "b"):
        study = write_random_study(tmp_path / name / "study", 2)
        answers = study.parent / "new.csv"
        rows = [line.split(",") for line in answers.read_text(encoding="utf-8").splitlines()]
        first, other = (next(row for row in rows if row[1] == region) for region in ("R0", "R1"))
        assert first[2:] != other[2:]
        if name == "b":
            first[2:], other[2:] = other[2:], first[2:]
        answers.write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
        results = measure(load_study(study))
        release = protect(results, Policy.for_publication(results.study))
        folder = tmp_path / name / "made"
        build(release, folder, (), only=["annual", "methods", "protection", "framework"])
        made.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
        measured = results["banner"]
        made[-1]["measured"] = measured.to_csv().encode()
    assert made[0].pop("measured") != made[1].pop("measured")
    assert made[0].keys() == made[1].keys()
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []
