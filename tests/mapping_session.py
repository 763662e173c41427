"""A person who answers the questions of ``cs-research map`` at a terminal, from what the other team's words mean."""

from __future__ import annotations

import re

import pytest
from foreign_exports import MEANT, QUESTIONS

from cs_research.definitions import load_instrument

__all__ = ["Person"]

_INSTRUMENT = load_instrument("yjs-survey/2022")
_PROMPT = re.compile(r"^Which .+ \(0 to \d+.*\): $", re.MULTILINE)
_TEXTS = {item: text for item, text, _ in QUESTIONS}


class Person:
    """Standard input with somebody behind it, who reads what was printed and answers each question."""

    def __init__(self, printed: pytest.CaptureFixture[str]) -> None:
        self._printed = printed
        self._block = ""

    def readline(self) -> str:
        """Return the reply to the last question that was printed."""
        self._block += self._printed.readouterr().out
        assert _PROMPT.search(self._block), self._block
        reply = _reply(self._block)
        self._block = self._block if reply == "?" else ""
        return f"{reply}\n"


def _reply(block: str) -> str:
    """Return what to type: the number of the line that is right, ? for more of them, 0 if none is."""
    lines = dict(re.findall(r"^  (\d+)  (.+)$", block, flags=re.MULTILINE))
    if found := re.search(r"without a column: (\w+)", block):
        text = _TEXTS.get(found.group(1))
        near = text and next((number for number, line in lines.items() if _starts(line, text)), None)
        return near or ("?" if text and block.count("Which column") == 1 else "0")
    if found := re.search(r"Option column: (.+)$", block, flags=re.MULTILINE):
        return _point(lines, block, found.group(1))
    wording = re.search(r"does not have: '(.+)'$", block, flags=re.MULTILINE)
    return _point(lines, block, wording.group(1) if wording else "")


def _starts(line: str, text: str) -> bool:
    return "".join(line.split()).startswith("".join(text.split()))


def _point(lines: dict[str, str], block: str, said: str) -> str:
    """Return the number of the point that somebody's words mean."""
    for meant in MEANT.values():
        for wording, point in meant.items():
            if wording == said or (f" - {wording}  '" in said) or f" - {wording}: " in said:
                labels = [found.label for item in _INSTRUMENT.items for found in _points(item) if found.id == point]
                for number, line in lines.items():
                    if any(line == label or line.startswith(f"{label} (") for label in labels):
                        return number
    return "0"


def _points(item: object) -> tuple[object, ...]:
    return tuple(_INSTRUMENT.points_of(item)) if item.kind != "open" else ()  # type: ignore[arg-type,attr-defined]
