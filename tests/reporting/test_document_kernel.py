"""The kernel: documents have separate namespaces, and an error ends its document only."""

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
