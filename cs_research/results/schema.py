"""The Table Schema of a table, from what is said of every column.

Table Schema: https://specs.frictionlessdata.io/table-schema/
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import pandas as pd

from cs_research.errors import Fault, PublishError
from cs_research.results.column_descriptions import BESIDE, CLAIM_BESIDE, CLAIM_COLUMNS, COLUMNS, Column

__all__ = ["describe_column", "schema"]

#: What tells the rows of a table apart: the first of these whose columns the table has and whose rows are unlike.
_KEYS = (
    ("segment",), ("item", "row", "group"), ("item", "group", "point"), ("item", "group", "net"), ("item", "wave"),
    ("item", "group"), ("by", "group"), ("template", "part", "code"), ("place", "date", "domain", "level", "stage"),
    ("practice", "site"), ("domain", "kind", "alternative"), ("claim",), ("practice",), ("site",), ("item", "row"),
    ("wave_a", "item"), ("domain",), ("item",), ("row",),
)  # fmt: skip


def describe_column(name: str, columns: Collection[Hashable]) -> Column | None:
    """What the column holds in a table of these columns; None where it is not described."""
    for beside, others in (BESIDE | CLAIM_BESIDE).items():
        if set(beside) <= set(columns) and name in others:
            return others[name]
    return (COLUMNS | CLAIM_COLUMNS).get(name)


def schema(table: pd.DataFrame) -> dict[str, Any]:
    """The Table Schema of a table as `tables.csv_text` writes it.

    A column that is not described gets the type of its values and its name as title.
    """
    if not isinstance(table, pd.DataFrame):
        raise PublishError(Fault("schema", "table", "be a table", f"a {type(table).__name__}"))
    made: dict[str, Any] = {
        "fields": [_field(str(name), table) for name in table.columns],
        "missingValues": [""],
    }
    if key := _key(table):
        made["primaryKey"] = list(key)
    return made


def _field(name: str, table: pd.DataFrame) -> dict[str, Any]:
    column = describe_column(name, table.columns)
    if column is None:
        return {"name": name, "type": _type(table[name]), "title": name.replace("_", " ").capitalize()}
    field: dict[str, Any] = {
        "name": name,
        "type": column.type,
        "title": column.title,
        "description": f"{column.description}.",
    }
    if column.type == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    limits = {"minimum": column.least, "maximum": column.most, "enum": [it for it in column.among if it]}
    constraints = {limit: value for limit, value in limits.items() if value not in (None, [])}
    return field | ({"constraints": constraints} if constraints else {})


def _type(values: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    return "number" if pd.api.types.is_numeric_dtype(values) else "string"


def _key(table: pd.DataFrame) -> tuple[str, ...]:
    for key in _KEYS:
        if set(key) <= set(table.columns):
            rows = table[list(key)]
            if not (rows.duplicated().any() or rows.isna().any(axis=None) or (rows == "").any(axis=None)):
                return key
    return ()
