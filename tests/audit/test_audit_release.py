"""Attacks on releases of random studies with small regions, and on releases without protection."""

from __future__ import annotations

import pandas as pd
import pytest
from random_studies import write_random_study, write_tables

from cs_research.audit import audit_release
from cs_research.errors import PublishError
from cs_research.protection import Policy, protect
from cs_research.results import measure
from cs_research.study.load import load_study

NONE = Policy(minimum_base=0, minimum_group=0)


def audited(folder, seed, policy=None, name="national", **how):
    study = load_study(write_random_study(folder / "study", seed, name))
    results = measure(study)
    release = protect(results, policy or Policy.for_publication(results.study))
    return audit_release(write_tables(release, folder / "made"), study, **how), release


@pytest.mark.parametrize("seed", range(3))
def test_nothing_withheld_is_recovered_from_a_release(tmp_path, seed):
    audit, release = audited(tmp_path, seed)
    assert audit.examined > 100
    assert audit.recovered.empty, audit.recovered
    assert audit.passed
    assert set(release["banner"]["shown"]) & {"half or more", "under half"}


def test_whole_numbers_find_no_more(tmp_path):
    assert audited(tmp_path, 1, exact=True)[0].passed


def test_a_release_without_protection_fails(tmp_path):
    audit, _ = audited(tmp_path, 0, NONE)
    groups = audit.recovered[audit.recovered["group"].str.startswith("r")]
    assert len(groups) > 20
    assert (groups["low"] == groups["high"]).any()
    assert not audit.passed


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return load_study(write_random_study(tmp_path_factory.mktemp("random") / "study", 0))


@pytest.fixture(scope="module")
def results(study):
    return measure(study)


@pytest.fixture(scope="module")
def release(results):
    return protect(results, Policy.for_publication(results.study))


@pytest.mark.parametrize(
    ("column", "value"),
    [("n", "{n}"), ("share", "{share}"), ("percent", "{percent:.0f}")],
)
def test_one_number_of_a_region_is_found_however_it_is_printed(study, results, release, tmp_path, column, value):
    """The number of a region with the base, as a count, a share or a per cent."""
    folder = write_tables(release, tmp_path / "made")
    groups = protect(results, NONE)["banner"].query("item == 'a'").iloc[0]
    numbers = {"n": int(groups["n"]), "share": float(groups["share"]), "percent": float(groups["share"]) * 100}
    row = {"item": "a", "row": "top", "group": groups["group"], "base": int(groups["base"])}
    pd.DataFrame([row | {column: value.format(**numbers)}]).to_csv(folder / "data" / "left.csv", index=False)
    audit = audit_release(folder, study)
    assert groups["group"] in set(audit.recovered["group"])


def test_an_interval_end_tells_the_count_behind_it(tmp_path):
    study = load_study(write_random_study(tmp_path / "study", 0, "small_population"))
    nets = measure(study)["nets"].set_index("item").loc["d"]
    row = {"item": "d", "net": "top", "base": nets["base"], "low": nets["low"]}
    folder = tmp_path / "made"
    (folder / "data").mkdir(parents=True)
    pd.DataFrame([row]).to_csv(folder / "data" / "left.csv", index=False)
    found = audit_release(folder, study).recovered
    assert nets["base"] - nets["n"] < 5  # few services gave another answer
    assert found.query("group == '' and answers == 'top'")[["low", "high"]].values.tolist() == [[nets["n"]] * 2]


def test_a_service_that_a_file_names_is_found(study, release, tmp_path):
    folder = write_tables(release, tmp_path / "made")
    (folder / "page.html").write_text("<p>As unit 003 said</p>", encoding="utf-8")
    audit = audit_release(folder, study)
    assert audit.named.values.tolist() == [["page.html", "unit 003"]]
    assert not audit.passed


def test_numbers_that_contradict_each_other_are_an_error(study, release, tmp_path):
    folder = write_tables(release, tmp_path / "made")
    row = {"item": "a", "point": "p0", "group": "all", "n": 900, "base": ""}
    pd.DataFrame([row]).to_csv(folder / "data" / "left.csv", index=False)
    with pytest.raises(PublishError, match="must not contradict each other, got numbers of 'a' in 2"):
        audit_release(folder, study)


@pytest.mark.parametrize(("file", "rule"), [("", "have a folder data"), ("weighted.csv", "no weighted shares")])
def test_what_cannot_be_examined_is_refused(study, tmp_path, file, rule):
    (tmp_path / "made" / "data").mkdir(parents=True)
    if file:
        (tmp_path / "made" / "data" / file).write_text("item\n", encoding="utf-8")
    with pytest.raises(PublishError, match=rule):
        audit_release(tmp_path / "made", study)
