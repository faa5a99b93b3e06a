"""Check a file of `audit export` or `audit close` by itself: python verify_export.py FILE [PUBLIC_KEY.pem]"""

import hashlib
import json
import sys

from cryptography.hazmat.primitives.serialization import load_pem_public_key

lines = open(sys.argv[1], "rb").read().split(b"\n")  # noqa: SIM115
head = json.loads(lines[0])
# The file's own key proves only that the file agrees with itself: give the one that you know.
pem = open(sys.argv[2], "rb").read() if len(sys.argv) > 2 else head["public_key"].encode()  # noqa: SIM115
key, digests, before, sealed = load_pem_public_key(pem), {}, head["before"], 0
for line in lines[:-1]:
    told = json.loads(line)
    if "seq" in told:  # a record: its digest is its line's, and it names the digest before it
        if (told["seq"], told["before"]) != (head["first"] + len(digests), before):
            sys.exit(f"Record {head['first'] + len(digests)}, or the one before it, is not what was written.")
        before = digests[told["seq"]] = hashlib.sha256(line).hexdigest()
    else:  # signed words: which records are in the file, or (a checkpoint) their digest; else raises InvalidSignature
        signature = bytes.fromhex(told.pop("signature"))
        key.verify(signature, json.dumps(told, sort_keys=True, separators=(",", ":")).encode())
        if told["kind"] != "audit" and digests.get(told["record"]) != told["digest"]:
            sys.exit(f"Record {told['record']} is not the one that checkpoint {told['number']} sealed.")
        sealed = max(sealed, told.get("record", 0))
if lines[-1]:
    sys.exit("There is something after the last line.")
if len(digests) != head["last"] - head["first"] + 1 or sealed != head["last"]:
    sys.exit(f"Cut: records up to {head['last']} were written, {len(digests)} are there, {sealed} is the last sealed.")
print(f"Records {head['first']} to {sealed} are what was written; the key is {hashlib.sha256(pem).hexdigest()[:16]}.")
