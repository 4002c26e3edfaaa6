"""What npm provides: exact versions without any address, licences of all, and a build that lives without it."""
import gzip
import json
import os
import re
import subprocess

import support
from support import BUILD, ROOT

PAGES = ROOT / "build/pages"


def bundles():
    return re.findall(r'^B\(.*"build/pages/(.*?)"', (ROOT / "src/web/assets.def").read_text(), re.M)


def test_lock_names_no_place():
    lock = json.loads((ROOT / "npm/package-lock.json").read_text())
    for name, package in lock["packages"].items():
        package.pop("funding", None)  # the only addresses that there may be
        assert "resolved" not in package and "://" not in json.dumps(package), name
        assert not name or "integrity" in package, name
    wanted = json.loads((ROOT / "npm/package.json").read_text())
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", v) for v in versions), versions


def test_without_npm_the_files_are_there_and_empty():
    with support.folder() as folder:
        for tool in ["sh", "dirname", "mkdir", "rm", "sed", "tail", "cut", "cat", "touch", "pwd", "mv"]:
            found = subprocess.run(["which", tool], capture_output=True, text=True).stdout.strip()
            if found:
                os.symlink(found, f"{folder}/{tool}")
        done = subprocess.run([ROOT / "tools/bundle", f"{folder}/pages"], env={"PATH": folder}, capture_output=True,
                              text=True)
        assert done.returncode == 0 and "WARNING" in done.stderr, done.stderr
        for name in bundles():
            for path in [f"{folder}/pages/{name}", f"{folder}/pages/{name}.gz"]:
                assert os.path.getsize(path) == 0, path
        assert not os.path.exists(f"{folder}/pages/made"), "the next make tries again"


def test_bundles():
    assert (PAGES / "made").exists(), "npm could not make the bundles: see build/pages.log"
    for name in bundles():
        raw = (PAGES / name).read_bytes()
        assert len(raw) > 1000 and gzip.decompress((PAGES / (name + ".gz")).read_bytes()) == raw, name
    licences = (PAGES / "licences.txt").read_text()
    for package in ["dmn-js", "echarts", "diagram-js", "inferno", "zrender"]:
        assert re.search(rf"^=== {package} [\d.]+ \(", licences, re.M), package
    assert "bpmn.io project watermark" in licences and "Apache License" in licences
    program = (BUILD / "sudui").read_bytes()
    assert (PAGES / "editor.js.gz").read_bytes() in program, "the program has an older bundle"


support.main(globals())
