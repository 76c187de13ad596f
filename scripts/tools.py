"""Builds the programs for people who have nothing else of Threshold: build/tools/threshold-verify.pyz and the like.

Each is one file for Python 3.11 or newer with the package cryptography. The same sources give the same bytes, so that
whoever does not want to believe a download can build it and compare.
"""

import sys
from modulefinder import ModuleFinder
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / "build/tools"
PROGRAMS = ("verify", "compare", "witness")
SHEBANG = b"#!/usr/bin/env python3\n"
ANY_TIME = (1980, 1, 1, 0, 0, 0)
MAIN = """\
import sys

if sys.version_info < (3, 11):
    sys.exit("This program needs Python 3.11 or newer.")
try:
    import cryptography
except ImportError:
    sys.exit("This program needs Python's package cryptography: python3 -m pip install cryptography")
from threshold.doors.console import alone

sys.exit(alone("{}"))
"""


def build(name: str, folder: Path) -> Path:
    """Write one program into the folder and return its path."""
    path = folder / f"threshold-{name}.pyz"
    with path.open("wb") as file:
        file.write(SHEBANG)
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for source in sources(name):
                _add(archive, source.relative_to(ROOT).as_posix(), source.read_bytes())
            _add(archive, "__main__.py", MAIN.format(name).encode())
    path.chmod(0o755)
    return path


def sources(name: str) -> list[Path]:
    """Return every file of ours that the command imports."""
    finder = ModuleFinder(path=[str(ROOT)])
    finder.import_hook(f"threshold.doors.console.{name}", None, ["*"])
    return sorted(Path(module.__file__) for module in finder.modules.values() if module.__file__)


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    entry = ZipInfo(name, ANY_TIME)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def main() -> int:
    """Build all of them into the folder given, or build/tools."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TOOLS
    folder.mkdir(parents=True, exist_ok=True)
    for name in PROGRAMS:
        print(build(name, folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
