"""Rules of our own about how the house is written: source text in, what breaks them out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "threshold"

READS_A_CLOCK = {"now", "utcnow", "today", "localdate", "localtime", "time_ns"}
CHANCE = {"random", "uuid1"}
ANY_ADDRESS = re.compile(r"\w+://|--(?:extra-)?index|--find-links|--trusted-host|file:|\"resolved\"")
UNESCAPED = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|mark_safe|SafeString|autoescape\s+off|html_safe")


def action_faults(source: str, name: str) -> list[str]:
    """An action file has one public function, named like it, in one transaction, with the time given."""
    public = [node for node in ast.parse(source).body if _is_public_function(node)]
    if [node.name for node in public] != [name]:
        return [f"its public functions are {[node.name for node in public]}"]
    action = public[0]
    given = {each.arg for each in action.args.kwonlyargs}
    return [
        fault
        for fault, found in (
            ("it is not one transaction", not any(_is_atomic(each) for each in action.decorator_list)),
            ("it is not given the time", "at" not in given),
            ("it is not told who acts", not given & {"by", "viewer"}),
        )
        if found
    ]


def query_faults(source: str) -> list[str]:
    """A public query takes `viewer` by keyword, without a default, unless a guarded row is its subject."""
    return [
        node.name
        for node in ast.parse(source).body
        if _is_public_function(node) and not (_demands_viewer(node.args) or _is_about_a_row(node.args))
    ]


def queries_named(source: str) -> set[str]:
    """Return every query that a file asks for, as subject.query; what is shown (a class) is no question."""
    return {
        f"{(node.module or '').split('.')[1]}.{each.name}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and re.match(r"threshold\.\w+\.queries\b", node.module or "")
        for each in node.names
        if not each.name[0].isupper()
    }


def clock_readings(source: str) -> list[str]:
    """Return every place that asks what time it is."""
    return [f"line {node.lineno}: {ast.unparse(node)}" for node in _calls(source) if _reads_clock(node)]


def chances(source: str) -> list[str]:
    """Return every use of chance that can be guessed or tells where it was drawn."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [each.name for each in names if each.name.split(".")[0] in CHANCE]
            case ast.ImportFrom(module=module, names=names):
                found += [each.name for each in names if module == "random" or each.name in CHANCE]
            case ast.Attribute(value=ast.Name(id="uuid"), attr="uuid1"):
                found.append("uuid1")
    return found


def unescaped(source: str) -> list[str]:
    """Return every place that lets text onto a page as it is."""
    return UNESCAPED.findall(source)


def addresses_named(source: str) -> list[str]:
    """Return every host, index or address that a lock file names."""
    return ANY_ADDRESS.findall(source)


def documented(source: str, program: str) -> set[str]:
    """Return the words that follow `program` where a text tells somebody to run it."""
    marked = rf"(?:`|^\s*\$? ?|[Rr]un: ?|\|\s*`){program} ([a-z]+)\b"
    return set(re.findall(marked, source, flags=re.MULTILINE))


def files(pattern: str, *, below: Path = HOUSE) -> list[Path]:
    """Return the files of the house that fit, without migrations."""
    return sorted(path for path in below.glob(pattern) if "migrations" not in path.parts)


def short(path: Path) -> str:
    """Return the path as it is said in a test's name."""
    return str(path.relative_to(ROOT))


def _is_public_function(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")


def _is_atomic(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called) == "transaction.atomic"


def _demands_viewer(arguments: ast.arguments) -> bool:
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return any(each.arg == "viewer" and default is None for each, default in pairs)


def _is_about_a_row(arguments: ast.arguments) -> bool:
    """Return whether what it reads was found by somebody before, who had to say for whom."""
    return bool(arguments.args) and arguments.args[0].arg in {"row", "rows", "viewer"}


def _calls(source: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def _reads_clock(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if ast.unparse(call.func) == "time.time":
        return True
    # localdate(moment) and localtime(moment) only convert; without a moment they read the clock.
    converts = name in {"localdate", "localtime"} and bool(call.args or call.keywords)
    return name in READS_A_CLOCK and not converts
