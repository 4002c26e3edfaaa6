#!/usr/bin/env python3
"""Random bank files: valid against the official schema, and their sums computed by another tool.

usage: batches.py [COUNT]

build/proofs/batches writes them with the program's own writer; xmllint holds each to the schema of
pain.001.001.09 (when it lies beside the project), and Python adds up the payments anew and compares
with NbOfTxs and CtrlSum of file and batch, and with what was to be paid."""
import csv
import decimal
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
BATCHES = ROOT / os.environ.get("BUILD", "build") / "proofs" / "batches"
SCHEMA = ROOT.parent / "shared" / "xsd" / "pain.001.001.09.xsd"
SPACE = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


def wrong_sums(path, payments, fen):
    """What does not come out, or None."""
    root = xml.etree.ElementTree.parse(path).getroot()
    amounts = [decimal.Decimal(e.text) for e in root.iter(SPACE + "InstdAmt")]
    if any(e.get("Ccy") != "CNY" for e in root.iter(SPACE + "InstdAmt")):
        return "another currency"
    total = sum(amounts, decimal.Decimal(0))
    if len(amounts) != payments or total * 100 != fen:
        return f"{len(amounts)} payments of {total}, not {payments} of {fen} fen"
    for name, expected in (("NbOfTxs", payments), ("CtrlSum", total)):
        found = [decimal.Decimal(e.text) for e in root.iter(SPACE + name)]
        if len(found) != 2 or any(value != expected for value in found):
            return f"{name} is {found}, not {expected}"
    references = [e.text for e in root.iter(SPACE + "EndToEndId")]
    return None if len(set(references)) == payments else "a reference stands twice"


def is_valid(path):
    return subprocess.run(["xmllint", "--noout", "--schema", SCHEMA, path],
                          capture_output=True).returncode == 0


def mistakes_not_found(path, payments, fen):
    """The same file with one mistake each; answers how many of them pass unseen."""
    source, unseen = path.read_text(encoding="utf-8"), 0
    sums = [source.replace("<CtrlSum>", "<CtrlSum>1", 1), source.replace("<NbOfTxs>", "<NbOfTxs>1", 1),
            source.replace('Ccy="CNY">', 'Ccy="CNY">1', 1)]
    forms = [source.replace("<MsgId>", "<MsgId></MsgId><MsgId>", 1), source.replace("<BtchBookg>", "<Batch>", 1),
             source.replace("<PmtMtd>TRF", "<PmtMtd>CASH", 1)]
    for changed in sums + (forms if SCHEMA.is_file() else []):
        path.write_text(changed, encoding="utf-8")
        seen = changed != source and (not is_valid(path) if changed in forms
                                      else wrong_sums(path, payments, fen) is not None)
        unseen += not seen
    return unseen


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    decimal.getcontext().prec = 60
    failed = skipped = valid = 0
    with tempfile.TemporaryDirectory(prefix="sudui-batches-") as name:
        folder = pathlib.Path(name)
        subprocess.run([BATCHES, folder, str(count)], check=True)
        with open(folder / "sums.csv", encoding="utf-8") as table:
            rows = [(row[0], int(row[1]), int(row[2])) for row in csv.reader(table)]
        for file, payments, fen in rows:
            wrong = wrong_sums(folder / file, payments, fen)
            if wrong:
                failed += 1
                print(f"FAIL {file}: {wrong}")
        files = [str(folder / file) for file, _, _ in rows]
        if SCHEMA.is_file():
            for at in range(0, len(files), 500):
                done = subprocess.run(["xmllint", "--noout", "--schema", SCHEMA, *files[at:at + 500]],
                                      capture_output=True, text=True)
                good = done.stderr.count(" validates\n")
                valid += good
                if good != len(files[at:at + 500]):
                    failed += len(files[at:at + 500]) - good
                    print("FAIL " + "\n".join(line for line in done.stderr.splitlines()
                                              if " validates" not in line)[:2000])
        else:
            skipped = 1
            print("the schemas are not beside this folder: validity is not checked")
        unseen = mistakes_not_found(folder / rows[0][0], rows[0][1], rows[0][2])
        if unseen:
            failed += unseen
            print(f"FAIL {unseen} seeded mistakes were not found")
    payments = sum(row[1] for row in rows)
    print(f"{len(rows)} bank files, {payments} payments, {valid} valid by xmllint")
    print(f"{max(len(rows) - failed, 0)} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
