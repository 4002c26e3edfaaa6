"""The API's own description against the running server: every route is in it, every answer is as it says.

`api_test.py --write` (make api-schemas) makes src/web/assets/schemas.json anew: what the answers of each page
hold, as a made city gives them to every role, and which fields each form's handler reads."""
import collections
import json
import re
import sys

import support
from authorisation_test import ROLES, Identities, program_routes
from browser import Browser, site
from support import ROOT

SCHEMAS = ROOT / "src/web/assets/schemas.json"
FORMATS = {"date": r"\d{4}-\d\d-\d\d", "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"}
FOR_EACH_ROUTE = 3  # pages with pieces in their path, found by following links


# --- What answers hold ---

def infer(values):
    """A schema that fits all of the values."""
    kinds = {type(v) for v in values}
    if kinds == {dict}:
        names = sorted(set().union(*values))
        schema = {"type": "object", "properties": {n: infer([v[n] for v in values if n in v]) for n in names}}
        needed = [n for n in names if all(n in v for v in values)]
        return {**schema, "required": needed} if needed else schema
    if kinds == {list}:
        items = [item for v in values for item in v]
        return {"type": "array", "items": infer(items)} if items else {"type": "array"}
    plain = {bool: "boolean", int: "integer", str: "string"}
    if len(kinds) != 1 or not kinds <= set(plain):
        return {}
    schema = {"type": plain[kinds.pop()]}
    for name, pattern in FORMATS.items():
        if schema["type"] == "string" and all(re.fullmatch(pattern, v) for v in values):
            schema["format"] = name
    return schema


def faults(value, schema, root, where="answer"):
    if "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].split("/")[-1]]
    types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    wanted = types.get(schema.get("type"), object)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        yield f"{where}: {str(value)[:60]!r} is no {schema['type']}"
        return
    if "format" in schema and not re.fullmatch(FORMATS[schema["format"]], value):
        yield f"{where}: {value!r} is no {schema['format']}"
    if wanted is dict:
        yield from (f"{where}: lacks {n}" for n in schema.get("required", []) if n not in value)
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from faults(value[name], inner, root, f"{where}.{name}")
    if wanted is list:
        for number, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), root, f"{where}[{number}]")


# --- Asking for every page, by every role that may ---

class Crawler:
    """Finds pages whose path has pieces by following the links of those that have none."""

    def __init__(self, port, tokens, document):
        self.browser, self.tokens = Browser(port, "10.8.8.8"), tokens
        self.patterns = {path: re.compile(re.sub(r"\{[^}]*\}", "([^/?#]+)", path))
                         for path, methods in document["paths"].items() if "get" in methods}

    def ask(self, who, path):
        self.browser.cookies = {"sudui-lang": "en"}
        if who is not None:
            self.browser.cookies["__Host-sudui"] = self.tokens[who]
        return self.browser.ask("GET", path)

    def pages(self, who, allowed):
        """(route, path) of what this one may see."""
        todo, found = [p for p in allowed if "{" not in p], collections.defaultdict(list)
        for path in todo:
            found[path].append(path)
        for path in todo:
            if path.endswith(".json"):
                continue
            for link in re.findall(r'href="(/[^"?#]*)', self.ask(who, path).text):
                for route, pattern in self.patterns.items():
                    known = found[route]
                    if route in allowed and pattern.fullmatch(link) and link not in known and "{" in route \
                            and len(known) < FOR_EACH_ROUTE:
                        known.append(link)
                        todo.append(link)
        return [(route, path) for route, paths in found.items() for path in paths]


def every_answer(port, tokens, document):
    """(operation, path, who, answer) of every page that can be found, for each who may see it."""
    crawler = Crawler(port, tokens, document)
    names = {name: f"{letter}-in" for letter, (name, _) in ROLES.items()}
    for who in [None, *names]:
        allowed = {path for path, methods in document["paths"].items() if "get" in methods
                   and (not methods["get"]["security"][0] or who in methods["get"]["x-roles"])}
        for route, path in crawler.pages(None if who is None else names[who], allowed):
            operation = document["paths"][route]["get"]
            yield operation, path, who, crawler.ask(None if who is None else names[who], "/api/v1" + path)


def schema_of(operation):
    return operation["responses"]["200"]["content"]["application/json"]["schema"]


# --- Which fields a form's handler reads ---

def functions_of(source):
    found = re.findall(r"^(?:static )?[a-z_0-9]+(?: \*?| )\*?([a-z_0-9]+)\(([^;{]*)\) \{\n(.*?)^\}", source, re.M | re.S)
    return {name: body for name, _, body in found}


def fields_read(functions, name, seen):
    if name in seen or name not in functions:
        return set()
    seen.add(name)
    body = functions[name]
    direct = set(re.findall(r'form_(?:text|needed|integer|day|money|file)\(call, "([a-z_.-]+)"', body))
    direct |= set(re.findall(r'web_(?:field_value|file_of)\([^,"]*, "([a-z_.-]+)"', body))
    called = set(re.findall(r"\b([a-z_0-9]+)\(", body))
    return direct.union(*(fields_read(functions, c, seen) for c in called))


def forms():
    schemas = {}
    handlers = re.findall(r"^ROUTE\(POST, [^,]+, [^,]+, (\w+)", (ROOT / "src/web/routes.def").read_text(), re.M)
    for file in sorted((ROOT / "src/web").glob("page_*.c")):
        functions = functions_of(file.read_text())
        for handler in set(handlers) & set(functions):
            fields = fields_read(functions, handler, set()) - {"form-token"}
            schemas[f"{handler}-form"] = {"type": "object", "properties": {f: {} for f in sorted(fields)}}
    return schemas


# --- The tests ---

def check_document(document):
    assert document["openapi"] == "3.1.0" and document["info"]["title"]
    described = {(method.upper(), re.sub(r"\{[^}]*\}", "{}", path))
                 for path, methods in document["paths"].items() for method in methods}
    assert described == set(program_routes()), described ^ set(program_routes())
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert names <= set(document["components"]["schemas"]), "a reference leads nowhere"
    identifiers = [o["operationId"] for methods in document["paths"].values() for o in methods.values()]
    assert len(identifiers) == len(set(identifiers)), "two operations of one name"
    for handler, schema in forms().items():
        kept = document["components"]["schemas"].get(handler)
        unknown = set(schema["properties"]) - set((kept or schema)["properties"])
        assert not unknown, f"{handler} reads {unknown}, which schemas.json does not know: make api-schemas"


def check_answers(port, tokens, document):
    counts, without = collections.Counter(), set()
    for operation, path, who, answer in every_answer(port, tokens, document):
        kind = (answer.headers["Content-Type"] or "").split(";")[0]
        if path.endswith(".json") or kind == "text/event-stream" or answer.headers["Content-Disposition"]:
            continue
        assert answer.status in (200, 404, 409, 422, 403), f"{path} by {who}: {answer.status}"
        schema = schema_of(operation) if answer.status == 200 else {"$ref": "#/components/schemas/problem"}
        assert kind == ("application/json" if answer.status == 200 else "application/problem+json"), (path, kind)
        if "$ref" not in schema:
            without.add(operation["operationId"])
        wrong = list(faults(json.loads(answer.text), schema, document))
        assert not wrong, f"GET {path} by {who} is not as described (make api-schemas?): {wrong[:5]}"
        counts[operation["operationId"]] += 1
    for name in sorted(without):
        print(f"no schema yet: {name}")
    print(f"{sum(counts.values())} answers of {len(counts)} pages checked, {len(without)} without a schema")
    assert len(counts) > 10


def write(port, tokens, document):
    samples = collections.defaultdict(list)
    for operation, _path, _who, answer in every_answer(port, tokens, document):
        if answer.status == 200 and (answer.headers["Content-Type"] or "").startswith("application/json"):
            samples[operation["operationId"]].append(json.loads(answer.text))
    pages = {handler: page for page, handler in
             re.findall(r"^ROUTE\(GET, [^,]+, ([a-z0-9-]+), (\w+)", (ROOT / "src/web/routes.def").read_text(), re.M)}
    by_page = collections.defaultdict(list)
    for handler, values in samples.items():
        if handler != "page_openapi":
            by_page[pages[handler]] += values
    schemas = {page: infer(values) for page, values in by_page.items()}
    schemas.update(forms())
    schemas["problem"] = json.loads(SCHEMAS.read_text())["problem"]
    lines = [f"{json.dumps(name)}: {json.dumps(schemas[name], sort_keys=True)}" for name in sorted(schemas)]
    SCHEMAS.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(schemas)} schemas")


def with_server(work):
    with site([]) as (port, _accounts, codes, city, _log):
        identities = Identities(city)
        for letter, (_name, bit) in ROLES.items():
            identities.add(f"{letter}-in", bit, subject=codes[0] if letter == "C" else "")
        identities.save()
        work(port, identities.tokens, Browser(port).json("/openapi.json"))


def test_description():
    with_server(lambda port, tokens, document: check_document(document) or check_answers(port, tokens, document))


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        with_server(write)
    else:
        support.main({"test_description": test_description})
