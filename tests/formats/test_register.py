"""The register of all services, and every fault of one told at once."""

import pandas as pd
import pytest

from cs_research.errors import ReadError
from cs_research.formats.register import read_register


def register(folder, text, instrument, **how):
    path = folder / "register.csv"
    path.write_text(text, encoding="utf-8")
    return read_register(path, instrument, **{"service": "Name", "groups": {"region": "Area"}, **how})


def test_services_come_with_their_groups_as_points(tmp_path, instrument):
    text = "Name;Area;Seat\nService  1;London;x\nservice 2;north_east;y\nService 3;;z\n"
    found = register(tmp_path, text, instrument)
    assert len(found) == 3
    assert list(found.frame["service"]) == ["Service 1", "service 2", "Service 3"]
    assert list(found.frame["region"].astype(object).fillna("none")) == ["london", "north_east", "none"]
    sizes = found.sizes("region")
    assert (sizes["london"], sizes["north_east"], sizes["wales"]) == (1, 1, 0)
    assert list(sizes) == [point.id for point in instrument.points_of(instrument.item("region"))]


def test_every_fault_of_a_register_is_told(tmp_path, instrument):
    text = "Name,Area\nService 1,Londn\n,London\nSERVICE 1,Wales\nService 4,Londn\n"
    with pytest.raises(ReadError) as raised:
        register(tmp_path, text, instrument)
    said = [str(fault).replace(str(tmp_path), "") for fault in raised.value.faults]
    assert said[0] == "/register.csv, row 3: service must have a name, got nothing."
    assert said[1] == "/register.csv, row 4: service must appear once, got 'SERVICE 1', which is in row 2 too."
    assert said[2].startswith("/register.csv, rows 2, 5: 'region' must be 'East Midlands', ")
    assert said[2].endswith("got 'Londn'.\n  Hint: did you mean 'London'?")
    assert len(said) == 3


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"service": "Naem"}, r"column must be in the register, for 'service', got no 'Naem'\.\n.*'Name'"),
        ({"groups": {"region": "Aera"}}, r"for 'region', got no 'Aera'\.\n.*'Area'"),
        (
            {"groups": {"regoin": "Area"}},
            r"group must be a single-choice item of yjs-survey/2022, got 'regoin'",
        ),
        ({"groups": {"enablers": "Area"}}, r"group must be a single-choice item"),
    ],
)
def test_columns_and_groups_that_do_not_exist(tmp_path, instrument, how, said):
    with pytest.raises(ReadError, match=said):
        register(tmp_path, "Name,Area\nService 1,London\n", instrument, **how)


def test_an_instrument_that_does_not_ask_for_the_service_has_no_register(tmp_path, instrument):
    items = tuple(item for item in instrument.items if item.id != "service")
    with pytest.raises(ReadError, match="have an item with the role identifier"):
        register(tmp_path, "Name,Area\nS,London\n", instrument.model_copy(update={"items": items}))


def test_a_register_without_services(tmp_path, instrument):
    with pytest.raises(ReadError, match="register must have at least one service, got a header only"):
        register(tmp_path, "Name,Area\n", instrument)


def test_other_names_come_from_a_column(tmp_path, instrument):
    text = "Name,Area,Also\nService 1,London,First Service; Gwasanaeth 1\nService 2,Wales,\n"
    found = register(tmp_path, text, instrument, aliases="also")
    assert [found.place(name) for name in ("first service YJS", "GWASANAETH 1", "Service 2 YOT", "x", None)] == [
        0, 0, 1, -1, -1,
    ]  # fmt: skip
    assert found.unmatched(["First Service", "x", None, "y"]) == ["x", "", "y"]
    named = found.renamed(pd.Series(["Gwasanaeth 1", "x", None]))
    assert named.fillna("").tolist() == ["Service 1", "x", ""]


def test_names_outside_are_matched_to_nothing_and_are_no_fault(tmp_path, instrument):
    found = register(tmp_path, "Name,Area\nService 1,London\n", instrument, outside=("X Council", "blank"))
    assert found.unmatched(["x", None, "y"]) == ["y"]


@pytest.mark.parametrize(
    ("aliases", "file", "place", "rule", "found"),
    [
        ("Others", None, "register.csv", "be a column of the register, or a CSV file", "'Others'"),
        ("o.csv", "alias,to\na,b\n", "o.csv, row 1", "have the columns 'alias' and 'service'", "'alias' and 'to'"),
        ("o.csv", "alias,service\na,Servis 1\n", "o.csv, row 2", "be in the register", "'Servis 1'"),
        ("o.csv", "alias,service\n,Service 1\n", "o.csv, row 2", "be a name", "nothing"),
        ("o.csv", "alias,service\nA,Service 1\na yjs,Service 2\n", "o.csv, row 3", "be of one service", "'Service 1' and 'Service 2'"),
        ("o.csv", "alias,service\nservice 2,Service 1\n", "o.csv, row 2", "be of one service", "'Service 2' and 'Service 1'"),
    ],
)  # fmt: skip
def test_other_names_that_lead_astray_are_faults(tmp_path, instrument, aliases, file, place, rule, found):
    if file:
        (tmp_path / aliases).write_text(file, encoding="utf-8")
    with pytest.raises(ReadError) as raised:
        register(tmp_path, "Name,Area\nService 1,London\nService 2,Wales\n", instrument, aliases=aliases)
    (fault,) = raised.value.faults
    assert fault.place.endswith(place)
    assert rule in fault.rule
    assert fault.found == found


def test_a_name_that_the_register_knows_is_not_outside(tmp_path, instrument):
    with pytest.raises(ReadError, match="be a name that the register does not know, got 'SERVICE 1'"):
        register(tmp_path, "Name,Area\nService 1,London\n", instrument, outside=("SERVICE 1",))
