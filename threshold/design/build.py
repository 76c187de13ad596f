"""`python -m threshold.design.build` makes build/static/design from the design system's files and ours."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODULES = ROOT / "node_modules"
BUILT = ROOT / "build/static/design"

# Fonts of the machine: the design system's own is for GOV.UK alone, and a font that is fetched is a trace.
FONTS = (
    '-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,'
    '"Noto Sans Arabic","Noto Nastaliq Urdu",sans-serif'
)
THEIR_ICONS = ("icon-progress-tick.svg", "icon-close-cross-black.svg", "icon-document.svg")
STYLES = ("tokens.css", "page.css", "forms.css", "components.css", "staff.css", "print.css")


class NotBuilt(Exception):
    """The stylesheets or scripts could not be made."""


def build(*, out: Path = BUILT, modules: Path = MODULES) -> bool:
    """Make the files; return False when nothing had changed since they were made."""
    stamp = _stamp()
    mark = out / ".stamp"
    if mark.is_file() and mark.read_text() == stamp:
        return False
    if not _installed(modules):
        install()
    govuk = modules / "govuk-frontend/dist/govuk"
    moj = modules / "@ministryofjustice/frontend/moj"
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(HERE / "images", out / "images")
    for icon in THEIR_ICONS:
        shutil.copy(moj / "assets/images" / icon, out / "images" / icon)
    theirs = plain(_text(govuk / "govuk-frontend.min.css"))
    ours = {name: _text(HERE / "styles" / name) for name in STYLES}
    public = [theirs] + [text for name, text in ours.items() if name != "staff.css"]
    staff = [theirs, plain(_text(moj / "moj-frontend.min.css")), *ours.values()]
    (out / "public.css").write_text("\n".join(public), encoding="utf-8")
    (out / "staff.css").write_text("\n".join(staff), encoding="utf-8")
    (out / "threshold.js").write_text(
        script(_text(govuk / "govuk-frontend.min.js"), _text(HERE / "scripts/init.js")), encoding="utf-8"
    )
    mark.write_text(stamp)
    return True


def plain(css: str) -> str:
    """Return the stylesheet without the font, crest and crown that belong to GOV.UK alone."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r'"?GDS Transport"?\s*,\s*arial\s*,\s*sans-serif', FONTS, css)
    css = re.sub(r"[^{}]*(?:crest|crown)[^{}]*\{[^{}]*\}|[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    icons = "|".join(re.escape(name) for name in THEIR_ICONS)
    css = re.sub(rf"url\(/assets/images/({icons})\)", r"url(images/\1)", css)
    css = re.sub(r"url\(/assets/[^)]*\)", "none", css)
    for mark in ("GDS Transport", "/assets/", "crest", "crown", "@import", "url(http", "url(//"):
        if mark in css:
            raise NotBuilt(f"the design system's stylesheet still holds {mark!r}")
    return css


def script(library: str, ours: str) -> str:
    """Return one module: the design system's, with its exports replaced by what starts it."""
    library = re.sub(r"//# sourceMappingURL=\S+", "", library)
    module, exports = re.subn(r"export\{[^}]*\binitAll\b[^}]*\};?", "", library)
    if exports != 1:
        raise NotBuilt("the design system's script no longer exports initAll")
    return f"{module.rstrip()}\n{ours}"


def install() -> None:
    """Fetch what package-lock.json names, with the npm of the machine or of the wheel."""
    npm = shutil.which("npm") or str(Path(sys.executable).with_name("npm"))
    if not Path(npm).is_file():
        raise NotBuilt("npm is missing: install Node, or run `pip install -r requirements/assets.txt`")
    print("Fetching the design system", flush=True)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, "CI": "1"})  # noqa: S603
    if done.returncode:
        raise NotBuilt("npm could not fetch the design system; its own message is above")


def _installed(modules: Path) -> bool:
    kept = modules / ".package-lock.json"
    return kept.is_file() and kept.stat().st_mtime >= (ROOT / "package-lock.json").stat().st_mtime


def _stamp() -> str:
    sources = [ROOT / "package-lock.json", HERE / "build.py"]
    for folder in ("styles", "scripts", "images"):
        sources += sorted(path for path in (HERE / folder).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for source in sources:
        digest.update(str(source.relative_to(ROOT)).encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    try:
        print("Design: built" if build() else "Design: nothing new")
    except NotBuilt as problem:
        sys.exit(f"Design: {problem}")
