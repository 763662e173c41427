"""Parquet files: each column as its distinct values in text, and the place of each row's among them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cs_research.errors import Fault, ReadError
from cs_research.formats.files.workbook import cell_text

#: How a Parquet file starts.
PARQUET = b"PAR1"


def columns_of(path: Path, data: bytes) -> dict[str, tuple[list[str], NDArray[np.int32]]]:
    """For each column its distinct values as text, and for each row the place of its value, -1 where it has none.

    Raises
    ------
    ReadError
        pyarrow is not installed; a broken file; a column of lists or records; two columns of one name.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        hint = "install it with: pip install 'cs-research[large]'; or save the table as .csv or .xlsx"
        raise ReadError(Fault(str(path), "Parquet file", "be read with pyarrow", "none installed", hint)) from error
    try:
        table = parquet.read_table(BytesIO(data))
    except (arrow.ArrowException, OSError) as error:
        found = f"'{str(error).splitlines()[0][:200]}'" if str(error) else "a broken one"
        raise ReadError(Fault(str(path), "file", "be a complete Parquet file", found)) from error
    faults = [
        Fault(f"{path}, column '{field.name}'", "column", "hold a value in each cell", str(field.type))
        for field in table.schema
        if arrow.types.is_nested(field.type)
    ]
    if len(set(table.column_names)) < len(table.column_names):
        faults.append(Fault(str(path), "columns", "have names of their own", "one name twice"))
    if faults:
        raise ReadError(faults)
    return {name: _distinct(table.column(name)) for name in table.column_names}


def _distinct(column: object) -> tuple[list[str], NDArray[np.int32]]:
    import pyarrow as arrow

    combined = column.combine_chunks()  # type: ignore[attr-defined]
    if isinstance(combined, arrow.ChunkedArray):
        combined = arrow.concat_arrays(combined.chunks) if combined.num_chunks else arrow.array([], combined.type)
    coded = combined if isinstance(combined, arrow.DictionaryArray) else combined.dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return [cell_text(value) for value in coded.dictionary.to_pylist()], codes
