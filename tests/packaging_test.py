#!/usr/bin/env python3
"""The unit file as it is installed: systemd reads it, and rates what it allows."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXPOSURE_MAX = 2.0  # of systemd-analyze security, 10 is everything
NEEDED = ["NoNewPrivileges=true", "ProtectSystem=strict", "CapabilityBoundingSet=", "PrivateTmp=true",
          "MemoryDenyWriteExecute=true", "--proxy 127.0.0.1"]


def installed(folder):
    text = (ROOT / "packaging/sudui.service").read_text().replace("@PREFIX@", "/usr/local")
    path = pathlib.Path(folder) / "sudui.service"
    path.write_text(text)
    return text, path


def main():
    failed, skipped = [], 0
    with tempfile.TemporaryDirectory() as folder:
        text, path = installed(folder)
        failed += [f"the unit lacks {line}" for line in NEEDED if line not in text]
        if shutil.which("systemd-analyze"):
            told = subprocess.run(["systemd-analyze", "verify", "--man=no", str(path)], capture_output=True, text=True)
            # Before `make install` the program and its user are not there.
            odd = [line for line in told.stderr.splitlines() if "sudui.service" in line and "not executable" not in line]
            failed += [f"systemd-analyze verify: {line}" for line in odd]
            rated = subprocess.run(["systemd-analyze", "security", "--offline=true", str(path)],
                                   capture_output=True, text=True).stdout
            exposure = re.search(r"exposure level[^:]*: ([\d.]+)", rated)
            if exposure is None or float(exposure.group(1)) > EXPOSURE_MAX:
                failed.append(f"exposure {exposure and exposure.group(1)}, at most {EXPOSURE_MAX}")
        else:
            skipped = 1
    for fault in failed:
        print(f"packaging: {fault}")
    print(f"{3 - skipped - len(failed)} passed, {len(failed)} failed, {skipped} skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
