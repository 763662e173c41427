"""Every table of results has one constant, with the rule that withholds its numbers or the reason for none."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cs_research
from cs_research._files import write_text
from cs_research.protection import tables
from cs_research.protection.tables import RULES, released
from cs_research.results import Table, evidence
from cs_research.results.catalogue import TABLES


def test_every_table_has_a_rule_or_a_reason_for_none():
    assert set(RULES) == set(TABLES.values())
    assert all(RULES.values())
    with pytest.raises(ValueError, match="'cells' has a rule already"):
        released(evidence.cells, "is of coded sources")


def test_every_table_has_a_constant_of_its_name():
    constants = {name: it for name, it in vars(tables).items() if isinstance(it, Table)}
    assert set(constants.values()) == set(TABLES.values())
    assert [name for name, it in constants.items() if name != it.name.replace("-", "_").upper()] == []


def _text_keys(path):
    """Where code takes a table of results or of a release by a text, in place of the table itself."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript):
            holder, key = node.value, node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            if node.func.attr not in {"get", "row"}:
                continue
            holder, key = node.func.value, node.args[0]
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            holder, key = node.comparators[0], node.left
        else:
            continue
        named = ast.unparse(holder).rpartition(".")[2] in {
            "release",
            "_release",
            "results",
            "measured",
            "builder",
        }
        if named and isinstance(key, ast.Constant | ast.JoinedStr):
            yield f"{path.name}:{node.lineno}"


def test_code_takes_tables_by_their_function_so_that_a_misspelt_one_is_an_error_of_types(tmp_path):
    wrong = write_text(
        tmp_path / "wrong.py", 'a = builder.release["nets"]\nb = results.get("gap")\nc = "gap" in release'
    )
    assert len(list(_text_keys(wrong))) == 3
    package = Path(cs_research.__file__).parent
    layers = ("results", "protection", "reporting", "cli")
    found = [at for layer in layers for path in (package / layer).rglob("*.py") for at in _text_keys(path)]
    assert found == []
