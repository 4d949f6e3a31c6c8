"""A final version sealed: what is in it, what it withstands, and how a season is reopened."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks import steps
from tasks.cli import main
from tasks.custody.check import check_seal
from tasks.custody.code import short_code
from tasks.custody.seal import FOLDER, KEY, LEDGER, NOTE
from tasks.custody.signature import public_key
from tasks.errors import JunhengError
from tasks.settings import load_settings
from tasks.steps.dossiers import publishing, sealing
from tasks.steps.findings import evaluating
from tasks.store import Store, open_store, to_json
from tests.builders.custody import rehashed
from tests.integration.conftest import deploy, forget_deployment

COUNTY = "2025/139901"
BY = "示例县督导室"
APPROVED = "2025-12-21T09:00:00+08:00"
SEALED = "2025-12-22T09:00:00+08:00"
LATER = "2026-01-05T09:00:00+08:00"


@pytest.fixture(scope="module")
def finished(small_season: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the small county's season with a sealed final version."""
    folder = tmp_path_factory.mktemp("sealed") / "season"
    shutil.copytree(small_season, folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        deploy(folder, monkeypatch)
        steps.publish_final(COUNTY, BY, APPROVED)
        steps.seal(COUNTY, BY, SEALED)
    forget_deployment()
    return folder


@pytest.fixture
def sealed(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of it that a test may change."""
    folder = tmp_path / "season"
    shutil.copytree(finished, folder)
    deploy(folder, monkeypatch)
    yield folder
    forget_deployment()


def packages() -> dict[str, dict[str, bytes]]:
    """Return the files of every zip in the outbox, by the version in its name."""
    outbox = Path(load_settings().outbox)
    return {path.stem.split("_")[1]: files_of(path) for path in outbox.rglob("*.zip")}


def files_of(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def faults(files: dict[str, bytes]) -> list[tuple[str, str, str]]:
    seed = bytes.fromhex(open_store().signing_key().decode())
    found = check_seal(files, public_key(seed))
    return [(each.part, each.how, each.where) for each in found if each.state != "intact"]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_sealed_version_is_the_final_one_and_its_seal(sealed):
    final, found = packages()["终审稿"], packages()["封存版"]

    assert {path for path in found if path.startswith(FOLDER)} == {NOTE, LEDGER, KEY}
    assert {path: found[path] for path in found if not path.startswith(FOLDER)} == final
    assert faults(found) == []
    note = json.loads(found[NOTE])
    assert (note["sealed_by"], note["sealed_at"]) == (BY, SEALED)
    assert note["code"] == short_code(note["findings"].rpartition("/")[2], "final")


def test_the_sealed_chain_tells_the_whole_season(sealed):
    events = json.loads(packages()["封存版"][LEDGER])

    kinds = {"received", "receipted", "accepted", "evaluated", "generated", "approved"}
    assert {event["kind"] for event in events} == kinds
    generated = [event["subject"] for event in events if event["kind"] == "generated"]
    assert [subject.rpartition("/")[2] for subject in generated] == ["draft", "final"]
    assert open_store().chain(COUNTY)[: len(events)] == events
    assert [event["kind"] for event in open_store().chain(COUNTY)[len(events) :]] == ["sealed"]


def test_every_file_of_the_package_is_watched(sealed):
    found = packages()["封存版"]
    for path in sorted(found)[::7]:
        assert faults({**found, path: found[path] + b"\n"}), path


def test_a_sealed_package_verifies_its_numbers_and_its_seal(sealed, capsys):
    (folder,) = (path.parents[1] for path in Path(load_settings().outbox).rglob(NOTE))
    alone = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "核对.py")],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert alone.returncode == 0, alone.stdout[-3000:] + alone.stderr
    assert "封存 文件：相符" in alone.stdout
    assert "封存 流转记录：相符" in alone.stdout
    assert "封存 签名：未核对" in alone.stdout
    key = json.loads((folder / NOTE).read_bytes())["public_key"]
    assert main(["verify", str(folder), "--key", key]) == 0
    assert "封存 公钥：相符" in capsys.readouterr().out
    assert main(["verify", str(folder), "--key", "0" * 64]) == 1
    assert "封存 公钥：不符" in capsys.readouterr().out
    page = folder / "index.html"
    page.write_bytes(page.read_bytes() + b"\n")
    assert main(["verify", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "封存 文件：不符。文件 index.html 与封存时不同。" in told
    assert "封存 签名：相符" in told


def test_the_code_stands_in_every_word_file(sealed):
    found = packages()["封存版"]
    code = json.loads(found[NOTE])["code"]
    documents = {path: content for path, content in found.items() if path.endswith(".docx")}

    assert documents
    for path, content in documents.items():
        footers = footers_of(content)
        assert footers, path
        assert all(code in text for text in footers), path


def footers_of(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return [
            parts.read(each).decode() for each in parts.namelist() if each.startswith("word/footer")
        ]


def test_sealing_again_changes_nothing(sealed):
    before = everything(sealed)

    steps.seal(COUNTY, BY, LATER)

    assert everything(sealed) == before


def test_a_lost_package_is_laid_out_again_as_it_was(sealed):
    outbox = Path(load_settings().outbox)
    before = everything(outbox)
    for path in outbox.rglob("*封存版*.zip"):
        path.unlink()

    steps.seal(COUNTY, BY, LATER)

    assert everything(outbox) == before


def test_nobody_else_seals_it_again(sealed):
    with pytest.raises(JunhengError, match=BY):
        steps.seal(COUNTY, "别人", LATER)


def test_what_is_not_final_is_not_sealed(few_schools):
    with pytest.raises(JunhengError, match="还没有终审稿"):
        steps.seal(COUNTY, BY, SEALED)


def test_a_final_version_that_was_changed_by_hand_is_not_sealed(sealed):
    unseal()
    (final,) = Path(load_settings().outbox).rglob("*终审稿*.zip")
    final.write_bytes(final.read_bytes() + b"\0")

    with pytest.raises(JunhengError, match="与系统生成的不同"):
        steps.seal(COUNTY, BY, SEALED)
    assert open_store().sealed(COUNTY) == []


def test_a_chain_that_was_changed_is_not_sealed(finished, tmp_path, monkeypatch):
    shutil.copytree(finished, tmp_path / "season")
    deploy(tmp_path / "season", monkeypatch)
    store = open_store()
    notes = sorted(store.events(COUNTY, 1).parent.iterdir())
    events = json.loads(notes[0].read_bytes())
    events[3]["who"] = "somebody"
    notes[0].write_bytes(to_json(events))

    with pytest.raises(JunhengError, match="第4条被改动过"):
        steps.seal(COUNTY, BY, LATER)
    forget_deployment()


def test_a_chain_written_anew_no_longer_fits_an_earlier_seal(sealed):
    store = open_store()
    events = store.chain(COUNTY)
    events[3]["who"] = "somebody"
    for path in store.events(COUNTY, 1).parent.iterdir():
        path.unlink()
    store.write_once(store.events(COUNTY, 1), to_json(rehashed(events)))

    with pytest.raises(JunhengError, match="整体改写"):
        steps.seal(COUNTY, BY, LATER)


def test_a_final_after_a_seal_needs_a_reason_and_is_told_as_reopened(sealed, monkeypatch):
    key = other_findings(monkeypatch)
    with pytest.raises(JunhengError, match="--reason"):
        steps.publish_final(COUNTY, BY, LATER)

    assert not open_store().approval(key).exists()
    steps.publish_final(COUNTY, BY, LATER, "一所学校更正了班额")
    steps.seal(COUNTY, BY, LATER)

    chain = open_store().chain(COUNTY)
    reopened = [event for event in chain if event["kind"] == "reopened"]
    assert [(each["subject"], each["who"], each["why"]) for each in reopened] == [
        (key, BY, "一所学校更正了班额")
    ]
    assert [each["subject"] for each in chain if each["kind"] == "sealed"][-1] == key


def other_findings(monkeypatch: pytest.MonkeyPatch) -> str:
    """Make other findings the current ones, whose dossiers are those of the first."""
    store = open_store()
    first = evaluating.current_findings(store, publishing.open_season(store, COUNTY))
    key = f"{COUNTY}/ffffffffffff"
    for name in ("facts.json", "findings.json"):
        store.write_once(store.findings(key) / name, store.read(store.findings(first[0]) / name))

    def assemble(findings, version):
        for path in list(store.everything(store.assembled(first[0], version))):
            beside = path.path.removeprefix(store.assembled(first[0], version).path).strip("/")
            store.write_once(store.assembled(findings, version) / beside, store.read(path))

    for module in (publishing, sealing):
        monkeypatch.setattr(module, "current_findings", lambda *_: (key, first[1]))
    monkeypatch.setattr(publishing, "assemble", assemble)
    return key


def test_the_command_seals_and_says_where(finished, tmp_path, monkeypatch, capsys):
    shutil.copytree(finished, tmp_path / "season")
    deploy(tmp_path / "season", monkeypatch)

    assert main(["seal", COUNTY, "--by", BY, "--moment", LATER]) == 0
    assert "封存版" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        main(["seal", COUNTY, "--by", " "])
    assert left.value.code == 1
    assert "姓名" in capsys.readouterr().err
    forget_deployment()


def test_a_given_key_is_used_and_a_wrong_one_is_told(few_schools, monkeypatch):
    monkeypatch.setenv("JUNHENG_SIGNING_KEY", "12" * 32)
    forget_deployment()
    assert sealing._seed(open_store()) == b"\x12" * 32
    for wrong in ("12" * 31, "not a key"):
        monkeypatch.setenv("JUNHENG_SIGNING_KEY", wrong)
        forget_deployment()
        with pytest.raises(sealing.SigningKeyError, match="JUNHENG_SIGNING_KEY"):
            sealing._seed(open_store())


def test_a_key_that_was_not_given_is_made_once_for_the_owner_alone(tmp_path, monkeypatch):
    deploy(tmp_path, monkeypatch)
    store = open_store()

    first = store.signing_key()

    assert Store(store.root).signing_key() == first
    assert Path(load_settings().lake, "signing.key").stat().st_mode & 0o777 == 0o600
    assert first != store.pseudonym_key()
    forget_deployment()


@pytest.mark.parametrize("after", range(5))
def test_a_sealing_killed_anywhere_is_ended_by_the_next(finished, tmp_path, monkeypatch, after):
    shutil.copytree(finished, tmp_path / "season")
    deploy(tmp_path / "season", monkeypatch)
    expected = packages()["封存版"]
    unseal()
    with monkeypatch.context() as patch:
        die_after(patch, after)
        with pytest.raises(KeyboardInterrupt):
            steps.seal(COUNTY, BY, SEALED)
    steps.seal(COUNTY, BY, SEALED)

    assert packages()["封存版"] == expected
    assert [each["kind"] for each in open_store().chain(COUNTY)].count("sealed") == 1
    forget_deployment()


def unseal() -> None:
    """Take everything back that sealing wrote: events, seal, number and package."""
    store = open_store()
    written = (
        store.events(COUNTY, 1),
        store.sealing(f"{COUNTY}/x"),
        store.issue_number(COUNTY, "sealed", "x"),
    )
    for note in written:
        for path in Path(note.parent.path).iterdir():
            path.unlink()
    for path in Path(load_settings().outbox).rglob("*封存版*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def die_after(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let the process die at one of the writes of sealing: four notes, then the package."""
    left = [after]

    def dying(act):
        def act_or_die(*arguments, **named):
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
            return act(*arguments, **named)

        return act_or_die

    monkeypatch.setattr(Store, "write_once", dying(Store.write_once))
    monkeypatch.setattr(sealing, "lay_out", dying(sealing.lay_out))
