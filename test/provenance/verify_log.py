"""A second verifier of the log, written from the text of the formats alone, to hold verify-log.mjs against.

Usage: verify_log.py LOG NOTE VKEY [ANCHOR]; prints JSON: size, root, checked, findings as [code, index].
RFC 9162 section 2.1 (by its recursion), RFC 8032 section 5.1.7 (by its affine formulas), C2SP signed-note, tlog-checkpoint, tlog-tiles.
"""

import base64
import glob
import hashlib
import json
import os
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def url64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# --- Ed25519 over affine coordinates: slow and plain ---
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def point_add(a, b):
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P)
    return x % P, y % P


def point_times(n, point):
    total = (0, 1)
    while n:
        if n & 1:
            total = point_add(total, point)
        point = point_add(point, point)
        n >>= 1
    return total


def point_from(encoded):
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P:
        return None
    return (P - x if x & 1 != sign else x), y


BASE = point_from((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed_by(public, message, signature):
    if len(signature) != 64:
        return False
    a, r = point_from(public), point_from(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(challenge, "little") % L
    return point_times(s, BASE) == point_add(r, point_times(k, a))


# --- notes ---
def checkpoint_in(note, vkey):
    """(size, root), or the code of what is wrong with the note."""
    name, key_id, key = vkey.split("+", 2)
    public = base64.b64decode(key)[1:]
    assert sha256(name.encode() + b"\n\x01" + public)[:4].hex() == key_id
    text, _, tail = note.rpartition("\n\n")
    lines = text.split("\n")
    if len(lines) != 3 or not lines[1].isdigit() or len(base64.b64decode(lines[2])) != 32:
        return "bad-signature"
    ours = []
    for line in tail.splitlines():
        dash, who, blob = line.split(" ")
        raw = base64.b64decode(blob)
        if dash == "\u2014" and who == name and raw[:4].hex() == key_id:
            ours.append(raw[4:])
    if lines[0] != name or not ours:
        return "unknown-key"
    if not all(signed_by(public, (text + "\n").encode(), raw) for raw in ours):
        return "bad-signature"
    return int(lines[1]), base64.b64decode(lines[2])


# --- tree ---
def tree_hash(hashes):
    if not hashes:
        return sha256(b"")
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\x01" + tree_hash(hashes[:split]) + tree_hash(hashes[split:]))


def tiles_in(folder):
    """Leaf hashes from index 0 on, as many as stand side by side."""
    hashes = []
    while True:
        n = len(hashes) // 256
        digits = str(n).zfill((len(str(n)) + 2) // 3 * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        path = os.path.join(folder, "tile", "0", *["x" + one for one in groups[:-1]], groups[-1])
        parts = sorted(glob.glob(path + ".p/*"), key=lambda part: int(os.path.basename(part)))
        found = path if os.path.exists(path) else parts[-1] if parts else None
        if found is None:
            return hashes
        with open(found, "rb") as file:
            data = file.read()
        hashes += [data[at : at + 32] for at in range(0, len(data), 32)]
        if len(data) < 8192:
            return hashes


def check(log, note, vkey, anchor):
    findings, checked = [], {"leaves": 0, "headers": 0, "contents": 0, "checkpoints": 0, "anchoredHashes": 0}
    heads, kept = [], []

    def opened(text):
        head = checkpoint_in(text, vkey)
        if isinstance(head, str):
            findings.append([head, None])
            return []
        checked["checkpoints"] += 1
        return [head]

    if anchor:
        place = os.path.join(anchor, vkey.split("+")[0])
        paths = glob.glob(os.path.join(place, "checkpoints", "**"), recursive=True) + [os.path.join(place, "checkpoint")]
        notes = {open(path, encoding="utf-8", newline="").read() for path in paths if os.path.isfile(path)}
        if not notes:
            findings.append(["anchor-missing", None])
        own = sorted(head for text in notes for head in opened(text))
        heads += own
        stored = tiles_in(place)
        for size, root in own:
            if len(stored) < size:
                findings.append(["anchor-missing", len(stored)])
                break
            if tree_hash(stored[:size]) != root:
                findings.append(["anchor-missing", None])
                break
            kept = stored[:size]
    heads += opened(note)

    hashes, next_revision, ids, last = [], {}, set(), ""
    for line in log:
        index, text = line["index"], line["leaf"]
        if index < len(hashes):
            findings.append(["reordered", index])
            continue
        if index > len(hashes):
            findings.append(["missing", len(hashes)])
            for at in range(len(hashes), index):
                hashes.append(kept[at] if at < len(kept) else None)
                checked["anchoredHashes"] += at < len(kept)
        hashes.append(sha256(b"\x00" + text.encode()))
        checked["leaves"] += 1
        checked["anchoredHashes"] += index < len(kept)
        try:
            leaf = json.loads(text)
            hc, sc = leaf["hc"], leaf["sc"]
        except (ValueError, KeyError, TypeError):
            findings.append(["altered-leaf", index])
            continue
        if leaf["index"] != index:
            findings.append(["reordered", index])
        if leaf["at"] < last:
            findings.append(["time-went-back", index])
        last = leaf["at"]
        if line.get("header") is None or line.get("hs") is None:
            findings.append(["missing", index])
            continue
        checked["headers"] += 1
        try:
            header = json.loads(line["header"])
        except ValueError:
            header = {}
        if sha256(b"hepatrace/header/v1\n" + url64(line["hs"]) + line["header"].encode()) != url64(hc):
            findings.append(["altered-header", index])
        elif header.get("id") != leaf["id"]:
            findings.append(["altered-leaf", index])
        if line.get("cs") is not None and line.get("content") is not None:
            checked["contents"] += 1
            if sha256(b"hepatrace/content/v1\n" + url64(line["cs"]) + url64(line["content"])) != url64(sc):
                findings.append(["altered-content", index])
        patient = header.get("patientId")
        if patient is not None:
            if header["revision"] != next_revision.get(patient, 0):
                findings.append(["revision-gap", index])
            next_revision[patient] = header["revision"] + 1
            if (patient, header["id"]) in ids:
                findings.append(["duplicate-id", index])
            ids.add((patient, header["id"]))

    # Neighbours that were altered are one finding, under the first of them.
    wrong = {at for at in range(min(len(kept), len(hashes))) if hashes[at] != kept[at]}
    findings += [["altered-leaf", at] for at in wrong if at - 1 not in wrong]
    known = hashes.index(None) if None in hashes else len(hashes)
    good = 0
    for size, root in sorted(heads):
        if size > known:
            continue
        if tree_hash(hashes[:size]) != root:
            findings.append(["forked", good])
            break
        good = size
    if max([size for size, _ in heads], default=0) > len(hashes):
        findings.append(["truncated", len(hashes)])
    root = tree_hash(hashes).hex() if known == len(hashes) else None
    return {"size": len(hashes), "root": root, "checked": checked, "findings": findings}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", newline="\n") as file:
        entries = [json.loads(line) for line in file]
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        last_note = file.read()
    print(json.dumps(check(entries, last_note, sys.argv[3], sys.argv[4] if len(sys.argv) > 4 else None)))
