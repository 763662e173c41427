"""Whatever a public function is given, it answers in the house form, never with a traceback from inside."""

import importlib
import inspect
import pkgutil
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

import cs_research
from cs_research._arguments import Numbers, Rows, accepts
from cs_research.definitions import load_instrument
from cs_research.errors import MeasureError, ResearchError
from cs_research.formats import (
    read_case_study,
    read_codings,
    read_quotations,
    read_ratings,
    read_survey,
    read_transcript,
)
from cs_research.measures.counts.tally import Tally

#: Steps of a calculation, whose arrays come from the package itself.
INNER = {
    "chance.terms_of", "chance.resampled", "chance.estimate_of", "chance.bootstrap_interval",
    "passages.merged_spans","kernel.add_totals", "intervals.probability_at_least", "intervals.smallest_total", "score_table.alpha_from_covariances", "convergence.category", "gap.square_and_add", "score_table.too_few_answers",
    "score_table.obstacle", "weighted_intervals.clustered_error", "effective_size.weighted_share", "margins.group_alike",
}  # fmt: skip


class Wrong:
    """Nothing that any function takes."""


WRONG = [
    Wrong(), None, 7, True, "banana", "", b"x", [1], [], {"a": 1}, pd.Series([1]), pd.DataFrame(),
    pd.DataFrame({"x": [1]}), np.array([[1.0]]), load_instrument("yjs-survey/2022"), print,
]  # fmt: skip


def measures():
    """Every public function of the measures, by module and name."""
    found = {}
    root = importlib.import_module("cs_research.measures")
    for each in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
        module = importlib.import_module(each.name)
        for name in getattr(module, "__all__", sorted(vars(module))):
            made = getattr(module, name)
            own = inspect.isfunction(made) and made.__module__ == module.__name__
            if own and not name.startswith("_"):
                found[f"{each.name.rpartition('.')[2]}.{name}"] = made
    return found


MEASURES = measures()
READERS = {
    made.__name__: made
    for made in (read_case_study, read_codings, read_quotations, read_ratings, read_survey, read_transcript)
}


def required(made):
    """The names of the arguments that a function cannot do without."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [
        it.name for it in inspect.signature(made).parameters.values() if it.default is it.empty and it.kind in kinds
    ]


def answer(made, arguments):
    found = made(**arguments)
    return list(found) if inspect.isgenerator(found) else found


def test_the_measures_are_found():
    assert len(MEASURES) > 150
    assert set(MEASURES) >= INNER


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of numbers such as 0 / 0, which the shapes above make
@pytest.mark.parametrize("name", sorted(set(MEASURES) - INNER))
def test_a_measure_of_anything_is_an_error_in_the_house_form_or_a_result(name):
    for wrong in WRONG:
        try:
            answer(MEASURES[name], dict.fromkeys(required(MEASURES[name]), wrong))
        except ResearchError as error:
            assert " must " in str(error)
            assert ", got " in str(error)


@pytest.mark.parametrize("name", READERS)
def test_a_reader_of_anything_is_an_error_in_the_house_form(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for wrong in WRONG:
        with pytest.raises(ResearchError, match=r"(?s) must .*, got "):
            answer(READERS[name], dict.fromkeys(required(READERS[name]), wrong))


@pytest.mark.parametrize("name", sorted(set(cs_research.__all__) - {"__version__", "ResearchError"}))
def test_what_the_package_offers_refuses_what_it_cannot_take(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = getattr(cs_research, name)
    for wrong in (Wrong(), None, 7, [1], {"a": 1}, pd.DataFrame({"x": [1]})):
        with pytest.raises(ResearchError, match=r"(?s) must .*, got "):
            made(**dict.fromkeys(required(made), wrong))


@accepts(MeasureError, table=Rows("item n"))
def example(
    table: pd.DataFrame,
    names: Sequence[str] = (),
    sizes: Mapping[str, int] | None = None,
    margin: float = 0.1,
    times: int = 1,
    counts: Numbers = 0,
    tally: Tally | None = None,
    groups: Collection[str] = (),
    free: Any = None,
) -> str:
    """Return a word."""
    return "well"


TABLE = pd.DataFrame({"item": ["q"], "n": [1]})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"names": "abc"}, "example: names must be a list of text, got 'abc'."),
        ({"names": ["a", 2]}, "names must be a list of text, got a list."),
        ({"names": {"a": 1}}, "names must be a list of text, got a dict."),
        ({"sizes": [1]}, "sizes must be a mapping or None, got a list."),
        ({"margin": "wide"}, "margin must be a number, got 'wide'."),
        ({"margin": True}, "margin must be a number, got True."),
        ({"times": 1.5}, "times must be an integer, got 1.5."),
        ({"counts": "many"}, "counts must be a number, or numbers, got 'many'."),
        ({"counts": None}, "counts must be a number, or numbers, got None."),
        ({"tally": TABLE}, "tally must be a Tally or None, got a DataFrame."),
        ({"table": [1]}, "table must be a table (pandas.DataFrame), got a list."),
        ({"table": TABLE[["n"]]}, "table must have the column 'item', got n."),
        ({"table": TABLE.head(0)}, "table must have a row, got none."),
    ],
)
def test_each_kind_of_argument_is_named_with_its_rule(given, message):
    with pytest.raises(MeasureError) as raised:
        example(**{"table": TABLE} | given)
    assert message in str(raised.value)


def test_a_definition_may_be_given_by_its_name():
    with pytest.raises(ResearchError, match="instrument must be an Instrument, its name or its file, got 3"):
        read_survey("export.csv", 3)
    with pytest.raises(ResearchError, match="definition must be the name of a shipped definition, or a path, got None"):
        cs_research.load_pairing(None)


def test_every_argument_at_fault_is_named_at_once():
    with pytest.raises(MeasureError) as raised:
        example(None, 1, 2, "3", "4")
    assert [fault.thing for fault in raised.value.faults] == ["names", "sizes", "margin", "times", "table"]


def test_what_numpy_and_pandas_have_for_these_kinds_is_taken():
    for given in (
        {"names": np.array(["a"])}, {"names": pd.Series(["a"])}, {"names": pd.Index(["a"])}, {"margin": np.float64(0.1)},
        {"margin": 1}, {"times": np.int64(2)}, {"counts": [1, None]}, {"counts": TABLE[["n"]]}, {"groups": {"a": 1}},
        {"groups": {"a"}}, {"free": Wrong()}, {"sizes": {"a": 1}}, {"sizes": None},
    ):  # fmt: skip
        assert example(TABLE, **given) == "well"
