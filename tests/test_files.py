"""Files: encodings are checked, writes are whole or absent, what ships is found."""

import pytest

from cs_research._files import read_text, shipped, write_bytes, write_text
from cs_research._folders import new_folder
from cs_research.errors import PublishError, ReadError


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        ("café".encode("utf-16"), "café"),
    ],
)
def test_text_is_read_by_its_byte_order_mark_or_as_utf_8(tmp_path, data, text):
    (tmp_path / "f.txt").write_bytes(data)
    assert read_text(tmp_path / "f.txt") == text


def test_another_encoding_is_an_error_that_shows_the_letters(tmp_path, check_faults):
    path = tmp_path / "f.txt"
    path.write_bytes("first line\nthe café there".encode("cp1252"))
    with pytest.raises(ReadError) as caught:
        read_text(path)
    check_faults(caught, (f"{path}, line 2", "UTF-8", "0xe9", "Windows-1252", "'line the café there'", "cp1252"))
    assert read_text(path, "cp1252").endswith("café there")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "an empty file"),
        (b"  \n \n", "an empty file"),
        (b"PK\x03\x04abc", "a zip archive (perhaps an .xlsx, .docx or .ods file)"),
        (b"%PDF-1.7", "a PDF"),
        (b"a\x00b", "zero bytes"),
    ],
)
def test_what_is_no_text_is_named_for_what_it_is(tmp_path, data, found):
    (tmp_path / "f.csv").write_bytes(data)
    with pytest.raises(ReadError, match="must") as caught:
        read_text(tmp_path / "f.csv")
    assert caught.value.faults[0].found == found


def test_a_missing_file_tells_what_the_folder_holds(tmp_path):
    (tmp_path / "export.csv").write_text("x")
    with pytest.raises(ReadError) as caught:
        read_text(tmp_path / "exprot.csv")
    assert caught.value.faults[0].hint == "the folder contains export.csv"


def test_a_folder_takes_its_place_only_when_whole(tmp_path):
    target = tmp_path / "out"
    with new_folder(target) as folder:
        write_text(folder / "done.txt", "first")
    with pytest.raises(RuntimeError), new_folder(target) as folder:
        write_text(folder / "done.txt", "second")
        raise RuntimeError("interrupted")
    assert (target / "done.txt").read_text() == "first"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    with new_folder(target) as folder:
        write_text(folder / "done.txt", "third")
    assert (target / "done.txt").read_text() == "third"


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with (
        pytest.raises(PublishError, match=r"got one with mine\.txt, added or changed by hand"),
        new_folder(tmp_path),
    ):
        pass
    assert (tmp_path / "mine.txt").read_text() == "keep"


@pytest.mark.parametrize("name", ["done.txt", "notes/new.txt"])
def test_what_somebody_added_or_changed_in_an_output_is_not_lost(tmp_path, name):
    target = tmp_path / "out"
    with new_folder(target) as folder:
        write_text(folder / "done.txt", "first")
    write_text(target / name, "my own words")
    with (
        pytest.raises(PublishError, match=f"got one with {name}, added or changed by hand"),
        new_folder(target),
    ):
        pass
    assert (target / name).read_text() == "my own words"


@pytest.mark.parametrize("name", ["instruments/pairing.yaml", "reports/domain.qmd"])
def test_what_ships_is_found(name):
    assert shipped(*name.split("/")).is_file()


@pytest.mark.parametrize(("size", "most", "read"), [(10, 10, True), (11, 10, False)])
def test_a_file_over_the_limit_is_not_read(tmp_path, size, most, read):
    (tmp_path / "f.txt").write_bytes(b"x" * size)
    if read:
        assert len(read_text(tmp_path / "f.txt", max_bytes=most)) == size
        return
    with pytest.raises(ReadError, match="file must be at most 10 bytes, got 11 bytes"):
        read_text(tmp_path / "f.txt", max_bytes=most)


@pytest.mark.parametrize("name", ["\U0001f600" * 100, "a" * 300, "file/within", "nul\0"])
def test_a_name_that_no_file_can_have_is_told_as_missing(tmp_path, name):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReadError, match="file must exist, got nothing at that path"):
        read_text(tmp_path / name)


def test_text_is_written_without_control_characters(tmp_path):
    write_text(tmp_path / "f.txt", "a\x1b[31m\u202eb\r\nc\ud800")
    assert (tmp_path / "f.txt").read_bytes() == "a\ufffd[31m\ufffdb\nc\ufffd".encode()


def test_a_full_disk_names_the_file_and_leaves_no_part_of_it(tmp_path):
    resource = pytest.importorskip("resource")
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, most[1]))
    try:
        with pytest.raises(OSError, match="File too large") as error:
            write_bytes(tmp_path / "a.csv", b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert error.value.filename == str(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []
