"""One pass of datasketch over the chunks of a file: from texts to pairs of near-duplicates, on one core.

usage: end-to-end-peers.py CHUNKS.json [verify]    prints {"cpu": seconds, "pairs": how many, "clusters": how many}
MinHash.bulk with 128 permutations over shingles of five words, then MinHashLSH at Jaccard 0.8: all are inserted, each is queried. With
`verify`, candidates are held against the exact Jaccard of their shingles and united to clusters. Reading and starting up are not timed.
"""
import json
import re
import sys
import time
from pathlib import Path

from datasketch import MinHash, MinHashLSH

WIDTH, PERMUTATIONS, THRESHOLD = 5, 128, 0.8
WORD = re.compile(r"\w+")


def shingles(text):
    words = WORD.findall(text.lower())
    return {" ".join(words[at : at + WIDTH]).encode() for at in range(max(1, len(words) - WIDTH + 1))}


def candidates(sets):
    signatures = MinHash.bulk((list(one) for one in sets), num_perm=PERMUTATIONS)
    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    for at, signature in enumerate(signatures):
        index.insert(at, signature, check_duplication=False)
    return {(at, other) for at, signature in enumerate(signatures) for other in index.query(signature) if at < other}


def verified(sets, pairs):
    return [(a, b) for a, b in pairs if len(sets[a] & sets[b]) >= THRESHOLD * len(sets[a] | sets[b])]


def clusters(pairs):
    parent = {}

    def root(one):
        while parent.setdefault(one, one) != one:
            one = parent[one]
        return one

    for a, b in pairs:
        parent[root(a)] = root(b)
    return {root(one) for one in list(parent)}


def run(texts, verify):
    sets = [shingles(text) for text in texts]
    pairs = candidates(sets)
    if not verify:
        return len(pairs), 0
    exact = verified(sets, pairs)
    return len(exact), len(clusters(exact))


texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
verify = sys.argv[2:] == ["verify"]
run(texts[:200], verify)
begun = time.process_time()
pairs, found = run(texts, verify)
print(json.dumps({"cpu": time.process_time() - begun, "pairs": pairs, "clusters": found}))
