"""Groups labelled articles with datasketch and with scikit-learn, for ``tests.benchmarks.events``.

Run by path with the interpreter of an environment that has them: it imports nothing of the project. Standard input
holds a JSON object a line (``id``, ``title``, ``body``, ``day`` as a number); standard output gets one a line:
``name``, ``seconds`` of CPU, ``groups`` (id → name of the group).

- *MinHashLSH*: 128 permutations of the 3-word shingles, banded for a Jaccard of .3, candidates verified by the true
  Jaccard, joined by union-find;
- *tf-idf*: cosine of title and body, average link among articles at most three days apart, joined from .45.
"""

from __future__ import annotations

import json
import re
import sys
import time
from typing import Any

JACCARD = 0.3
COSINE = 0.45
DAYS = 3
_WORD = re.compile(r"\w+")

Row = dict[str, Any]


def main() -> int:
    """Answers with the peers that can be imported."""
    rows = [json.loads(line) for line in sys.stdin]
    for name, group in (("datasketch", minhash), ("tf-idf", tfidf)):
        try:
            group(rows[:5])  # what is imported, and compiled, is not measured
        except ImportError as error:
            sys.stderr.write(f"bench: {name} is left out: {error}\n")
            continue
        start = time.process_time()
        groups = group(rows)
        seconds = time.process_time() - start
        sys.stdout.write(json.dumps({"name": name, "seconds": seconds, "groups": groups}) + "\n")
        sys.stdout.flush()
    return 0


def minhash(rows: list[Row]) -> dict[str, str]:
    """Near-duplicate groups."""
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found,unused-ignore]

    index = MinHashLSH(threshold=JACCARD, num_perm=128)
    shingles: dict[str, set[bytes]] = {}
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for row in rows:
        words = _WORD.findall(f"{row['title']} {row['body']}".lower())
        mine = {" ".join(words[at : at + 3]).encode() for at in range(max(1, len(words) - 2))}
        sketch = MinHash(num_perm=128)
        sketch.update_batch(list(mine))
        name = row["id"]
        shingles[name], leader[name] = mine, name
        for other in index.query(sketch):
            theirs = shingles[other]
            if len(mine & theirs) >= JACCARD * len(mine | theirs):
                leader[find(name)] = find(other)
        index.insert(name, sketch)
    return {name: find(name) for name in leader}


def tfidf(rows: list[Row]) -> dict[str, str]:
    """Clusters of alike articles, day by day of publication: a matrix of each connected component."""
    import numpy  # type: ignore[import-not-found,unused-ignore]
    from scipy.sparse import csr_matrix, vstack  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from sklearn.cluster import AgglomerativeClustering  # type: ignore[import-not-found,unused-ignore]
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-not-found,unused-ignore]

    rows = sorted(rows, key=lambda row: row["day"])
    days = numpy.array([row["day"] for row in rows])
    texts = [f"{row['title']} {row['body']}" for row in rows]
    vectors = TfidfVectorizer(sublinear_tf=True, min_df=1, max_df=max(2, len(rows) // 3)).fit_transform(texts)
    links = []
    for day in sorted(set(days)):
        start, middle, end = numpy.searchsorted(days, [day, day + 1, day + DAYS + 1])
        near = (vectors[start:middle] @ vectors[start:end].T).tocsr()
        near.data[near.data < COSINE] = 0.0
        near.eliminate_zeros()
        near.indices = near.indices + start
        links.append(csr_matrix((near.data, near.indices, near.indptr), shape=(middle - start, len(rows))))
    _, part_of = connected_components(vstack(links), directed=False)
    groups: dict[str, str] = {}
    order = numpy.argsort(part_of, kind="stable")
    for part in numpy.split(order, numpy.flatnonzero(numpy.diff(part_of[order])) + 1):
        labels = [0]
        if len(part) > 1:
            distance = 1.0 - (vectors[part] @ vectors[part].T).toarray()
            distance[abs(days[part][:, None] - days[part][None, :]) > DAYS] = 1.0
            cluster = AgglomerativeClustering(
                n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1.0 - COSINE
            )
            labels = cluster.fit_predict(distance)
        for at, label in zip(part, labels, strict=True):
            groups[rows[at]["id"]] = f"{part[0]}-{label}"
    return groups


if __name__ == "__main__":
    raise SystemExit(main())
