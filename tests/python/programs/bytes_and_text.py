"""Strings and bytes: methods, encodings, StringIO, struct, base64, hashes fed across waits."""

import base64
import hashlib
import io
import struct
import textwrap
import zlib

from stopping import stop

text = "The quick brown fox"
print(
    text.split(),
    text.partition("quick"),
    text.title().swapcase(),
    text.replace("quick", stop("slow")),
)
print(
    "-".join(stop(word)[::-1] for word in text.split()),
    text.find("fox"),
    text.encode()[4:9],
    "ß".upper(),
)
print(
    "äö".encode("utf-8"),
    b"\xe4".decode("latin-1"),
    "x".ljust(3, "."),
    " s ".strip(),
    "a,b,,c".split(","),
)
digest = hashlib.sha256()
for part in ("a", "b", "c"):
    digest.update(stop(part).encode())
print(
    digest.hexdigest()[:16],
    hashlib.md5(b"abc").hexdigest() == hashlib.md5(stop(b"abc")).hexdigest(),
)
out = io.StringIO()
for i in range(3):
    out.write(f"{i};")
    stop()
print(out.getvalue(), out.tell())
reader = io.StringIO("one\ntwo\nthree\n")
print(reader.readline().strip())
stop()
print(reader.readline().strip(), list(reader))
buffer = io.BytesIO(b"abcdef")
buffer.seek(stop(2))
print(buffer.read(2), buffer.getbuffer().nbytes)
packed = struct.pack(">Ihb", 70000, -2, stop(7))
print(packed.hex(), struct.unpack(">Ihb", packed), base64.b64encode(packed).decode())
print(zlib.crc32(b"hello"), zlib.decompress(zlib.compress(stop(b"x") * 1000)) == b"x" * 1000)
print(
    textwrap.fill("some words to be wrapped at a width", 12), textwrap.dedent("  a\n  b"), sep="|"
)
table = str.maketrans({"a": "1", "b": None})
print(
    "abc".translate(table), "%s" % b"x", bytes([65, 66]), bytearray(b"ab") + b"c", "a" < "b" < "c"
)


def caesar(s, n):
    return "".join(chr((ord(c) - 97 + stop(n)) % 26 + 97) if c.islower() else c for c in s)


print(caesar("hello, world", 3), caesar(caesar("abc", 5), -5), text[::2], text[-3:], "fox" in text)
lines = "k: v\n# comment\n\nx: y: z".splitlines()
print(
    {
        k.strip(): v.strip()
        for line in lines
        if stop(line) and not line.startswith("#")
        for k, v in [line.split(":", 1)]
    }
)
