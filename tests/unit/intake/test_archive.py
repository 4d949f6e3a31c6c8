"""What comes out of an archive, and what never does."""

from __future__ import annotations

import io
import zipfile

import pytest

from tasks.intake.archive import Limits, Member, is_archive, members
from tasks.intake.opened import Refused

LIMITS = Limits(members=5, member_bytes=2_000_000, total_bytes=3_000_000, ratio=50, depth=2)
WORKBOOK_PARTS = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip of the files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def unpacked(content: bytes, limits: Limits = LIMITS) -> list[Member]:
    return list(members(io.BytesIO(content), limits))


def paths(content: bytes) -> list[str]:
    return [each.path for each in unpacked(content)]


def test_every_file_comes_with_its_folders_and_nested_archives_at_their_place():
    inner = packed({"二小/b.xlsx": b"b"})
    content = packed({"一小/a.xlsx": b"a", "更多.zip": inner})

    found = {each.path: each.content for each in unpacked(content)}

    assert found == {"一小/a.xlsx": b"a", "更多.zip/二小/b.xlsx": b"b"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_are_read_as_they_were_written_where_nothing_says_how(encoding):
    name = "实验小学/学校报表.xlsx"
    disguise = "x" * len(name.encode(encoding))
    content = packed({disguise: b"a"}).replace(disguise.encode(), name.encode(encoding))

    assert paths(content) == [name]


def test_what_systems_leave_behind_is_passed_over():
    names = ("a.xlsx", "__MACOSX/._a.xlsx", ".DS_Store", "~$a.xlsx", "一小/Thumbs.db", "b.tmp")

    assert paths(packed(dict.fromkeys(names, b"a"))) == ["a.xlsx"]


@pytest.mark.parametrize("name", ["../a.xlsx", "/etc/a.xlsx", "一/../../a.xlsx", "C:/a.xlsx"])
def test_a_path_out_of_the_archive_is_refused_and_the_others_are_not(name):
    found = unpacked(packed({name: b"a", "b.xlsx": b"b"}))

    reasons = {each.path: each.error and each.error.reason for each in found}
    assert reasons == {name: "archive_unsafe", "b.xlsx": None}


def test_a_link_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("a.xlsx")
        info.external_attr = 0xA1FF << 16
        archive.writestr(info, "/etc/passwd")

    (found,) = unpacked(stream.getvalue())

    assert (found.content, found.error and found.error.reason) == (b"", "archive_unsafe")


def test_a_file_that_is_too_large_is_refused_alone():
    noise = bytes(range(256)) * 8000
    found = unpacked(packed({"a.xlsx": noise, "b.xlsx": b"b"}), LIMITS)

    reasons = [each.error.reason if each.error else "" for each in found]
    assert reasons == ["archive_member_large", ""]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.csv": b"0" * 1_900_000}, "archive_bomb"),
        ({f"{n}.csv": bytes(range(256)) * 4000 for n in range(4)}, "archive_bomb"),
        ({f"{n}.csv": b"a" for n in range(6)}, "archive_many"),
    ],
    ids=["ratio", "total", "count"],
)
def test_more_than_the_limits_ends_the_unpacking(files, reason):
    with pytest.raises(Refused) as refused:
        unpacked(packed(files))

    assert refused.value.reason == reason


def test_archives_in_archives_end_at_the_limit_and_their_neighbours_are_read():
    content = packed({"d.xlsx": b"d"})
    for name in ("c.zip", "b.zip"):
        content = packed({name: content, "n.xlsx": b"n"})

    found = {each.path: each.error and each.error.reason for each in unpacked(content)}

    assert found == {"b.zip/n.xlsx": None, "b.zip/c.zip": "archive_deep", "n.xlsx": None}


def test_a_password_and_damage_are_named():
    content = packed({"a.xlsx": bytes(range(256)) * 20})
    with_password = bytearray(content)
    with_password[6] |= 1
    with_password[content.rfind(b"PK\x01\x02") + 8] |= 1
    damaged = bytearray(content)
    damaged[len(content) // 3] ^= 0xFF

    (locked,) = unpacked(bytes(with_password))
    (broken,) = unpacked(bytes(damaged))

    assert locked.error is not None
    assert broken.error is not None
    assert (locked.error.reason, broken.error.reason) == ("archive_password", "archive_damaged")


def test_a_workbook_is_no_archive_whatever_it_is_called():
    assert not is_archive(io.BytesIO(packed(WORKBOOK_PARTS)), "报表.zip")
    assert is_archive(io.BytesIO(packed({"a.xlsx": b"a"})), "报表.xlsx")
    assert not is_archive(io.BytesIO(b"PK\x03\x04 cut off"), "报表.xlsx")
    assert not is_archive(io.BytesIO(b""), "报表.xlsx")


@pytest.mark.parametrize(
    ("start", "name", "reason"),
    [
        (b"Rar!\x1a\x07\x01\x00", "a.rar", "archive_kind"),
        (b"7z\xbc\xaf\x27\x1c", "a.zip", "archive_kind"),
        (b"PK\x03\x04 cut off", "a.zip", "archive_damaged"),
    ],
)
def test_an_archive_that_cannot_be_opened_is_named(start, name, reason):
    with pytest.raises(Refused) as refused:
        is_archive(io.BytesIO(start), name)

    assert refused.value.reason == reason


def test_a_disk_that_fails_is_not_the_fault_of_the_archive():
    class Failing(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError(5, "the disk does not answer")

    with pytest.raises(OSError, match="does not answer"):
        list(members(Failing(packed({"a.xlsx": b"a"})), LIMITS))
