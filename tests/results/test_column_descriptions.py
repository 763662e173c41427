"""Table Schemas: what a field says, what tells rows apart, and columns that nobody described."""

import pandas as pd

from cs_research.results.column_descriptions import COLUMNS
from cs_research.results.schema import describe_column, schema

TYPES = {"string", "integer", "number", "boolean", "date"}


def fields(table):
    return {field["name"]: field for field in schema(table)["fields"]}


def test_every_description_is_a_whole_one():
    for name, column in COLUMNS.items():
        assert name.islower() and column.type in TYPES
        assert column.title and column.description and not column.description.endswith(".")
        assert column.minimum is None or column.type in {"integer", "number"}


def test_a_share_lies_between_0_and_1_and_the_ends_of_a_gap_between_less_1_and_1():
    shares = fields(pd.DataFrame({"item": ["a"], "share": [0.5], "low": [0.1], "high": [0.9]}))
    assert shares["low"]["constraints"] == {"minimum": 0, "maximum": 1}
    gaps = fields(pd.DataFrame({"domain": ["target"], "gap": [-0.5], "low": [-0.9], "high": [0.1]}))
    assert gaps["low"]["constraints"] == gaps["gap"]["constraints"] == {"minimum": -1, "maximum": 1}


def test_a_column_may_hold_something_else_beside_another():
    assert describe_column("group", ["item", "group"]).title == "Group"
    assert "codes" in describe_column("group", ["segment", "group"]).description
    assert describe_column("row", ["row", "reason"]).type == "integer"
    assert describe_column("row", ["item", "row", "difference"]).type == "string"


def test_truth_is_written_as_the_files_have_it():
    field = fields(pd.DataFrame({"same": [True]}))["same"]
    assert (field["trueValues"], field["falseValues"]) == (["True"], ["False"])


def test_a_key_is_only_told_where_it_tells_rows_apart():
    rows = pd.DataFrame({"item": ["a", "a"], "group": ["all", "all"], "point": ["x", "y"]})
    assert schema(rows)["primaryKey"] == ["item", "group", "point"]
    twice = pd.concat([rows, rows], ignore_index=True)
    assert "primaryKey" not in schema(twice)
    assert "primaryKey" not in schema(rows.assign(point=["x", ""]))


def test_a_column_that_nobody_described_gets_the_type_of_its_values():
    table = pd.DataFrame({"odd_one": [1.5], "odd_flag": [True], "odd_word": ["a"]})
    assert [(field["type"], field["title"]) for field in schema(table)["fields"]] == [
        ("number", "Odd one"),
        ("boolean", "Odd flag"),
        ("string", "Odd word"),
    ]
