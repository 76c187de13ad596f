"""What a benchmark says, and where it is kept."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

LATEST = Path(__file__).parent / "latest.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. `ratio` is the value over the peer or limit that `against` names."""

    name: str
    value: float
    unit: str
    against: str
    ratio: float

    @property
    def line(self) -> str:
        """Return the row as it is printed."""
        return f"{self.name:32} {self.value:>12,.2f} {self.unit:14} {self.ratio:>7.2f} of {self.against}"


def keep(rows: list[Row]) -> None:
    """Replace the rows of the same names in benchmarks/latest.json and leave the others."""
    known = {row["name"]: row for row in json.loads(LATEST.read_text())} if LATEST.exists() else {}
    known |= {row.name: asdict(row) for row in rows}
    LATEST.write_text(json.dumps(sorted(known.values(), key=lambda row: str(row["name"])), indent=1) + "\n")


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
