#!/usr/bin/env python3
"""The style of the pages: contrast of its colours in light and dark (WCAG 2.2, 1.4.3 and 1.4.11), and every class
that a page uses is in the style.  Prints "N passed, N failed"."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WEB = ROOT / "src/web"
GROUNDS = ["paper", "ground", "shade"]
# (colour, its grounds, least contrast): 4.5 for text, 3 for what only marks a place.
PAIRS = [(c, GROUNDS, 4.5) for c in ["ink", "quiet", "link"]] + [("brand", ["paper", "ground"], 4.5)] + [
    ("on-brand", ["brand"], 4.5), ("field", ["paper", "ground"], 3)] + [
    (c, ["paper", "ground", c + "-ground"], 4.5) for c in ["good", "bad", "warn", "info"]] + [
    (f"chart-{n}", ["paper", "shade"], 3) for n in range(1, 6)]
# Classes that scripts look for, and that need no looks of their own.
HOOKS = re.compile(r"^js-")


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def themes(style):
    """The colours by name: light, dark (light where it says nothing)."""
    roots = [dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})\b", body)) for body in re.findall(r":root \{(.*?)\}", style, re.S)]
    return {"light": roots[0], "dark": {**roots[0], **roots[1]}, "print": {**roots[0], **roots[2]}}


def classes_used():
    for path in sorted(WEB.glob("pages/*.xsl")) + sorted(WEB.glob("assets/*.js")):
        source = path.read_text()
        for value in re.findall(r'\bclass="([^"{}]*)"', source) + re.findall(r'<xsl:attribute name="class">([^<]*)<', source):
            for name in value.split():
                yield path.name, name


def main():
    style = (WEB / "assets/sudui.css").read_text()
    passed, faults = 0, []
    for theme, colours in themes(style).items():
        for name, grounds, least in PAIRS:
            for ground in grounds:
                found = contrast(colours[name], colours[ground])
                passed += found >= least
                if found < least and not (theme == "print" and least < 4.5):
                    faults.append(f"{theme}: --{name} on --{ground} has a contrast of {found:.2f}, less than {least}")
    known = set(re.findall(r"\.([a-z][a-z-]*)", style))
    for page, name in classes_used():
        passed += name in known
        if name not in known and not HOOKS.match(name):
            faults.append(f"{page}: class {name} is not in sudui.css")
    assert contrast("#000000", "#ffffff") > 20.9 and len(themes(style)) == 3, "the test itself"
    print("\n".join(faults))
    print(f"{passed} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
