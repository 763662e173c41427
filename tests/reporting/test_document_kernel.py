"""The kernel: documents have separate namespaces, and an error ends its document only."""

import os
import sys
import tempfile

import pytest

from cs_research.reporting.render.kernel import Cell, execute


def test_outputs_values_and_errors_of_each_document(tmp_path):
    documents = [
        [Cell("x = 2\nprint('printed')\nx"), Cell("x + 1", inline=True)],
        [Cell("x"), Cell("1", inline=True)],
        [Cell("import os; os.getcwd()")],
    ]
    first, second, third = execute(documents, tmp_path)
    assert [output["output_type"] for output in first[0].outputs] == ["stream", "display_data"]
    assert first[1].value == "3"
    assert second[0].error.startswith("NameError")
    assert len(second) == 1  # what follows an error is not run
    assert str(tmp_path) in third[0].outputs[0]["data"]["text/plain"]


LISTENING = """
import os, psutil
both = (psutil.Process(), psutil.Process(%d))
print([str(one.laddr) for process in both for one in process.net_connections("inet") if one.status == "LISTEN"])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no sockets in the file system for it")
@pytest.mark.parametrize("length", [0, 120])
def test_nothing_listens_on_tcp_however_long_the_path_of_the_temporary_folder(tmp_path, monkeypatch, length):
    folder = tmp_path / ("x" * length)
    folder.mkdir(exist_ok=True)
    if length:
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
    ((outcome,),) = execute([[Cell(LISTENING % os.getpid())]], tmp_path)
    assert outcome.error == ""
    assert outcome.outputs[0]["text"] == "[]\n"
