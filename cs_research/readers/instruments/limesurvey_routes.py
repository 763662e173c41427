"""Who is asked a question, where a LimeSurvey expression says it in the plainest way."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["always", "routes", "variable"]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>"[^"]*"|'[^']*')
      | (?P<number>\d+(?![\w.]))
      | (?P<name>[A-Za-z0-9][A-Za-z0-9_]*)(?:\.(?:NAOK|valueNAOK|value|code))?(?![\w.])
      | (?P<equal>==)
      | (?P<either>\|\|)
      | (?P<bracket>[()])
    )""",
    re.VERBOSE,
)
_OLD_NAME = re.compile(r"\d+X\d+X(\d+)(.*)")


def always(expression: str) -> bool:
    """Whether everybody is asked."""
    return expression.strip() in {"", "1", "(1)"}


def variable(name: str) -> str:
    """The name of a variable; an old one such as ``123X4X5SQ001`` without survey and group: ``X5SQ001``."""
    old = _OLD_NAME.fullmatch(name)
    return f"X{old.group(1)}{old.group(2)}" if old else name


def routes(expression: str) -> list[tuple[str, str]]:
    """Variables and the value that each must have, one being enough; none where more is said than that.

    >>> routes('((role.NAOK == "2" or role.NAOK == "3"))')
    [('role', '2'), ('role', '3')]
    >>> routes('age.NAOK > 18')
    []
    """
    tokens = list(_tokens(expression))
    plain = [(kind, text) for kind, text in tokens if kind != "bracket"]  # either ... or needs no brackets
    if not plain or any(kind == "strange" for kind, _ in tokens):
        return []
    found = []
    for start in range(0, len(plain), 4):
        kinds = [kind for kind, _ in plain[start : start + 4]]
        if kinds not in (["name", "equal", "value"], ["name", "equal", "value", "either"]):
            return []
        found.append((variable(plain[start][1]), plain[start + 2][1]))
    return found if plain[-1][0] == "value" else []


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    """The words of an expression; one of kind ``strange`` where it cannot be taken apart."""
    text = expression.strip()
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            yield "strange", text[at:]
            return
        at = token.end()
        kind, word = token.lastgroup or "strange", token.group(token.lastgroup or 0)
        if kind == "text":
            yield "value", word[1:-1]
        elif kind == "number":
            yield "value", word
        elif word.lower() in {"or", "eq"}:
            yield {"or": "either", "eq": "equal"}[word.lower()], word
        else:
            yield kind, word
