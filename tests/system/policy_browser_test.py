"""The decision table editor and the sliders in Chromium; skipped, and counted so, where something for it is absent."""
import json
import re
import shutil
import subprocess
import sys

from browser import first_login, site
from support import ROOT


def absent():
    if not (ROOT / "build/pages/made").exists() or not (ROOT / "npm/node_modules/playwright-core").is_dir():
        return "npm could not install what the pages need (build/pages.log)"
    return None if shutil.which("node") and shutil.which("chromium") else "node or chromium is not here"


def main():
    reason = absent()
    if reason:
        print(f"skipped: {reason}\n0 passed, 0 failed, 1 skipped")
        return 0
    with site([("company.one", "company", 0), ("zhang", "policy", None)]) as (port, accounts, _codes, _city, _log):
        cookies = first_login(port, accounts["zhang"], "10.4.1.1").cookies
        done = subprocess.run(["node", ROOT / "tests/browser/policy.mjs", str(port), json.dumps(cookies),
                               shutil.which("chromium")], capture_output=True, text=True, timeout=180)
    print(done.stdout, done.stderr[-3000:])
    failed = len(re.findall(r"^not ok", done.stdout, re.M)) or int(done.returncode != 0)
    print(f"{len(re.findall(r'^ok', done.stdout, re.M))} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
