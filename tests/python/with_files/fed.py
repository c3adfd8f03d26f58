import hashlib
import hmac
import time

fed = hashlib.sha256(b"one")
other = hashlib.new("md5", b"one", usedforsecurity=False)
short = hashlib.blake2b(digest_size=4)
sign = hmac.new(b"key", digestmod=hashlib.sha256)
for part in (b"two", bytearray(b"three")):
    for each in (fed, other, short, sign):
        each.update(part)
    time.sleep(3600)
copy = fed.copy()
copy.update(b"four")
print(fed.hexdigest() == hashlib.sha256(b"onetwothree").hexdigest(), fed.name, fed.digest_size)
print(copy.digest() == hashlib.sha256(b"onetwothreefour").digest())
print(other.hexdigest() == hashlib.md5(b"onetwothree").hexdigest(), short.hexdigest())
print(sign.hexdigest() == hmac.new(b"key", b"twothree", "sha256").hexdigest())
