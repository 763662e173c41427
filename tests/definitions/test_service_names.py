"""Names of services: one form for each service, however it is written."""

import csv
from pathlib import Path

import pytest

from cs_research.definitions.service_names import service_key

UK = Path(__file__).parents[3] / "shared" / "data" / "uk"


@pytest.mark.parametrize(
    ("written", "register"),
    [
        ("Newport YJS", "Newport"),
        ("Newport y.j.s.", "NEWPORT"),
        ("Manchester Youth Justice Service", "Manchester"),
        ("Manchester Youth Offending Team", "Manchester YOS"),
        ("Conwy & Denbighshire - JI", "Conwy and Denbighshire"),
        ("Conwy a Sir Ddinbych", "Conwy & Denbighshire"),
        ("Gwasanaeth Cyfiawnder Ieuenctid Caerdydd", "Cardiff"),
        ("Cyngor Sir Gâr", "Carmarthenshire County Council"),
        ("Cyngor Sir y Fflint", "Flintshire"),
        ("Cyngor Sir Ceredigion", "Ceredigion"),
        ("Pen-y-bont ar Ogwr", "Bridgend YJS"),
        ("Gwynedd and Ynys Mon", "Gwynedd & Ynys Môn"),
        ("St Helens", "St. Helens"),
        ("Vale of Glamorgan", "The Vale of Glamorgan"),
        ("Royal Borough of Greenwich", "Greenwich"),
        ("Leeds City Council Youth Justice Service", "Leeds"),
        ("YOT – Leeds", "Leeds"),
        ("Stoke on Trent", "Stoke-on-Trent"),
        ("King’s Lynn", "Kings Lynn"),
        (12.0, "12"),
    ],
)
def test_what_makes_no_difference(written, register):
    assert service_key(written) == service_key(register) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hull", "Kingston-upon-Hull"),
        ("Leicester", "Leicestershire"),
        ("Nottingham City Council", "Nottinghamshire County Council"),
        ("Service A", "Service B"),
        ("Service 012", "Service 12"),
        ("Service 1", "Service 2"),
        ("-1", "1"),
        ("YJS", "Council"),
        ("East Sussex", "West Sussex"),
        ("North Council", "South Council"),
        ("?", "!"),
    ],
)
def test_what_stays_different(one, other):
    assert service_key(one) != service_key(other)


@pytest.mark.parametrize("nothing", [None, float("nan"), "", "  "])
def test_no_name_is_empty(nothing):
    assert service_key(nothing) == ""


def test_a_name_of_such_words_only_is_kept():
    assert service_key("YJS") == "yjs"
    assert service_key("Youth Justice Service") == "youth justice service"


def test_real_services_stay_apart_and_real_dirty_names_find_them():
    path = UK / "yjs-lookup" / "yjs_by_upper_tier_authority_DERIVED.csv"
    if not path.exists():
        pytest.skip("the folder of real files is absent")
    with path.open(encoding="utf-8", newline="") as stream:
        names = {row["yjs_name"] for row in csv.DictReader(stream)}
    keys = {service_key(name) for name in names}
    assert len(keys) == len(names)
    with (UK / "hmip-ratings" / "hmi_youth_justice_inspection_ratings.csv").open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        inspected = [row["la_name"] for row in csv.DictReader(stream)]
    unmatched = sorted(name for name in inspected if service_key(name) not in keys)
    assert unmatched == [
        "An inspection of Tower Hamlets and City of London", "County Durham", "Dorset - JI", "Hull", "Newcastle",
    ]  # fmt: skip
