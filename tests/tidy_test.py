#!/usr/bin/env python3
"""tools/tidy itself: each rule finds the violation planted for it, and a clean tree has none."""
import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
LOADER = importlib.machinery.SourceFileLoader("tidy", str(ROOT / "tools" / "tidy"))
tidy = importlib.util.module_from_spec(importlib.util.spec_from_loader("tidy", LOADER))
LOADER.exec_module(tidy)

HEADER = "/* {0}. */\n#ifndef SUDUI_{1}_H\n#define SUDUI_{1}_H\n{2}#endif\n"
CLEAN = {
    "src/FOLDERS": "# map\nbase:\nstore: base\npayout: base store\n",
    "src/MODULES": "base/money   Money as fen.\nstore/query  Rows.\npayout/order Orders.\n",
    "src/base/README.md": "# base\nSee [the map](../FOLDERS).\n",
    "src/store/README.md": "# store\n",
    "src/payout/README.md": "# payout\n",
    "src/base/money.c": '/* Money as fen. */\n#include "base/money.h"\n',
    "src/base/money.h": HEADER.format("Money", "BASE_MONEY", ""),
    "src/store/query.c": '/* Rows.\n *\n * More. */\n#include <sqlite3.h>\n',
    "src/payout/order.c": '/* Orders. */\n#include "base/money.h"\n'
                          'static const char *const NAMES[] = {"malloc(1.5)"};\n'
                          "int order_count(void) {\n  return 1; /* not 1.5 */\n}\n",
    "src/base/messages/areas.def": "AREA(payout)\n",
    "src/base/messages/payout.def": 'M(PAYOUT_SENT, "已发送 {0}", "sent {0}")\n',
    "src/payout/say.h": HEADER.format("Says", "PAYOUT_SAY", "int MESSAGE_PAYOUT_SENT;\n"),
    "tests/unit/base/money_test.c": "",
    "tests/unit/store/query_test.c": "",
    "tests/unit/payout/order_test.c": "",
}

# rule, files to put in or change (None: to take away), a part of the finding
PLANTED = [
    ("folder without purpose", {"src/payout/README.md": None}, "src/payout:1: the folder has no README"),
    ("folder not listed", {"src/web/page.c": "/* Pages. */\n"}, "the folder web/ is not listed"),
    ("module not listed", {"src/base/text.c": "/* Texts. */\n"}, "src/base/text.c:1: is not listed"),
    ("module without file", {"src/store/query.c": None}, "src/store/query.c does not exist"),
    ("other purpose", {"src/base/money.c": "/* Coins. */\n"}, 'begins with "Coins."'),
    ("modules out of order",
     {"src/MODULES": "store/query  Rows.\nbase/money   Money as fen.\npayout/order Orders.\n"},
     "base/money stands below a folder"),
    ("folder includes a folder it may not",
     {"src/base/money.c": '/* Money as fen. */\n#include "payout/say.h"\n'},
     "base/ may not include payout/"),
    ("missing header", {"src/base/money.c": '/* Money as fen. */\n#include "base/no.h"\n'},
     "is no file below src/"),
    ("database outside of store", {"src/payout/order.c": "/* Orders. */\n#include <sqlite3.h>\n"},
     "only store/ may include <sqlite3.h>"),
    ("circle of headers",
     {"src/base/money.h": HEADER.format("Money", "BASE_MONEY", '#include "base/coin.h"\n'),
      "src/base/coin.h": HEADER.format("Coin", "BASE_COIN", '#include "base/money.h"\n')},
     "includes itself through"),
    ("long file", {"src/base/money.c": "/* Money as fen. */\n" + "\n" * 1000}, "1001 lines"),
    ("long function",
     {"src/payout/order.c": "/* Orders. */\nint f(int a,\n      int b) {\n" + "  a++;\n" * 70 + "}\n"},
     "src/payout/order.c:2: function src/payout/order.c:f: 73 lines"),
    ("long line", {"src/base/money.c": "/* Money as fen. */\n" + "x" * 101 + "\n"}, "101 columns"),
    ("banned call", {"src/base/money.c": "/* Money as fen. */\nvoid f(void) { strcpy (a, b); }\n"},
     "src/base/money.c:2: call src/base/money.c:strcpy"),
    ("process of a shell", {"src/base/money.c": "/* Money as fen. */\nvoid f(void) { system(a); }\n"},
     "src/base/money.c:2: call src/base/money.c:system"),
    ("a box out of reach", {"src/web/pages/a.xsl": '<div class="scroll tall"><table/></div>\n'}, "a box that scrolls"),
    ("data kept in the browser", {"src/web/scripts/a.js": "localStorage.setItem('a', 1);\n"}, "localStorage keeps data"),
    ("allocation outside of the allocator",
     {"src/base/money.c": "/* Money as fen. */\nvoid *f(void) { return malloc(1); }\n"},
     "only src/base/allocator.c may"),
    ("clock outside of the clock",
     {"src/base/money.c": "/* Money as fen. */\nlong f(void) { return time(NULL); }\n"},
     "only src/base/clock.c may"),
    ("float near money", {"src/payout/order.c": "/* Orders. */\nint f(double x);\n"},
     '"double" is binary floating point'),
    ("float literal near money", {"src/base/money.c": "/* Money as fen. */\nint x = 3 * 0.5;\n"},
     '"0.5" is binary floating point'),
    ("changing static", {"src/base/money.c": "/* Money as fen. */\nstatic int count = 1;\n"},
     "global src/base/money.c:count"),
    ("changing static pointer",
     {"src/base/money.c": '/* Money as fen. */\nstatic const char *name;\n'}, "money.c:name"),
    ("unfinished", {"src/base/money.c": "/* Money as fen. */\n/* TO" "DO: more */\n"},
     "finish it or leave it out"),
    ("path of a machine", {"docs/a.md": "see /ro" "ot/x\n"}, "is a path of one machine"),
    ("guard", {"src/base/money.h": "/* Money. */\n#ifndef M_H\n#define M_H\n#endif\n"},
     "the include guard is SUDUI_BASE_MONEY_H"),
    ("header without purpose",
     {"src/base/money.h": "#ifndef SUDUI_BASE_MONEY_H\n#define SUDUI_BASE_MONEY_H\n#endif\n"},
     "begins with a comment"),
    ("placeholders", {"src/base/messages/payout.def": 'M(PAYOUT_SENT, "已发送", "sent {0}")\n'},
     "the placeholders of the two languages differ"),
    ("one language", {"src/base/messages/payout.def": 'M(PAYOUT_SENT, "", "sent")\n'},
     "one language is empty"),
    ("not translated", {"src/base/messages/payout.def": 'M(PAYOUT_SENT, "sent", "sent")\n'},
     "the Chinese text is not Chinese"),
    ("said by nobody",
     {"src/base/messages/payout.def": 'M(PAYOUT_SENT, "发", "sent")\nM(PAYOUT_LOST, "失", "lost")\n'},
     "message PAYOUT_LOST: nobody says"),
    ("said twice", {"src/base/messages/payout.def": 'M(PAYOUT_SENT, "发", "sent")\n' * 2},
     "PAYOUT_SENT: stands in"),
    ("malformed message", {"src/base/messages/payout.def": 'M(PAYOUT_SENT, "发送")\n'},
     "a line is not of the form"),
    ("sentences of a folder above",
     {"src/base/money.c": '/* Money as fen. */\n#include "base/messages/payout.h"\n',
      "src/base/messages/payout.h": HEADER.format("Sentences", "BASE_MESSAGES_PAYOUT", "")},
     "base/ may not include payout/"),
    ("messages not included", {"src/base/messages/areas.def": "\n"}, "is not in areas.def"),
    ("module without test", {"tests/unit/store/query_test.c": None},
     "tests/unit/store/query_test.c does not exist"),
    ("dead link", {"docs/a.md": "[a](b.md)\n"}, '"b.md" does not exist'),
    ("exemption without reason", {"tools/tidy-exemptions": "test store/query\n",
                                  "tests/unit/store/query_test.c": None}, "has no reason"),
    ("exemption without use", {"tools/tidy-exemptions": "test store/query not needed\n"},
     "excuses nothing any more"),
]


def findings_of(changes):
    files = {path: content for path, content in {**CLEAN, **changes}.items() if content is not None}
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            target = pathlib.Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        return [f"{f.path}:{f.line}: {f.text}" for f in tidy.find_all(tidy.Tree(folder))]


class TidyTest(unittest.TestCase):
    def test_clean_tree(self):
        self.assertEqual(findings_of({}), [])

    def test_exemption(self):
        self.assertEqual(findings_of({"tools/tidy-exemptions": "test store/query tested elsewhere\n",
                                      "tests/unit/store/query_test.c": None}), [])

    def test_functions(self):
        code = ("int one(void) {\n}\n#define X(a) \\\n  { a }\nstruct s {\n  int a;\n};\n"
                "static const int T[] = {\n  1};\nstatic bool two(int a,\n  int b)\n{ if (a) { b(); }\n}\n"
                "typedef struct t { int x; } t;\nint three(void) { return 1; }\n")
        self.assertEqual(list(tidy.functions_of(code)),
                         [("one", 1, 2), ("two", 10, 13), ("three", 15, 15)])


def plant(name, changes, expected):
    def test(self):
        found = findings_of(changes)
        self.assertTrue(any(expected in finding for finding in found), f"{expected!r} not in {found}")
    setattr(TidyTest, "test_" + name.replace(" ", "_"), test)


for planted in PLANTED:
    plant(*planted)

if __name__ == "__main__":
    result = unittest.TextTestRunner(verbosity=0).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(TidyTest))
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)
