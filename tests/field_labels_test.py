#!/usr/bin/env python3
"""src/web/field_labels.def: every field that a form of the pages sends has a line, and no line is of none.

What is sent by hidden inputs alone is carried along unseen, what people fill in has a label."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NEVER_KEPT = {"password", "old", "chosen", "again", "form-token", "idempotency-key"}  # web/form: form_is_secret


def fields_of(text):
    """(name, whether people see it) of each field of the forms that are sent with POST, also of templates within."""
    for form in re.findall(r'<form\b[^>]*method="post".*?</form>|<xsl:template name="[a-z-]*fields?".*?</xsl:template>', text, re.S):
        for kind, attributes in re.findall(r"<(input|select|textarea|button)\b([^>]*)>", form):
            name = re.search(r'\bname="([a-z_0-9-]+)"', attributes)
            if name:
                yield name.group(1), 'type="hidden"' not in attributes
        for call in re.findall(r'<xsl:call-template name="field">.*?</xsl:call-template>', form, re.S):
            name = re.search(r'<xsl:with-param name="name">([^<]*)<', call)
            if name:
                yield name.group(1), True


def main():
    labels = re.findall(r'^([FH])\("([^"]+)"', (ROOT / "src/web/field_labels.def").read_text(), re.M)
    known = {name: kind == "F" for kind, name in labels}
    seen = {}
    for page in sorted(ROOT.glob("src/web/pages/*.xsl")):
        for name, visible in fields_of(page.read_text()):
            seen[name] = seen.get(name, False) or visible
    faults = [f"{name}: twice" for _, name in labels if [n for _, n in labels].count(name) > 1]
    for name, visible in sorted(seen.items()):
        if name in NEVER_KEPT:
            continue
        if name not in known:
            faults.append(f"{name}: a form sends it, and it has no line")
        elif visible and not known[name]:
            faults.append(f"{name}: people see it on a page, so it has a label: F")
    scripts = "".join(p.read_text() for p in ROOT.glob("src/web/**/*.js")) + "".join(p.read_text() for p in ROOT.glob("src/web/*.c"))
    faults += [f"{name}: no form sends it" for name in sorted(known) if name not in seen and f'"{name}"' not in scripts]
    for fault in faults:
        print(f"field_labels.def: {fault}")
    assert len(seen) > 50, "the forms were not found"
    print(f"{len(seen) - len(faults)} passed, {len(faults)} failed")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
