"""The tables of the annual page, against small cases worked by hand."""

import pandas as pd
import pytest
from annual_study import answers, released, write_study

from cs_research._files import write_text
from cs_research.errors import ResearchError
from cs_research.protection import protect
from cs_research.results import measure
from cs_research.study.check import check_file
from cs_research.study.load import load_study

# 24 services; knowledge is High for the first so many
NUMBERS = range(1, 25)
REGISTER = [(number, "North" if number <= 20 else "South") for number in range(1, 31)]


def wave(numbers, high):
    return [(n, "North" if n <= 20 else "South", "High" if n <= high else "Low", "Mid") for n in numbers]


def test_without_earlier_waves_and_register_there_is_nothing(tmp_path):
    names = released(tmp_path, wave(NUMBERS, 12)).names
    assert "nets" in names
    assert not {"spread", "response", "banner", "trend", "change", "matched"} & set(names)


def test_response_counts_the_register_and_takes_its_regions(tmp_path):
    new = [(n, "South", *rest) for n, _, *rest in wave(range(1, 26), 12)]  # all say South; the register knows better
    table = released(tmp_path, new, register=REGISTER)["response"]
    assert table.values.tolist() == [
        ["all", "all", 30, 25, 5, 25 / 30],
        ["region", "north", 20, 20, 0, 1.0],
        ["region", "south", 10, 5, 5, 0.5],
    ]


def test_a_region_of_few_services_is_withheld_with_the_one_that_would_tell(tmp_path):
    register = [(number, "North" if number <= 27 else "South") for number in range(1, 31)]
    table = released(tmp_path, wave(NUMBERS, 12), register=register)["response"]
    assert table["answered"].isna().tolist() == [False, True, True]
    assert table["invited"].tolist() == [30, 27, 3]


def test_the_same_services_are_paired_and_the_change_is_theirs(tmp_path):
    made = released(tmp_path, wave(NUMBERS, 18), wave(NUMBERS, 6), more="population: {size: 30}\n")
    assert made["matched"].values.tolist() == [["1", "2", 24, 0, 0, "paired"]]
    row = made["change"].set_index("item").loc["knowledge"]
    assert row[["base_a", "base_b"]].tolist() == [24, 24]
    assert (row["share_a"], row["share_b"], row["difference"]) == pytest.approx((0.25, 0.75, 0.5))
    assert row["p"] == pytest.approx(2 / 2**12)  # McNemar: twelve went up, none down
    assert row["p_holm"] == row["p"]  # the only one that is compared
    trend = made["trend"]
    assert trend[["item", "wave", "n", "base"]].values.tolist() == [
        ["knowledge", "1", 6, 24],
        ["knowledge", "2", 18, 24],
    ]


def test_a_reworded_question_is_refused_and_listed_with_its_reason(tmp_path):
    made = released(tmp_path, wave(NUMBERS, 18), wave(NUMBERS, 6))
    line = made["questionnaire"].set_index("item").loc["other"]
    assert line[["became", "status", "reason"]].tolist() == [
        "reworded",
        "not compared: reworded",
        "text differs",
    ]
    assert "other" not in set(made["trend"]["item"])
    assert pd.isna(made["change"].set_index("item").loc["other", "difference"])


def test_other_services_make_separate_samples(tmp_path):
    made = released(tmp_path, wave(range(1, 25), 12), wave(range(20, 44), 30))
    assert made["matched"].values.tolist() == [["1", "2", 5, 19, 19, "separate"]]
    row = made["change"].set_index("item").loc["knowledge"]
    assert (row["share_a"], row["share_b"]) == pytest.approx((11 / 24, 12 / 24))


def test_pairs_are_withheld_where_the_whole_would_tell_the_few_that_are_in_one_wave(tmp_path):
    # 24 answered the later wave and 22 both: the two that are new would be the difference of the two tables
    made = released(tmp_path, wave(range(1, 25), 12), wave(range(1, 23), 6))
    row = made["change"].set_index("item").loc["knowledge"]
    assert row["status"] == "withheld: too few answered, in both waves or in one alone"
    assert row[["base_a", "share_a", "difference", "p_holm"]].isna().all()


def test_what_is_withheld_is_no_test(tmp_path):
    # two questions alike; on the other one too few answered the earlier wave, so its numbers are withheld
    old = [(n, region, high, "Mid" if n <= 3 else "") for n, region, high, _ in wave(NUMBERS, 10)]
    study = write_study(tmp_path, wave(NUMBERS, 16), old)
    text = (tmp_path / "old.yaml").read_text(encoding="utf-8")
    write_text(tmp_path / "old.yaml", text.replace("Another thing?", "Other?"))
    change = protect(measure(load_study(study)))["change"].set_index("item")
    assert change.loc["other", "status"].startswith("withheld")
    assert change.loc["other", ["p", "p_holm", "low", "interval_level"]].isna().all()
    assert change.loc["other", "significant"] == ""
    assert change.loc["knowledge", "p_holm"] == change.loc["knowledge", "p"] == pytest.approx(2 / 2**6)
    assert change.loc["knowledge", "interval_level"] == pytest.approx(0.95)


@pytest.mark.parametrize("high", range(12, 24, 2))
@pytest.mark.parametrize("later", [NUMBERS, range(13, 40)])
def test_an_interval_leaves_0_out_exactly_where_a_change_is_significant(tmp_path, high, later):
    study = write_study(tmp_path, wave(later, high), wave(NUMBERS, 12))
    text = (tmp_path / "old.yaml").read_text(encoding="utf-8")
    write_text(tmp_path / "old.yaml", text.replace("Another thing?", "Other?"))
    change = protect(measure(load_study(study)))["change"]
    rows = change[change["difference"].notna()]
    assert len(rows) == 2
    leaves_out = (rows["low"] > 0) | (rows["high"] < 0)
    assert (leaves_out == (rows["significant"] == "yes")).all()
    assert (rows.loc[rows["significant"] == "yes", "p_holm"] < 0.05).all()
    assert set(rows["interval_level"].round(6)) <= {0.95, 0.975}


def test_letters_tell_nothing_of_a_group_that_is_withheld(tmp_path):
    from cs_research.measures.comparison.banner import banner
    from cs_research.measures.counts.tally import from_counts

    instrument = released(tmp_path, wave(NUMBERS, 12)).study.instrument
    told = pd.DataFrame(
        {
            "item": "knowledge",
            "group": list("AABBCC"),
            "point": ["high", "low"] * 3,
            "n": [45, 5, 25, 25, 10, 40],
        }
    )
    counts = from_counts(told, instrument)
    both = banner(counts, rows="headlines")
    assert both["higher_than"].tolist() == ["B C", "C", ""]
    part = banner(counts, rows="headlines", withheld={"knowledge": ["C"]})
    assert part["higher_than"].tolist() == ["B", "", "–"]
    assert part["flag"].tolist() == ["", "", "withheld"]


def test_shares_by_region_need_ten_answers_each(tmp_path):
    register = [(number, "North" if number <= 12 else "South") for number in range(1, 31)]
    table = released(tmp_path, wave(NUMBERS, 12), register=register)["banner"]
    assert table[table["item"] == "knowledge"][["group", "n", "base"]].values.tolist() == [
        ["north", 12, 12],
        ["south", 0, 12],
    ]
    few = [(number, "North" if number <= 16 else "South") for number in range(1, 31)]
    assert released(tmp_path / "few", wave(NUMBERS, 12), register=few)["banner"].empty


def test_the_register_gives_the_population(tmp_path):
    assert released(tmp_path, wave(NUMBERS, 12), register=REGISTER).study.population == 30


def faults(path):
    with pytest.raises(ResearchError) as raised:
        load_study(path)
    return [str(fault).replace(str(path.parent), "") for fault in raised.value.faults]


def test_every_fault_of_waves_and_register_is_told_at_once(tmp_path):
    study = write_study(tmp_path, wave(NUMBERS, 12), wave(NUMBERS, 6), REGISTER, "population: {size: 40}\n")
    write_text(tmp_path / "old.csv", answers(wave(NUMBERS, 6)).replace("High", "Hihg"))
    said = faults(study)
    assert any("population: size must be 30, as in register.csv, got 40" in line for line in said), said
    assert any("answer of 'knowledge' must be 'Low', 'Mid' or 'High', got 'Hihg'" in line for line in said), said


def test_files_that_are_not_there_are_told_at_their_line(tmp_path):
    study = write_study(tmp_path, wave(NUMBERS, 12), wave(NUMBERS, 6), REGISTER)
    for name in ("old.csv", "register.csv"):
        (tmp_path / name).unlink()
    said = faults(study)
    assert len(said) == 2
    assert "earlier" in said[0]
    assert "got nothing at /old.csv" in said[0]
    assert "got nothing at /register.csv" in said[1]


def test_an_earlier_wave_lacks_a_question_only_where_the_study_says_so(tmp_path):
    study = write_study(tmp_path, wave(NUMBERS, 12), wave(NUMBERS, 6))
    write_text(tmp_path / "old.csv", answers(wave(NUMBERS, 6)).replace("knowledge", "knowlege"))
    (said,) = faults(study)
    assert "columns must contain 'knowledge', which the pairing needs" in said
    assert "did you mean 'knowlege'? name its column under earlier[0].columns in study.yaml" in said
    text = study.read_text(encoding="utf-8").replace("old.yaml}", "old.yaml, without: [knowledge]}")
    write_text(study, text)
    assert protect(measure(load_study(study)))["trend"].empty


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('wave: "1"', 'wave: "2"', "wave must differ from that of the survey, got '2'"),
        (
            'survey: {file: new.csv, wave: "2"}\n',
            "",
            "survey must be given if there are earlier waves, got nothing",
        ),
    ],
)
def test_waves_have_names_of_their_own_and_lead_to_the_survey(tmp_path, old, new, said):
    study = write_study(tmp_path, wave(NUMBERS, 12), wave(NUMBERS, 6))
    write_text(study, study.read_text(encoding="utf-8").replace(old, new))
    assert any(said in line for line in faults(study))


def test_who_is_not_in_the_register_is_named_by_the_check_only(tmp_path):
    study = write_study(
        tmp_path, wave(range(1, 26), 12), register=[*REGISTER[:24], (99, "North")], outside="Service 25"
    )
    assert "a register of 25 services (1 that answered not in it: 'Service 25')" in check_file(study)


def test_no_rate_is_made_while_a_service_of_the_survey_is_not_in_the_register(tmp_path):
    register = [*REGISTER[:24], (52, "North")]
    lines = faults(write_study(tmp_path, wave(range(1, 26), 12), register=register))
    (line,) = [line for line in lines if "service that answered" in line]
    assert "be in the register" in line
    assert "'Service 25'" in line
    assert "near to it: 'Service " in line
    assert "services.outside" in line


def test_other_names_of_a_service_are_those_of_the_register_in_every_wave(tmp_path):
    study = write_study(tmp_path, wave(range(1, 26), 12), wave(range(1, 26), 6), REGISTER[:25])
    for name, other in (("new.csv", "SERVICE 01 YJS"), ("old.csv", "Gwasanaeth un")):
        path = tmp_path / name
        write_text(path, path.read_text(encoding="utf-8").replace("Service 01,", f"{other},"))
    write_text(tmp_path / "other.csv", "alias,service\nGwasanaeth Un,service 01\n")
    text = study.read_text(encoding="utf-8").replace("name: Service,", "name: Service, aliases: other.csv,")
    read = load_study(write_text(study, text))
    assert "Service 01" in set(read.responses.frame["service"])
    assert "Service 01" in set(read.earlier[0].frame["service"])
    assert protect(measure(read))["response"].iloc[0]["answered"] == 25


def test_two_sites_are_not_one_service_under_two_names(tmp_path):
    sites = "sites: [{id: A, label: A, service: Service 01}, {id: B, label: B, service: Service 01 YJS}]\n"
    lines = faults(write_study(tmp_path, wave(range(1, 26), 12), register=REGISTER[:25], more=sites))
    assert any("service must differ from that of 'A'" in line for line in lines)
