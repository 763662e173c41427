"""How fast agreement and measures of text are, as ratios measured in one run: ``python tests/benchmarks/text.py [--quick]``.

Prints a table. Seconds depend on the machine; ratios do not. No test depends on them. Agreement is compared with the
package ``krippendorff``, where it is installed.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
from counting import median_seconds as seconds
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures
from nltk.text import ConcordanceIndex
from printed import printed

from cs_research.measures.coding import agreement
from cs_research.measures.coding.coder_agreement import codings
from cs_research.measures.coding.cooccurrence import cooccurrence
from cs_research.measures.coding.frequency import frequency
from cs_research.measures.text.collocations import collocations
from cs_research.measures.text.concordance import concordance
from cs_research.measures.text.index import TextIndex, index_sources
from cs_research.measures.text.keyness import keywords
from cs_research.records import Codings, Segment, Source, Turn

DRAWS, COMPARED = 1000, 10


def made_sources(words: int, sources: int = 100) -> tuple[Source, ...]:
    """Made-up sources of turns of 100 words, whose frequencies fall as those of a language do."""
    rng = random.Random(1)
    forms = list({"".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 9))) for _ in range(30_000)})
    drawn = rng.choices(forms, [1 / (place + 1) for place in range(len(forms))], k=words)
    size = words // sources
    return tuple(
        Source(
            f"s{number}",
            ("interview", "focus group")[number % 2],
            f"site {number % 5}",
            "",
            tuple(
                Turn(at // 100 + 1, "P", " ".join(drawn[number * size + at : number * size + at + 100]) + ".")
                for at in range(0, size, 100)
            ),
        )
        for number in range(sources)
    )


def agreement_lines(units: int) -> list[str]:
    """Intervals of alpha against resampling units through the package ``krippendorff``."""
    rng = np.random.default_rng(1)
    truth = rng.integers(1, 5, units)
    table = np.where(rng.random((units, 5)) < 0.7, truth[:, None], rng.integers(1, 5, (units, 5))).astype(float)
    table[rng.random(table.shape) < 0.1] = np.nan
    lines = []
    for level in agreement.LEVELS:
        own = seconds(lambda level=level: agreement.krippendorff_alpha(table, level, draws=DRAWS), 3)
        lines.append(f"alpha, {level}, {units:,} × 5, {DRAWS:,} draws|{own:.3f}|{ratio_to_package(table, level, own)}")
    for made in (
        agreement.percent_agreement,
        agreement.cohen_kappa,
        agreement.fleiss_kappa,
        agreement.gwet_ac1,
    ):
        own = seconds(lambda made=made: made(table, draws=DRAWS), 3)
        lines.append(f"{made.__name__}, {units:,} × 5, {DRAWS:,} draws|{own:.3f}|")
    return lines


def ratio_to_package(table: np.ndarray, level: str, own: float) -> str:
    if find_spec("krippendorff") is None:
        return "package krippendorff is not installed"
    import krippendorff

    rng = np.random.default_rng(2)

    def resample() -> None:
        for _ in range(COMPARED):
            drawn = table[rng.integers(0, len(table), len(table))]
            krippendorff.alpha(drawn.T, level_of_measurement=level)

    other = seconds(resample, 1) * DRAWS / COMPARED
    return f"{other / own:.0f} times faster than the package (aim: 100)"


def text_lines(sources: tuple[Source, ...]) -> list[str]:
    """The index, collocations, keyness and a keyword in context."""
    text = "\n".join(turn.text for source in sources for turn in source.turns)
    index = index_sources(sources)
    bare = seconds(lambda: Counter(re.findall(r"\w+", text)), 3)
    own = seconds(lambda: index_sources(sources), 3)
    lines = [f"index of {len(index):,} words|{own:.3f}|{own / bare:.2f} times re.findall with Counter (aim: 2)"]
    words = re.findall(r"\w+", text)

    def finder() -> object:
        found = BigramCollocationFinder.from_words(words)
        found.apply_freq_filter(5)
        return found.score_ngrams(BigramAssocMeasures.likelihood_ratio)

    other, own = seconds(finder, 1), seconds(lambda: collocations(index))
    lines.append(f"collocations|{own:.3f}|{other / own:.0f} times faster than nltk's finder (aim: 20)")
    other = seconds(lambda: BigramCollocationFinder.from_words(words), 1)
    lines.append(f"collocations|{own:.3f}|{other / own:.0f} times faster than nltk's counting alone")
    own = seconds(lambda: keywords(index, "kind", "interview"))
    share = f"{bare / own:.0f} times faster than re.findall with Counter (aim: 23, which is .020 s to .47 s)"
    lines.append(f"keyness of {len(index.vocabulary):,} words|{own:.3f}|{share}")
    return [*lines, *concordance_lines(index, words)]


def concordance_lines(index: TextIndex, words: list[str]) -> list[str]:
    """A word of middling frequency and a frequent one, against nltk's index when it is made already."""
    known, lines = ConcordanceIndex(words), []
    for place in (20, 200):
        term = index.vocabulary[np.bincount(index.ids).argsort()[-place]]
        other, own = (
            seconds(lambda term=term: known.find_concordance(term)),
            seconds(lambda term=term: concordance(index, term)),
        )
        times = len(concordance(index, term))
        lines.append(
            f"keyword in context, {times:,} times|{own:.4f}|{other / own:.1f} times nltk's speed on its own index"
        )
        made = seconds(lambda term=term: ConcordanceIndex(words).find_concordance(term), 1)
        lines.append(f"the same, nltk's index made for it|{own:.4f}|{made / own:.0f} times faster (aim: 4)")
    return lines


def coding_lines(sources: tuple[Source, ...], number: int) -> list[str]:
    """Frequencies, co-occurrence and agreement of many segments, and of a tenth of them."""
    runs, fewer = coding_runs(sources, number), coding_runs(sources, number // 10)
    lines = []
    for name, run in runs.items():
        own, tenth = seconds(run, 1), seconds(fewer[name], 1)
        lines.append(
            f"{name}, {number:,} segments|{own:.2f}|{own / tenth:.1f} times a tenth of them (10: in proportion)"
        )
    return lines


def coding_runs(sources: tuple[Source, ...], number: int) -> dict[str, Callable[[], object]]:
    from cs_research.definitions import load_frame

    frame, rng = load_frame("coding-frame/2023"), random.Random(2)
    codes = [code.id for code in frame.codes]
    segments = []
    for place in range(number):
        source = rng.choice(sources)
        turn = rng.choice(source.turns)
        start = rng.randrange(max(len(turn.text) - 120, 1))
        where = (source.id, turn.number, start, min(start + rng.randint(20, 120), len(turn.text)))
        segments.append(Segment(f"{place}", *where, "", rng.choice(codes), "shown", rng.choice("RST")))
    coded = Codings(frame, sources, tuple(segments))
    return {
        "frequency by source": lambda: frequency(coded, by="source"),
        "co-occurrence by overlap": lambda: cooccurrence(coded),
        "agreement by code on turns": lambda: codings(coded),
        "agreement, pooled, on characters": lambda: codings(coded, "character", by=[]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    part = 10 if parser.parse_args().quick else 1
    sources = made_sources(1_000_000 // part)
    lines = ["what|seconds|ratio", *agreement_lines(10_000 // part), *text_lines(sources)]
    printed([*lines, *coding_lines(sources, 100_000 // part)])


if __name__ == "__main__":
    main()
