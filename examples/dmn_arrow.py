#!/usr/bin/env python3
"""Decides tables from Python, with nothing but ctypes: dmn_arrow.py MODEL.dmn DECISION < table.csv

The columns of the table are the model's inputs; an empty cell is a missing fact.  Libraries that speak
Arrow hand their own structs over instead (pyarrow: batch._export_to_c(address), and _import_from_c)."""
import csv
import ctypes
import datetime
import decimal
import os
import struct
import sys

EPOCH = datetime.date(1970, 1, 1)


class ArrowSchema(ctypes.Structure):
    """Of the C data interface; so is ArrowArray."""


class ArrowArray(ctypes.Structure):
    pass


ArrowSchema._fields_ = [
    ("format", ctypes.c_char_p), ("name", ctypes.c_char_p), ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64), ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowSchema))), ("dictionary", ctypes.POINTER(ArrowSchema)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowSchema))), ("private_data", ctypes.c_void_p)]
ArrowArray._fields_ = [
    ("length", ctypes.c_int64), ("null_count", ctypes.c_int64), ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64), ("n_children", ctypes.c_int64), ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowArray))), ("dictionary", ctypes.POINTER(ArrowArray)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowArray))), ("private_data", ctypes.c_void_p)]


class Text(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size_bytes", ctypes.c_size_t)]

    @classmethod
    def of(cls, text):
        raw = text if isinstance(text, bytes) else text.encode()
        return cls(raw, len(raw))


class File(ctypes.Structure):
    _fields_ = [("name", Text), ("xml", Text)]


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int), ("limit", ctypes.c_int), ("line", ctypes.c_uint32),
                ("column", ctypes.c_uint32), ("file", ctypes.c_char * 256), ("code", ctypes.c_char * 64),
                ("message_zh", ctypes.c_char * 600), ("message_en", ctypes.c_char * 600)]


class Options(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("nulls_are_known", ctypes.c_bool),
                ("other_columns_allowed", ctypes.c_bool), ("without_missing", ctypes.c_bool),
                ("number_scale", ctypes.c_uint8), ("threads", ctypes.c_uint32),
                ("utc_offset_seconds", ctypes.c_int32), ("now_utc_us", ctypes.c_int64)]


def default_options():
    return Options(ctypes.sizeof(Options), number_scale=6, now_utc_us=-(1 << 63))


# --- Python values to Arrow ---

def bits(flags):
    packed = bytearray(len(flags) // 8 + 1)
    for i, flag in enumerate(flags):
        packed[i // 8] |= bool(flag) << i % 8
    return bytes(packed)


def buffers_of(form, values):
    """The bytes behind validity; None is a null."""
    if form == "b":
        return [bits(values)]
    if form == "u":
        texts = [(v or "").encode() for v in values]
        ends = [0]
        for t in texts:
            ends.append(ends[-1] + len(t))
        return [struct.pack(f"<{len(ends)}i", *ends), b"".join(texts)]
    if form == "tdD":
        return [struct.pack(f"<{len(values)}i", *((v - EPOCH).days if v else 0 for v in values))]
    if form.startswith("d:"):
        scale = int(form.split(",")[1])
        whole = [int(v.scaleb(scale)) if v is not None else 0 for v in values]
        return [b"".join(w.to_bytes(16, "little", signed=True) for w in whole)]
    code = {"c": "b", "s": "h", "i": "i", "l": "q", "C": "B", "S": "H", "I": "I", "L": "Q"}[form]
    return [struct.pack(f"<{len(values)}{code}", *(v or 0 for v in values))]


class Table:
    """Structs of columns {name: (format, values)}, and what they borrow; counts releases."""

    def __init__(self, columns):
        self.keep, self.releases = [], 0
        self.note_schema = ArrowSchema._fields_[7][1](self.noted)
        self.note_array = ArrowArray._fields_[8][1](self.noted)
        length = len(next(iter(columns.values()))[1]) if columns else 0
        made = [self.column(name, form, values) for name, (form, values) in columns.items()]
        self.schema = ArrowSchema(format=b"+s", name=b"", n_children=len(made), release=self.note_schema)
        self.array = ArrowArray(length=length, n_buffers=1, n_children=len(made), release=self.note_array)
        self.array.buffers = (ctypes.c_void_p * 1)()
        self.schema.children = (ctypes.POINTER(ArrowSchema) * len(made))(*(ctypes.pointer(s) for s, _ in made))
        self.array.children = (ctypes.POINTER(ArrowArray) * len(made))(*(ctypes.pointer(a) for _, a in made))
        self.keep.append(made)

    def noted(self, pointer):
        self.releases += 1
        pointer.contents.release = type(pointer.contents.release)()

    def column(self, name, form, values):
        raw = [bits([v is not None for v in values])] + buffers_of(form, values)
        held = [ctypes.create_string_buffer(b, len(b) + 8) for b in raw]
        pointers = (ctypes.c_void_p * len(held))(*(ctypes.addressof(h) for h in held))
        self.keep += [held, pointers]
        schema = ArrowSchema(format=form.encode(), name=name.encode(), flags=2, release=self.note_schema)
        array = ArrowArray(length=len(values), null_count=-1, n_buffers=len(held), buffers=pointers,
                           release=self.note_array)
        return schema, array


# --- Arrow to Python values ---

def values_of(schema, array):
    """The values of a column as a list."""
    form, first, count = schema.format.decode(), array.offset, array.length

    def raw(index, size):
        return ctypes.string_at(array.buffers[index], size) if size else b""
    flags = raw(0, (first + count + 7) // 8) if array.n_buffers and array.buffers[0] else None
    rows = range(first, first + count)
    if form == "b":
        packed = raw(1, (first + count + 7) // 8)
        found = [bool(packed[i // 8] >> i % 8 & 1) for i in rows]
    elif form in ("u", "+l"):
        ends = struct.unpack(f"<{first + count + 1}i", raw(1, 4 * (first + count + 1)))
        if form == "u":
            data = raw(2, ends[-1])
            found = [data[ends[i]:ends[i + 1]].decode() for i in rows]
        else:
            items = values_of(schema.children[0].contents, array.children[0].contents)
            found = [items[ends[i]:ends[i + 1]] for i in rows]
    elif form.startswith("d:"):
        scale, data = int(form.split(",")[1]), raw(1, 16 * (first + count))
        found = [decimal.Decimal(int.from_bytes(data[16 * i:16 * i + 16], "little", signed=True)).scaleb(-scale)
                 for i in rows]
    elif form == "tdD":
        days = struct.unpack(f"<{first + count}i", raw(1, 4 * (first + count)))
        found = [EPOCH + datetime.timedelta(days[i]) for i in rows]
    else:
        codes = struct.unpack(f"<{first + count}b", raw(1, first + count))
        words = values_of(schema.dictionary.contents, array.dictionary.contents)
        found = [words[codes[i]] for i in rows]
    return found if flags is None else [v if flags[i // 8] >> i % 8 & 1 else None for v, i in zip(found, rows)]


class Failure(Exception):
    """The code of a dmn_error, and its sentence."""


class Model:
    def __init__(self, path, library=os.environ.get("LIBDMN", "libdmn.so.0")):
        self.c = ctypes.CDLL(library)
        with open(path, "rb") as file:
            source = File(Text.of(path), Text.of(file.read()))
        self.handle = ctypes.c_void_p()
        self.call("dmn_model_open", ctypes.byref(source), ctypes.c_size_t(1), None, ctypes.byref(self.handle))

    def call(self, function, *arguments):
        error = Error()
        if getattr(self.c, function)(*arguments, ctypes.byref(error)) != 0:
            raise Failure(error.code.decode(), error.message_en.decode())

    def decide(self, decisions, table, options=None):
        """{column: values} of the results for a Table."""
        names = (Text * len(decisions))(*(Text.of(d) for d in decisions))
        batch, schema, array = ctypes.c_void_p(), ArrowSchema(), ArrowArray()
        self.call("dmn_batch_open", self.handle, names, ctypes.c_size_t(len(decisions)),
                  ctypes.byref(table.schema), ctypes.byref(options or default_options()), ctypes.byref(batch))
        try:
            self.call("dmn_batch_schema", batch, ctypes.byref(schema))
            self.call("dmn_batch_evaluate", batch, ctypes.byref(table.array), ctypes.byref(array))
            return {schema.children[i].contents.name.decode():
                    values_of(schema.children[i].contents, array.children[i].contents)
                    for i in range(array.n_children)}
        finally:
            self.c.dmn_batch_close(batch)
            for owned in (schema, array):
                if owned.release:
                    owned.release(ctypes.byref(owned))

    def close(self):
        self.c.dmn_model_close(self.handle)


def main():
    path, decision = sys.argv[1:]
    rows = list(csv.DictReader(sys.stdin))
    columns = {}
    for name in rows[0] if rows else []:
        cells = [row[name] or None for row in rows]
        is_number = all(c is None or c.replace(".", "", 1).lstrip("-").isdigit() for c in cells)
        columns[name] = ("d:38,2", [c and decimal.Decimal(c) for c in cells]) if is_number else ("u", cells)
    model = Model(path)
    results = model.decide([decision], Table(columns))
    model.close()
    for row in zip(*results.values()):
        print(*row, sep="\t")


if __name__ == "__main__":
    main()
