"""Words with a capital that are left in anonymised texts, for a person to look at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cs_research.anonymising.names import FUNCTION_WORDS, starts_sentence
from cs_research.definitions.anonymising_rules import name_words

_WORD = r"[^\W\d_][^\W_]*(?:['’-][^\W_]+)*"
_PHRASE = re.compile(rf"{_WORD}(?:[ \u00a0]{_WORD})*")
_SINGLE = re.compile(_WORD)
#: How many examples of a word are shown, and how many letters around it.
_EXAMPLES, _AROUND = 3, 40


@dataclass
class Capitalised:
    """A word or phrase with a capital: how often it is within a sentence, at its start, and beside a pseudonym."""

    words: str
    within: int = 0
    at_start: int = 0
    beside: int = 0
    files: dict[str, None] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    speaker: bool = False

    @property
    def count(self) -> int:
        """How often it is there in all."""
        return self.within + self.at_start


def capitalised(
    texts: Iterable[tuple[str, str]], keep: Iterable[str], speakers: Mapping[str, Iterable[str]]
) -> list[Capitalised]:
    """Return the words with a capital of anonymised texts, the likeliest names first.

    Parameters
    ----------
    texts
        The name of each file and its text; a file may have several.
    keep
        Words that the rules keep, which are left out.
    speakers
        Speakers without a pseudonym, by file.

    Returns
    -------
    list of Capitalised
        Speakers, then words beside a pseudonym, then by how often they are there. A word that is only at the start of
        sentences is among them unless it is in lower case somewhere, or one of the words that often open sentences.
    """
    texts = list(texts)
    ordinary = Counter(word for _, text in texts for word in _SINGLE.findall(text) if word.islower())
    kept = {name_words(phrase) for phrase in keep}
    found: dict[str, Capitalised] = {}
    for file, text in texts:
        for phrase in _PHRASE.finditer(text):
            _add(found, file, text, phrase, ordinary)
    for file, names in speakers.items():
        for name in names:
            entry = found.setdefault(name, Capitalised(name))
            entry.speaker = True
            entry.files[file] = None
    _join_starts(found)
    left = [
        each
        for each in found.values()
        if name_words(each.words) not in kept and (each.speaker or each.within or not _opens(each.words, ordinary))
    ]
    return sorted(left, key=lambda each: (not each.speaker, not each.beside, -each.count, each.words))


def _add(found: dict[str, Capitalised], file: str, text: str, phrase: re.Match[str], ordinary: Counter[str]) -> None:
    """Add the runs of capitalised words of a stretch of words."""
    run: list[re.Match[str]] = []
    for word in [*_SINGLE.finditer(text, *phrase.span()), None]:
        if word is not None and word[0][0].isupper() and word[0] != "I" and not word[0].startswith(("I'", "I’")):
            if run or not (starts_sentence(text, word.start()) and _opens(word[0], ordinary)):
                run.append(word)
            continue
        if run:
            _add_run(found, file, text, run[0].start(), run[-1].end())
        run = []


def _add_run(found: dict[str, Capitalised], file: str, text: str, start: int, end: int) -> None:
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    if re.search(r"\[[^\[\]\n]*$", before) and re.match(r"[^\[\]\n]* \d+\]", after):
        return  # within a pseudonym
    words = text[start:end]
    entry = found.setdefault(words, Capitalised(words))
    if starts_sentence(text, start):
        entry.at_start += 1
    else:
        entry.within += 1
    entry.beside += bool(re.search(r"\[[^\[\]\n]+ \d+\][ -]$", before) or re.match(r"[ -]\[[^\[\]\n]+ \d+\]", after))
    entry.files[file] = None
    if len(entry.examples) < _EXAMPLES:
        entry.examples.append(" ".join(text[max(0, start - _AROUND) : end + _AROUND].split()))


def _opens(words: str, ordinary: Mapping[str, int]) -> bool:
    """Return whether a word has a capital only because a sentence starts with it."""
    word = re.split(r"['’]", words)[0].casefold()
    return word in FUNCTION_WORDS or words.casefold() in ordinary or word in ordinary


def _join_starts(found: dict[str, Capitalised]) -> None:
    """Count words at the start of sentences with the same words elsewhere, whatever their case."""
    groups: dict[str, list[str]] = defaultdict(list)
    for words in found:
        groups[words.casefold()].append(words)
    for same in groups.values():
        first = found[max(same, key=lambda words: found[words].count)]
        for words in same:
            if (other := found[words]) is not first:
                first.within, first.at_start = first.within + other.within, first.at_start + other.at_start
                first.beside, first.speaker = first.beside + other.beside, first.speaker or other.speaker
                first.files |= other.files
                first.examples = [*first.examples, *other.examples][:_EXAMPLES]
                del found[words]
