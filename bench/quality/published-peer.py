"""One pass of htmldate over the pages of a file: its answers and its time, on one core.

usage: published-peer.py PAGES.json alone|url    prints {"answers": [day or null], "cpu": seconds, "parsing": seconds of it}
PAGES.json: [{"file": ..., "url": ...}]. As its own evaluation asks: original_date=True, extensive search. Reading files and starting up are not timed.
"""
import json
import sys
import time
from pathlib import Path

from htmldate import find_date
from htmldate.utils import load_html


def main():
    pages = json.loads(Path(sys.argv[1]).read_text())
    with_url = sys.argv[2] == "url"
    answers, cpu, parsing = [], 0.0, 0.0
    for page in pages:
        source = Path(page["file"]).read_bytes()
        before = time.process_time()
        load_html(source)
        parsed = time.process_time()
        answers.append(find_date(source, original_date=True, url=page["url"] if with_url else None))
        cpu += time.process_time() - parsed
        parsing += parsed - before
    print(json.dumps({"answers": answers, "cpu": cpu, "parsing": parsing}))


main()
