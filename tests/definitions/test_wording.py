"""Names of services, sites, places and raters are compared by one rule."""

import unicodedata

import pandas as pd
import pytest

from cs_research.definitions.wording import name_key


@pytest.mark.parametrize(
    "name",
    [
        "ynys môn – north YJS", "  Ynys Môn – North   YJS ", "Ynys Môn - North YJS", "Ynys Môn — North YJS.",
        unicodedata.normalize("NFD", "Ynys Môn – North YJS"), "Ynys\u00a0Môn – North YJS",
        "Ynys\u200b Môn – Nor\u00adth YJS", "Ynys M&ocirc;n &ndash; North YJS",
    ],
)  # fmt: skip
def test_the_same_name_however_typed(name):
    assert name_key(name) == name_key("Ynys Môn – North YJS")


def test_an_accent_a_word_and_a_dash_make_another_name():
    names = ["Ynys Môn", "Ynys Mon", "Ynys Môn North", "Ynys-Môn"]
    assert len({name_key(name) for name in names}) == 4


def test_whole_numbers_that_a_spreadsheet_made_decimals():
    assert name_key(12.0) == name_key("12") == name_key("12.0") == name_key(12) == "12"
    assert name_key("1.5") != name_key("1")


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, "", "  ", "\u200b", pd.NaT])
def test_no_name(value):
    assert name_key(value) == ""
