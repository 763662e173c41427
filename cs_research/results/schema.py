"""Build the Table Schema of a table from the descriptions of its columns.

Table Schema: https://specs.frictionlessdata.io/table-schema/

No library replaces this module. Frictionless (MIT) reads and checks schemas, with 16 more packages to install; the
texts, units and limits of columns would still be written in `column_descriptions`. Pandera (MIT) checks tables and
imports Table Schema, but does not write it. Pydantic, which checks definitions here, describes single rows. Anyone may
check the published files with the first two, since the schemas are standard.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import pandas as pd

from cs_research.errors import Fault, PublishError, found_of
from cs_research.results.column_descriptions import BESIDE, CLAIM_BESIDE, CLAIM_COLUMNS, COLUMNS, Column, count

#: Primary keys of tables: the first of these whose columns the table has and that is unique.
_KEYS = (
    ("segment",), ("item", "row", "group"), ("item", "group", "point"), ("item", "group", "net"), ("item", "wave"),
    ("item", "group"), ("by", "group"), ("template", "part", "code"), ("place", "date", "domain", "level", "stage"),
    ("practice", "site"), ("domain", "kind", "alternative"), ("claim",), ("practice",), ("site",), ("item", "row"),
    ("wave_a", "item"), ("domain",), ("item",), ("row",), ("by", "group", "coefficient"),
    ("by", "group", "level", "id"), ("how", "code", "other"),
    ("source", "site", "kind"), ("site", "place"), ("term", "kind", "site"),
)  # fmt: skip


#: The first columns of the matrix of sources and codes; the others are codes.
_MATRIX = ("source", "site", "kind")


def describe_column(name: str, columns: Collection[Hashable]) -> Column | None:
    """Return the description of a column in a table of these columns; None if there is none."""
    for columns_present, others in (BESIDE | CLAIM_BESIDE).items():
        if set(columns_present) <= set(columns) and name in others:
            return others[name]
    found = (COLUMNS | CLAIM_COLUMNS).get(name)
    if found is None and tuple(columns)[: len(_MATRIX)] == _MATRIX:
        return count(name, "1 if the source has the code of this id, else 0")
    return found


def schema(table: pd.DataFrame) -> dict[str, Any]:
    """Return the Table Schema of a table as `tables.csv_text` writes it.

    A column without a description gets the type of its values, and its name as title.
    """
    if not isinstance(table, pd.DataFrame):
        raise PublishError(Fault("schema", "table", "be a table", found_of(table)))
    result: dict[str, Any] = {
        "fields": [_field(str(name), table) for name in table.columns],
        "missingValues": [""],
    }
    if key := _key(table):
        result["primaryKey"] = list(key)
    return result


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
    limits = {"minimum": column.minimum, "maximum": column.maximum, "enum": [it for it in column.among if it]}
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
