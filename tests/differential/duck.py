"""DuckDB for tests, through node: a development dependency that is fetched when it is asked for."""
import json
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = "@duckdb/node-api@1.5.6-r.1"


def install(folder):
    """The folder with the packages; None, with the reason on the screen, when they cannot be had."""
    if not shutil.which("node") or not shutil.which("npm"):
        print("skipped: node and npm are not here, so there is no DuckDB to compare with")
        print("0 passed, 0 failed, 1 skipped")
        return None
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules/@duckdb/node-api").exists():
        (folder / "package.json").write_text('{"private": true}\n')
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", PACKAGE], cwd=folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
        if done.returncode != 0:
            print(f"skipped: npm cannot install {PACKAGE} here")
            print("0 passed, 0 failed, 1 skipped")
            return None
    return folder


def run(modules, steps, threads=2):
    """The rows of each SQL statement, numbers beyond 53 bits as texts."""
    done = subprocess.run(["node", HERE / "duck.mjs", modules], stdout=subprocess.PIPE, check=False,
                          input=json.dumps({"threads": threads, "steps": steps}).encode())
    if done.returncode != 0:
        raise RuntimeError("DuckDB refused a statement")
    return [json.loads(line) for line in done.stdout.decode().splitlines()]
