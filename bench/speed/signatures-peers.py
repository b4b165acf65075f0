"""One pass of a peer over the chunks of a file: from texts to MinHash signatures, on one core.

usage: signatures-peers.py CHUNKS.json SIDE    prints {"cpu": seconds, "shingling": seconds of it, "wall": seconds}
Sides: see SIDES. 128 permutations, shingles of 5 words. Reading the file and starting up are not timed.
"""
import ast
import importlib.util
import json
import re
import sys
import time
from pathlib import Path

import numpy as np
from datasketch import MinHash

WIDTH, PERMUTATIONS, ROWS = 5, 128, 8
WORD = re.compile(r"\w+")


def shingles(text):
    """datasketch leaves this to its user: lower case, words by a regular expression, every run of five once, as bytes."""
    words = WORD.findall(text.lower())
    return list({" ".join(words[at : at + WIDTH]).encode() for at in range(max(1, len(words) - WIDTH + 1))})


def update_batch(texts, **options):
    """As its documentation shows it: a MinHash a document, SHA-1, all shingles in one call."""
    signatures = []
    for text in texts:
        minhash = MinHash(num_perm=PERMUTATIONS, **options)
        minhash.update_batch(shingles(text))
        signatures.append(minhash)
    return signatures


def bulk(texts, **options):
    """The permutations are drawn once and copied."""
    return MinHash.bulk((shingles(text) for text in texts), num_perm=PERMUTATIONS, **options)


def package_file(*names):
    return Path(next(iter(importlib.util.find_spec("text_dedup").submodule_search_locations)), *names)


def load_file(*names):
    spec = importlib.util.spec_from_file_location(names[-1].removesuffix(".py"), package_file(*names))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_dedup(texts, hash_func):
    """text_dedup.minhash.embed_func as installed, called as its command does with --num_perm 128 --ngram 5 and its default of 64 bits.

    The function is taken out of the file: importing the module would need `datasets`, `pyspark` and more, none of which it uses.
    """
    found = [node for node in ast.parse(package_file("minhash.py").read_text()).body if getattr(node, "name", "") == "embed_func"]
    annotations = ast.parse("from __future__ import annotations").body
    scope = {"np": np, "NON_ALPHA": re.compile(r"\W", re.UNICODE), "ngrams": load_file("utils", "tokenization.py").ngrams,
             "SIGNATURE_COLUMN": "signatures", "INDEX_COLUMN": "index"}
    exec(compile(ast.Module(annotations + found, []), "minhash.py", "exec"), scope)
    prime, generator = np.uint64((1 << 61) - 1), np.random.RandomState(42)
    options = {
        "num_perm": PERMUTATIONS, "ngram_size": WIDTH, "min_length": 5, "hash_func": hash_func, "dtype": np.uint64,
        "hashranges": [(at, at + ROWS) for at in range(0, PERMUTATIONS, ROWS)], "max_hash": np.uint32((1 << 32) - 1), "modulo_prime": prime,
        "permutations": (generator.randint(1, prime, size=PERMUTATIONS, dtype=np.uint64), generator.randint(0, prime, size=PERMUTATIONS, dtype=np.uint64)),
    }
    return [scope["embed_func"](text, at, **options) for at, text in enumerate(texts)]


def text_dedup_sha1(texts):
    return text_dedup(texts, load_file("utils", "hashfunc.py").sha1_hash)


def text_dedup_xxh3(texts):
    return text_dedup(texts, load_file("utils", "hashfunc.py").xxh3_32hash)


SIDES = {
    "datasketch-update-batch": update_batch,
    "datasketch-bulk": bulk,
    "datasketch-bulk-legacy": lambda texts: bulk(texts, scheme="legacy"),
    "text-dedup": text_dedup_sha1,
    "text-dedup-xxh3": text_dedup_xxh3,
}

texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
side = SIDES[sys.argv[2]]
side(texts[:200])
begun, wall = time.process_time(), time.perf_counter()
signatures = side(texts)
cpu, wall = time.process_time() - begun, time.perf_counter() - wall
assert len(signatures) == len(texts)
begun = time.process_time()
for text in texts:
    shingles(text)
print(json.dumps({"cpu": cpu, "wall": wall, "shingling": time.process_time() - begun}))
