"""Copies of an installation: made while it works, opened by nobody else, and everything back from them."""

import argparse
import dataclasses
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess, Popen

import psycopg
import pytest

from benchmarks.place import Place, an_installation
from threshold.doors.console import parser, restore
from threshold.doors.console.backing_up import wal
from threshold.doors.console.backing_up.folder import Folder, Manifest
from threshold.doors.console.backing_up.pieces import identities, new_identity, recipients
from threshold.doors.console.backing_up.plan import plan
from threshold.doors.console.cluster import SUPERUSER, private_cluster

LOG_NAME = "fennmarsh.example/ledger"
SAID = (b"Bram Testerly", b"12 Reed Lane", b"Nell Bystander", b"01632 960 777")
PATIENCE_SECONDS = 60

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
DIGEST = "SELECT count(*), md5(string_agg(row::text, E'\\n' ORDER BY row::text)) FROM {} AS row"


@dataclass
class Story:
    """An installation, its copies, and what was told to whom before which moment."""

    place: Place
    folder: Path
    copies: Path
    opener: Path
    reader: str
    clerk: Path
    keeper: str
    told: list[str] = field(default_factory=list)
    told_later: list[str] = field(default_factory=list)
    moment: str = ""
    checkpoint: Path = Path()

    def threshold(self, *words: str | Path, settings: bool = True) -> CompletedProcess[str]:
        """Run a command of ours to its end, with the installation's settings or none."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("THRESHOLD_")}
        return subprocess.run(
            [sys.executable, "-m", "threshold.doors.console", *map(str, words)],
            env={**clean, **(self.place.settings if settings else {})},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def backup(self, *words: str | Path) -> CompletedProcess[str]:
        """Copy the private installation to the story's folder."""
        home = self.place.folder
        return self.threshold(
            "backup", "--home", home, "--to", self.copies, "--recipient", self.reader, *words
        )

    def restore(self, into: Path, *words: str | Path, copies: Path | None = None) -> CompletedProcess[str]:
        """Restore into a folder, as somebody does who has the identity and no settings."""
        found = ("--from", copies or self.copies, "--identity", self.opener)
        return self.threshold("restore", *found, "--into", into, *words, settings=False)

    def writes(self, number: int) -> "Popen[str]":
        """Begin to write so many reports, or until killed for 0."""
        settings = {**os.environ, **self.place.settings}
        return Popen(
            [sys.executable, "-m", "tests.copying", str(number)],
            env=settings,
            stdout=subprocess.PIPE,
            text=True,
        )

    def archives(self) -> "Popen[bytes]":
        """Begin to archive, as fast as it goes."""
        return Popen([
            sys.executable, "-m", "threshold.doors.console", "archive", "--home", self.place.folder,
            "--to", self.copies, "--recipient", self.reader, "--seconds", "0.5",
        ])  # fmt: skip


def folder_for_servers(prefix: str) -> Path:
    """Make a folder that the server's account may enter."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    return folder


def wait_until(so: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not so():
        assert time.monotonic() < until, "it did not come to pass in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    """Copy an installation under load, and let more be written after the base copy, before a moment and after it."""
    folder = folder_for_servers("threshold-copies-")
    opener, clerk = folder / "opener.txt", folder / "clerk.txt"
    with an_installation() as place:
        story = Story(
            place, folder, folder / "copies", opener, new_identity(opener), clerk, new_identity(clerk)
        )
        place.settings["THRESHOLD_LEDGER_KEY"] = str(folder / "ledger.key")
        assert story.threshold("keys", "--ledger", LOG_NAME).returncode == 0
        archiving = story.archives()
        try:
            tell(story)
        finally:
            archiving.send_signal(signal.SIGTERM)
        assert archiving.wait(PATIENCE_SECONDS) == 0
        yield story
    shutil.rmtree(folder)


def tell(story: Story) -> None:
    """Let reports come in while the copy is made, some after it, and some after the moment to go back to."""
    wait_until((story.place.folder / "archive").is_dir)
    writing = story.writes(0)
    assert writing.stdout
    story.told.append(writing.stdout.readline().strip())
    copied = story.backup("--keys-recipient", story.keeper)
    assert copied.returncode == 0, copied.stderr
    writing.terminate()
    story.told += writing.communicate()[0].split()
    assert story.threshold("sequence", "--once").returncode == 0
    next_segment(story)
    story.moment = datetime.now(UTC).isoformat()
    next_segment(story)
    story.told_later = story.writes(3).communicate()[0].split()
    assert story.threshold("sequence", "--once").returncode == 0
    # One that waits for its place when everything stops.
    story.told_later += story.writes(1).communicate()[0].split()
    signed = story.threshold("sign", "--once")
    assert signed.returncode == 0, signed.stderr
    story.checkpoint = story.folder / "kept.txt"
    with psycopg.connect(story.place.superuser) as connection:
        found = connection.execute("SELECT note FROM ledger_checkpoint ORDER BY id DESC LIMIT 1").fetchone()
    assert found
    story.checkpoint.write_text(found[0])


def next_segment(story: Story) -> None:
    """Have the log go on in its next segment, and time in its next moment."""
    with psycopg.connect(story.place.superuser, autocommit=True) as connection:
        # Without anything written, there is nothing to end.
        connection.execute("SELECT pg_logical_emit_message(true, 'threshold', 'something')")
        connection.execute("SELECT pg_switch_wal()")
    time.sleep(0.1)


def followed(story: Story) -> bool:
    with psycopg.connect(story.place.superuser) as connection:
        found = connection.execute("SELECT active FROM pg_replication_slots").fetchall()
    return found == [(True,)]


@pytest.fixture
def home() -> Iterator[Path]:
    """Return a new place, and take down afterwards whatever was restored there."""
    folder = folder_for_servers("threshold-back-")
    home = folder / "home"
    yield home
    if (home / "cluster/data").exists():
        private_cluster(home).stop()
    shutil.rmtree(folder)


@pytest.fixture
def copies(story: Story, tmp_path: Path) -> Path:
    """Return copies of the copies, to be spoilt."""
    return shutil.copytree(story.copies, tmp_path / "copies")


def rows_of(address: str) -> dict[str, object]:
    with psycopg.connect(address) as connection:
        names = [name for (name,) in connection.execute(TABLES)]
        return {name: connection.execute(DIGEST.format(name)).fetchone() for name in names}  # type: ignore[arg-type]


def refs_in(home: Path) -> set[str]:
    with psycopg.connect(private_cluster(home).address(SUPERUSER)) as connection:
        return {ref for (ref,) in connection.execute("SELECT ref FROM referrals_contact")}


def test_everything_written_before_during_and_after_a_backup_comes_back(story: Story, home: Path) -> None:
    assert len(story.told) > 1, "somebody wrote while the copy was made"
    done = story.restore(
        home, "--keys-identity", story.clerk, "--last-checkpoint", story.checkpoint, "--issued", issued(story)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    restored = rows_of(private_cluster(home).address(SUPERUSER))
    assert restored == rows_of(story.place.superuser)
    assert refs_in(home) == {*story.told, *story.told_later}
    assert len(list(home.glob("files/??/*.sealed"))) == len(refs_in(home))
    assert "Looking at every file" in done.stdout
    with psycopg.connect(private_cluster(home).address(SUPERUSER)) as connection:
        assert connection.execute("SHOW archive_mode").fetchone() == ("off",)
        assert connection.execute("SELECT count(*) FROM pg_replication_slots").fetchone() == (0,)


def test_going_back_to_a_moment_names_what_is_lost_by_it(story: Story, home: Path) -> None:
    wanted = ("--until", story.moment, "--last-checkpoint", story.checkpoint, "--issued", issued(story))
    done = story.restore(home, *wanted, "--stop")
    assert done.returncode == 2, done.stderr
    assert "entries before the checkpoint" in done.stderr
    assert "threshold epoch" in done.stderr
    assert "times in the ledger" not in done.stderr
    lost = {line.split()[1].replace("-", "") for line in done.stderr.splitlines() if "was given out" in line}
    assert lost == set(story.told_later)
    cluster = private_cluster(home)
    assert not cluster.running()
    cluster.start()
    assert refs_in(home) == set(story.told)


def issued(story: Story) -> Path:
    path = story.folder / "issued.txt"
    path.write_text("\n".join(f"{ref[:4]}-{ref[4:]}" for ref in (*story.told, *story.told_later)))
    return path


@pytest.mark.parametrize("where", ["base/*/database*", "base/*/files.txt", "wal/*.age", "files/*/*.age"])
def test_a_piece_that_was_changed_is_refused_before_anything_is_written(story, copies, home, where):
    piece = max(copies.glob(where))
    content = bytearray(piece.read_bytes())
    content[len(content) // 2] ^= 1
    piece.write_bytes(content)
    done = story.restore(home, copies=copies)
    assert done.returncode == 1
    assert piece.name in done.stderr
    assert "damaged" in done.stderr
    assert not home.exists()


@pytest.mark.parametrize(
    ("where", "which"), [("base/*/database*", 0), ("wal/*", -2), ("files/*/*.age", 0), ("base", 0)]
)
def test_a_piece_that_is_missing_is_refused_before_anything_is_written(story, copies, home, where, which):
    piece = sorted(copies.glob(where))[which]
    shutil.rmtree(piece) if piece.is_dir() else piece.unlink()
    done = story.restore(home, copies=copies)
    assert done.returncode == 1
    assert "missing" in done.stderr or "There is no copy" in done.stderr
    assert not home.exists()


def test_what_is_whole_can_be_restored_all_the_same_and_the_rest_is_named(story, copies, home):
    min(copies.glob("files/*/*.age")).unlink()
    done = story.restore(home, "--what-is-whole", copies=copies)
    assert done.returncode == 2
    assert "is not in the copy" in done.stderr
    assert refs_in(home) == {*story.told, *story.told_later}


def test_another_identity_is_refused_in_plain_words(story, home):
    done = story.threshold(
        "restore", "--from", story.copies, "--identity", story.clerk, "--into", home, settings=False
    )
    assert done.returncode == 1
    assert "encrypted to other recipients" in done.stderr
    assert "Traceback" not in done.stderr
    assert not home.exists()


def test_a_place_that_is_not_empty_is_refused_and_left_as_it_is(story, home):
    home.mkdir()
    (home / "mine").write_text("mine")
    done = story.restore(home)
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert [path.name for path in home.iterdir()] == ["mine"]


def test_a_time_to_which_the_log_does_not_reach_is_refused(story, home):
    done = story.restore(home, "--until", "2100-01-01T00:00:00+00:00")
    assert done.returncode == 1
    assert "ends before that time" in done.stderr


def test_nothing_lies_in_the_copies_that_can_be_read_or_that_opens_them(story):
    secrets = [path.read_bytes() for path in (story.place.folder / "keys").iterdir()]
    secrets += [story.place.cluster.passwords.read_bytes(), story.opener.read_bytes()]
    for path in story.copies.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
        if path.is_file():
            content = path.read_bytes()
            assert not [words for words in (*SAID, *secrets) if words in content], path


def test_the_pieces_are_checked_without_any_key(story):
    for path in story.copies.rglob("*.age"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name.split(".")[-2]
    (base,) = story.copies.glob("base/*")
    checking = ["sha256sum", "--check", "--quiet", base / "files.txt"]
    assert subprocess.run(checking, cwd=story.copies, check=False).returncode == 0


def test_the_keys_open_for_their_keeper_only(story):
    readers, keepers = identities(story.opener), identities(story.clerk)
    folder = Folder(story.copies)
    assert plan(folder.base_for(None), folder, opens=readers, opens_keys=keepers).keys
    done = story.threshold(
        "backup", "--to", story.copies, "--recipient", story.reader, "--keys-recipient", story.reader
    )
    assert done.returncode == 1
    assert "somebody else" in done.stderr


def test_a_second_backup_copies_no_file_twice_and_old_ones_go_with_what_only_they_need(story, copies):
    again = dataclasses.replace(story, copies=copies)
    files = {path.name for path in copies.glob("files/*/*")}
    assert len({name.split(".")[0] for name in files}) == len(files)
    old_log = {path.name for path in copies.glob("wal/*")}
    stray = copies / "files/ab" / f"gone.sealed.{'0' * 64}.age"
    stray.parent.mkdir(exist_ok=True)
    stray.touch()
    os.utime(stray, (0, 0))
    assert again.backup().returncode == 0
    first, second = Folder(copies).bases()
    assert Folder(copies).base_for(None) == second
    assert Folder(copies).base_for(second.manifest.begun) == first
    assert Folder(copies).base_for(None, named=first.path.name) == first
    done = again.backup("--keep", "1")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in copies.glob("files/*/*")} == files
    assert len(list(copies.glob("base/*"))) == 1
    assert {path.name for path in copies.glob("wal/*")} < old_log
    folder = Folder(copies)
    found = plan(folder.base_for(None), folder, opens=identities(story.opener), opens_keys=[])
    assert not found.faults
    assert len(found.files) == len(files)


def test_the_time_of_the_last_copy_is_kept_where_the_web_process_reads_it(story):
    said = story.place.run(
        "-c",
        "import django; django.setup(); from threshold.evidence.copies import last_copied; c = last_copied();"
        "print(*(at.isoformat() for at in (c.database, c.log, c.files)))",
    )
    times = [datetime.fromisoformat(at) for at in said.decode().split()]
    assert len(times) == 3
    assert all(datetime.now(UTC) - at < timedelta(minutes=10) for at in times)


def test_a_role_that_may_not_copy_is_told_what_to_have_done_and_then_may(story):
    done = story.threshold("backup", "--to", story.folder / "other", "--recipient", story.reader)
    assert done.returncode == 1
    assert "ALTER ROLE threshold_owner REPLICATION;" in done.stderr
    with psycopg.connect(story.place.superuser, autocommit=True) as connection:
        connection.execute("ALTER ROLE threshold_owner REPLICATION")
    done = story.threshold("backup", "--to", story.folder / "other", "--recipient", story.reader)
    assert done.returncode == 0, done.stderr
    assert "The keys are not in it." in done.stdout
    assert Folder(story.folder / "other").bases()[0].manifest.superuser == SUPERUSER


def test_the_folder_of_another_database_is_refused(story, copies):
    (copies / "database").write_text("1\n")
    done = dataclasses.replace(story, copies=copies).backup()
    assert done.returncode == 1
    assert "another database" in done.stderr


def test_the_server_keeps_the_log_for_whoever_archives_until_that_is_ended(story):
    kept = "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'threshold_archive'"
    with psycopg.connect(story.place.superuser, autocommit=True) as connection:
        assert connection.execute(kept).fetchone() == (1,)
        assert story.threshold("archive", "--home", story.place.folder, "--end").returncode == 0
        assert connection.execute(kept).fetchone() == (0,)


def test_archiving_goes_on_after_it_was_killed_and_after_the_server_was_away(story, copies):
    again = dataclasses.replace(story, copies=copies)

    def segments() -> set[str]:
        return {each.name for each in wal.archived(Folder(copies)) if wal.SEGMENT.fullmatch(each.name)}

    archiving = again.archives()
    try:
        wait_until(lambda: followed(story))
        archiving.kill()
        archiving.wait()
        before = segments()
        archiving = again.archives()
        for trouble in (lambda: None, story.place.cluster.stop):
            trouble()
            story.place.cluster.start()
            next_segment(story)
            wait_until(lambda: segments() - before)  # noqa: B023
            before = segments()
    finally:
        archiving.send_signal(signal.SIGTERM)
        assert archiving.wait(PATIENCE_SECONDS) == 0
    with psycopg.connect(story.place.superuser) as connection:
        assert connection.execute("SELECT active FROM pg_replication_slots").fetchall() == [(False,)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["backup"], "Give --to"),
        (["backup", "--to", "x", "--recipient", "anna"], "begins with age1"),
        (["restore", "--from", "x", "--identity", "/nowhere", "--into", "/nowhere/new"], "holds no identity"),
        (
            ["restore", "--from", "x", "--identity", "x", "--into", "/nowhere/new", "--until", "noon"],
            "date and time",
        ),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_plain_words(words, says):
    done = subprocess.run(
        [sys.executable, "-m", "threshold.doors.console", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert says in done.stderr


@pytest.fixture
def log(tmp_path: Path) -> tuple[Path, Folder]:
    (tmp_path / "copies/wal").mkdir(parents=True)
    return tmp_path / "000000010000000000000003", Folder(tmp_path / "copies")


def test_a_segment_is_archived_once_and_another_of_its_name_never(log, tmp_path):
    segment, folder = log
    readers = recipients([new_identity(tmp_path / "identity")])
    segment.write_bytes(b"half")
    wal.archive_partial(segment, segment.name, folder, readers)
    wal.archive_partial(segment, segment.name, folder, readers)
    assert [each.name for each in wal.archived(folder)] == [f"{segment.name}.partial"]
    segment.write_bytes(b"whole")
    for _ in range(2):
        wal.archive(segment, folder, readers)
    assert [each.name for each in wal.archived(folder)] == [segment.name]
    segment.write_bytes(b"another")
    with pytest.raises(wal.TwoLogs, match="a folder of its own"):
        wal.archive(segment, folder, readers)


@pytest.mark.parametrize(
    ("numbers", "gap"), [([], None), ([3, 4, 5], None), ([2, 3], None), ([4], 3), ([3, 5], 4), ([256, 3], 4)]
)
def test_a_gap_in_the_log_is_found_where_it_begins(numbers, gap):
    names = [wal.segment_named(number, timeline=1, segment_bytes=16 << 20) for number in numbers]
    assert [wal.number_of(name, 16 << 20) for name in names] == numbers
    assert wal.first_gap(a_manifest(last_lsn=wal.lsn("0/2000138")), names) == gap


def a_manifest(*, last_lsn: int) -> Manifest:
    return Manifest(
        begun=datetime(2026, 6, 1, tzinfo=UTC), ended=datetime(2026, 6, 1, tzinfo=UTC), system="1", postgresql=15,
        segment_bytes=16 << 20, timeline=1, first_lsn=wal.lsn("0/2000028"), last_lsn=last_lsn,
        database="threshold", roles={}, superuser="postgres", demo=False, ledger_size=0, ledger_root="", files=0,
        recipients=(), parts=(),
    )  # fmt: skip


def test_a_manifest_reads_as_it_was_written():
    written = a_manifest(last_lsn=1)
    assert Manifest.read(written.written()) == written


HOW_TO = Path("docs/how-to/back-up-and-restore.md").read_text()
TOLD = re.findall(r"^    threshold (.+)$|`threshold (\w+ --\w.+?)`", HOW_TO, flags=re.MULTILINE)


@pytest.mark.parametrize("words", ["".join(each) for each in TOLD])
def test_every_line_of_the_how_to_is_one_that_the_command_takes(words):
    given = shlex.split(words)
    asked = parser(given).parse_args(given)
    assert asked.command == given[0]


def test_every_option_in_the_table_is_one_that_restore_takes():
    options = set(re.findall(r"\| `(--[\w-]+)", HOW_TO))
    assert len(options) > 5
    taken = argparse.ArgumentParser()
    restore.add_arguments(taken)
    assert options <= set(taken._option_string_actions)
