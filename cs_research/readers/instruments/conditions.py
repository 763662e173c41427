"""Conditions of other programs: those that say which answers to one earlier question lead to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Routed", "of_one_question", "redcap_condition", "xlsform_condition"]

#: What anybody writes of one question; brackets in what is longer would take very long to tell.
_LONGEST = 5_000
_QUOTED = r"""(?:'(?P<a>[^']*)'|"(?P<b>[^"]*)"|(?P<c>-?\d+))"""
_EQUAL = re.compile(rf"\$\{{(?P<name>[^}}]+)\}}\s*=\s*{_QUOTED}")
_SELECTED = re.compile(rf"selected\(\s*\$\{{(?P<name>[^}}]+)\}}\s*,\s*{_QUOTED}\s*\)")
_FIELD = re.compile(rf"\[(?P<name>\w+)\]\s*=\s*{_QUOTED}")
_BOX = re.compile(r"""\[(?P<name>\w+)\((?P<a>[^()]+)\)\]\s*=\s*(?:'1'|"1"|1)""")


@dataclass(frozen=True)
class Routed:
    """A question's name and the answers to it, one of which is enough.

    ``whole`` tells that the answer is compared as a whole, ``ticked`` that options are asked for one by one.
    """

    name: str
    values: tuple[str, ...]
    whole: bool
    ticked: bool


def of_one_question(answers: Sequence[tuple[str, str] | None]) -> tuple[str, tuple[str, ...]] | None:
    """An earlier question and the values of its choices, one of which is enough.

    ``answers`` are pairs of the two, None for one that is not known; None where they say anything else.
    """
    known = [answer for answer in answers if answer is not None]
    if not known or len(known) < len(answers) or len({name for name, _ in known}) > 1:
        return None
    return known[0][0], tuple(value for _, value in known)


def xlsform_condition(expression: str) -> Routed | None:
    """``${item} = 'a'`` or ``selected(${item}, 'a')``, or several of one question joined by ``or``."""
    return _routed(expression, _EQUAL, _SELECTED)


def redcap_condition(logic: str) -> Routed | None:
    """``[item] = '1'`` or, for a checkbox, ``[item(2)] = '1'``, or several of one field joined by ``or``."""
    return _routed(logic, _FIELD, _BOX)


def _routed(expression: str, whole: re.Pattern[str], ticked: re.Pattern[str]) -> Routed | None:
    """What an expression says; None where it says more than a list of answers can."""
    if len(expression) > _LONGEST:
        return None
    names, values, kinds = set(), [], set()
    for part in re.split(r"\s+or\s+", _bare(expression), flags=re.IGNORECASE):
        found = {form: form.fullmatch(_bare(part)) for form in (whole, ticked)}
        form, match = next(((form, match) for form, match in found.items() if match), (None, None))
        if match is None:
            return None
        groups = match.groupdict()
        names.add(groups["name"].strip())
        values.append(next(groups[key] for key in "abc" if groups.get(key) is not None).strip())
        kinds.add(form)
    if len(names) != 1:
        return None
    return Routed(names.pop(), tuple(dict.fromkeys(values)), whole in kinds, ticked in kinds)


def _bare(expression: str) -> str:
    """An expression without brackets round the whole of it."""
    text = expression.strip()
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    """Where the bracket that a text starts with is closed; -1 where it is not."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place
    return -1
