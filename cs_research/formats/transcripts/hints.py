"""How errors name the setting ``speakers``, so that a hint can be followed in Python, a study or a command."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence

#: Where the setting is written: a call in Python, study.yaml, or the options of ``cs-research read``.
PLACES = ("python", "study", "command")
#: Names that YAML reads as themselves within a list.
_PLAIN = re.compile(r"[^\W\d_][\w '’()/&+-]*(?<! )|[^\W\d_]")
_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n", "~"})


def setting_of(place: str, speakers: str | Sequence[str]) -> str:
    """Return the setting as it is written there.

    Examples
    --------
    >>> setting_of("python", "none"), setting_of("study", "none"), setting_of("command", "none")
    ("speakers='none'", 'speakers: none', '--speakers none')
    >>> setting_of("python", ["Ann Lee"]), setting_of("study", ["Ann Lee"]), setting_of("command", ["Ann Lee"])
    ("speakers=['Ann Lee']", 'speakers: [Ann Lee]', "--speakers 'Ann Lee'")
    """
    names = [speakers] if isinstance(speakers, str) else list(speakers)
    if place == "command":
        return " ".join(f"--speakers {shlex.quote(name)}" for name in names)
    if place == "python":
        return f"speakers={speakers!r}" if isinstance(speakers, str) else f"speakers={names!r}"
    written = speakers if isinstance(speakers, str) else f"[{', '.join(map(_in_yaml, names))}]"
    return f"speakers: {written}"


def _in_yaml(name: str) -> str:
    plain = _PLAIN.fullmatch(name) and name.casefold() not in _WORDS
    return name if plain else json.dumps(name, ensure_ascii=False)
