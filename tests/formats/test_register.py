"""The register of all services, and every fault of one told at once."""

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
    assert (
        said[1] == "/register.csv, row 4: service must appear once, got 'SERVICE 1', which is in row 2 too."
    )
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
