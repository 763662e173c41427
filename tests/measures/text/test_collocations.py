"""Collocations and dispersion: published values, and those of nltk for the same text."""

import numpy as np
import pytest
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures

from cs_research.errors import MeasureError
from cs_research.measures.text.collocations import FUNCTION_WORDS, _association, collocations
from cs_research.measures.text.dispersion import dispersion
from cs_research.measures.text.index import index_sources
from cs_research.records import Source, Turn

#: Words in the corpus of Manning and Schütze (1999), chapter 5.
CORPUS = 14_307_668


def association(n, n1, n2):
    found = _association(*(np.array([it], dtype=float) for it in (n, n1, n2)), CORPUS)
    return {name: float(values[0]) for name, values in found.items()}


def test_the_book_s_values_come_out():
    new_companies = association(8, 15828, 4675)
    assert new_companies["t"] == pytest.approx(0.99993, abs=5e-6)
    assert new_companies["chi_square"] == pytest.approx(1.5489, abs=5e-5)
    assert association(150, 12593, 932)["log_likelihood"] == pytest.approx(1291.32, abs=5e-3)
    assert association(20, 42, 20)["pmi"] == pytest.approx(18.38, abs=5e-3)


def index_of(*texts):
    return index_sources([Source(f"s{n}", "interview", "A", "", (Turn(1, "P", it),)) for n, it in enumerate(texts)])


RNG = np.random.default_rng(3)
TEXT = " ".join(RNG.choice(list("abcdefgh"), 400, p=[0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05]))


@pytest.mark.parametrize("window", [2, 4])
def test_pairs_and_measures_are_those_of_nltk(window):
    finder = BigramCollocationFinder.from_words(TEXT.split(), window_size=window)
    finder.apply_freq_filter(3)
    table = collocations(index_of(TEXT), window=window, least=3).set_index(["word", "other"])
    assert table["together"].to_dict() == {pair: n for pair, n in finder.ngram_fd.items() if n >= 3}
    for column, measure in (
        ("t", BigramAssocMeasures.student_t), ("pmi", BigramAssocMeasures.pmi),
        ("chi_square", BigramAssocMeasures.chi_sq), ("log_likelihood", BigramAssocMeasures.likelihood_ratio),
    ):  # fmt: skip
        expected = dict(finder.score_ngrams(measure))
        for pair, value in table[column].items():
            assert value == pytest.approx(expected[pair], abs=1e-6), (column, pair)


def test_pairs_do_not_run_over_the_end_of_a_turn_or_a_word_left_out():
    table = collocations(index_of("a b. c", "d a b"), least=1)
    assert set(table[["word", "other"]].itertuples(index=False, name=None)) == {
        ("a", "b"),
        ("b", "c"),
        ("d", "a"),
    }
    table = collocations(index_of("safe in the park"), least=1, without=FUNCTION_WORDS)
    assert table.empty  # safe and park are no neighbours
    assert collocations(index_of(""), least=1).empty


@pytest.mark.parametrize(
    ("options", "message"),
    [({"window": 1}, "window must be 2 or more, got 1"), ({"least": 0}, "least must be 1 or more")],
)
def test_limits_are_checked(options, message):
    with pytest.raises(MeasureError, match=message):
        collocations(index_of("a b"), **options)


#: The corpus of Gries (2008): five parts, of which the word "a" has 1 to 5 occurrences.
GRIES = (
    "b a m n i b e u p", "b a s a t b e w q n", "b c a g a b e s t a", "b a g h a b e a a t",
    "b a h a a b e a x a t",
)  # fmt: skip


def test_the_article_s_dispersion_comes_out():
    row = dispersion(index_of(*GRIES)).set_index("word").loc["a"]
    assert row[["count", "parts", "with_word"]].tolist() == [15, 5, 5]
    assert row["deviation"] == pytest.approx(0.18, abs=5e-3)
    assert row["deviation_norm"] == pytest.approx(0.18 / 0.82, abs=1e-3)
    assert row["juilland"] == pytest.approx(0.785, abs=5e-4)


def test_a_word_of_one_part_is_as_uneven_as_can_be():
    table = dispersion(index_of("x y", "y y y y", "y y"), least=1).set_index("word")
    assert table.loc["x", ["deviation", "deviation_norm", "juilland"]].tolist() == pytest.approx([0.75, 1, 0])
    single = dispersion(index_of("x y"), least=1)
    assert single[["deviation_norm", "juilland"]].isna().all(axis=None)
    assert dispersion(index_of("x y", ""), by="site", least=1)["parts"].tolist() == [1, 1]
    assert dispersion(index_of("")).empty


@pytest.mark.parametrize(
    ("options", "message"),
    [({"least": 0}, "least must be 1 or more"), ({"by": "domain"}, "by must be 'source', 'site', 'kind' or 'speaker', got 'domain'"),
     ({"by": "day"}, "by must be 'source'")],
)  # fmt: skip
def test_options_of_dispersion_are_checked(options, message):
    with pytest.raises(MeasureError, match=message):
        dispersion(index_of("a b"), **options)
