"""Write a definition as the YAML file that it can be loaded from again."""

from __future__ import annotations

import re
from typing import Any

import yaml

from cs_research._characters import printable, visible
from cs_research._yaml import Definition

#: Line ends that come back as spaces unless they are escaped, which only double quotation marks allow.
_FOLDED = re.compile("[\u0085\u2028\u2029]")


def yaml_text(definition: Definition, comment: str = "") -> str:
    """Return the text of a file that loads to the same definition; ``comment`` comes first.

    Fields that have their default are left out. A definition merged with its base is written in full, without
    ``extends``.
    """
    data = definition.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    if "extends" in data:
        data = {key: value for key, value in data.items() if key not in {"extends", "changes", "options"}}
        data["items"] = [_without_place(item) for item in data.get("items", ())]
        data = {key: value for key, value in data.items() if value}
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    lines = printable(comment).splitlines()
    return "".join(f"# {line}\n" for line in lines) + visible(text)


def _without_place(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "after"}


class _Dumper(yaml.SafeDumper):
    """Indent lists below their key, as in the files that are written by hand."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    quoted = (
        _FOLDED.search(text) or visible(text) != text
    )  # there what is made visible is an escape, and comes back
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if quoted else None)


_Dumper.add_representer(str, _text)
