"""The builder: data with their schema, and each figure drawn once."""

import json
from functools import partial

import pandas as pd
import pytest

from cs_research.displays.figures.likert_bars import gap_chart
from cs_research.protection import tables
from cs_research.reporting.builder import Builder
from cs_research.reporting.content import DOMAIN_LABELS


@pytest.fixture
def builder(demo_release, tmp_path):
    return Builder(demo_release, tmp_path, ("html",))


def test_data_have_a_schema_and_no_columns_that_only_figures_use(builder, demo_release):
    table = demo_release[tables.DISTRIBUTION]
    assert builder.write_data("answers", table) == "data/answers.csv"
    written = pd.read_csv(builder.folder / "data" / "answers.csv")
    schema = json.loads((builder.folder / "data" / "answers.schema.json").read_text(encoding="utf-8"))
    assert [field["name"] for field in schema["fields"]] == list(written.columns)
    assert set(table.columns) > set(written.columns)
    assert builder.saved == {"answers"}


def test_a_figure_under_two_names_is_drawn_once(builder, demo_release):
    plot = partial(gap_chart, demo_release[tables.GAP], DOMAIN_LABELS, made_up=True)
    texts = {"title": "T", "measure": "M", "alt": "A", "source": "S", "data": "data/gap.csv"}
    first, second = (builder.add_figure(name, plot, **texts) for name in ("gap", "again"))
    assert first == second
    assert sorted(path.name for path in (builder.folder / "figures").iterdir()) == [
        "gap-narrow.svg",
        "gap.svg",
    ]


def test_a_row_of_a_domain_is_none_where_the_table_has_none(builder):
    assert builder.domain_row(tables.GAP, "target")["domain"] == "target"
    assert builder.domain_row(tables.GAP, "nowhere") is None
    assert builder.domain_row(tables.BENCHMARK, "target") is None  # the release is not for one service
