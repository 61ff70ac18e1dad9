"""Makes bounds.json: reference values for the bounds of src/evaluation, by their definitions, in numpy and scipy.

Run  python3 test/golden/python/bounds.py > test/golden/python/bounds.json
Made with Python 3, numpy and scipy in the versions that the output names.

normal, t  scipy.stats.norm.isf, scipy.stats.t.isf and sf
corpora    labels, speakers and two classifiers' hits of made-up corpora; jackknife by leaving each speaker out of the list
           of recordings, degrees of freedom, floors, bounds of the drop at 5 % and interval of the UAR at 95 %
"""

import json
import platform

import numpy as np
import scipy
from scipy.stats import norm, t

rng = np.random.default_rng(20)


def mean_recall(y, h, classes):
    return np.mean([h[y == c].mean() for c in range(classes) if (y == c).any()])


def jackknife(y, s, h, classes):
    speakers = sorted(set(s))
    own = {a: set(y[s == a]) for a in speakers}
    single = all(len(v) == 1 for v in own.values())
    strata = [[a for a in speakers if own[a] == {c}] for c in range(classes)] if single else [speakers]
    parts, freedoms = [], []
    for members in strata:
        left = np.array([mean_recall(y[s != a], h[s != a], classes) for a in members])
        parts.append((len(members) - 1) / len(members) * np.sum((left - left.mean()) ** 2))
        w = np.array([sum(np.sum((s == a) & (y == c)) / np.sum(y == c) for c in range(classes)) for a in members])
        freedoms.append(w.sum() ** 2 / np.sum(w**2) - 1)
    variance = sum(parts)
    freedom = variance**2 / sum(v**2 / f for v, f in zip(parts, freedoms)) if variance > 0 else min(freedoms)
    return variance, freedom


def corpus(sizes, classes_of, recall, change):
    classes = 1 + max(max(c) for c in classes_of)
    y, s = [], []
    for k, (size, own) in enumerate(zip(sizes, classes_of)):
        y += [own[i % len(own)] for i in range(size)]
        s += [k] * size
    y, s = np.array(y), np.array(s)
    first = (rng.random(len(y)) < recall).astype(float)
    second = np.where(rng.random(len(y)) < change, 1 - first, first)
    d = first - second
    variance, freedom = jackknife(y, s, d, classes)
    z2 = norm.isf(0.05) ** 2
    n = [np.sum(y == c) for c in range(classes)]
    floor = sum((np.abs(d[y == c]).sum() + z2) / (n[c] + z2) ** 2 for c in range(classes)) / classes**2
    drop = mean_recall(y, d, classes)
    half = t.isf(0.05, freedom) * np.sqrt(max(variance, floor))
    uar_variance, uar_freedom = jackknife(y, s, first, classes)
    r = [(first[y == c].sum() + 0.5) / (n[c] + 1) for c in range(classes)]
    uar_floor = sum(p * (1 - p) / m for p, m in zip(r, n)) / classes**2
    u = mean_recall(y, first, classes)
    centre = np.mean(r) if uar_floor > uar_variance else u
    half_logit = t.isf(0.025, uar_freedom) * np.sqrt(max(uar_variance, uar_floor)) / (centre * (1 - centre))
    back = lambda x: 1 / (1 + np.exp(-x))
    logit = np.log(centre / (1 - centre))
    return {
        "classes": classes, "labels": y.tolist(), "speakers": s.tolist(),
        "first": first.astype(int).tolist(), "second": second.astype(int).tolist(),
        "drop": drop, "variance": variance, "freedom": freedom, "floor": floor,
        "lower": max(-1, drop - half), "upper": min(1, drop + half),
        "uar": u, "uarVariance": uar_variance, "uarFreedom": uar_freedom, "uarFloor": uar_floor,
        "low": min(u, back(logit - half_logit)), "high": max(u, back(logit + half_logit)),
    }


print(json.dumps({
    "origin": f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}",
    "normal": [{"p": p, "z": norm.isf(1 - p)} for p in [0.5001, 0.6, 0.8, 0.95, 0.975, 0.999, 0.999999]],
    "t": [{"p": p, "freedom": nu, "t": t.isf(1 - p, nu)}
          for nu in [0.1, 0.5, 1, 1.5, 2, 3.7, 9.99, 23.9, 24.1, 300, 12345.6, 1e6] for p in [0.51, 0.8, 0.95, 0.975, 0.9999]],
    "tTail": [{"t": x, "freedom": nu, "tail": t.sf(x, nu)} for nu in [0.1, 1, 2.5, 30, 1e6] for x in [-1.0, 0.01, 1.7, 5.0]],
    "corpora": [
        corpus([3, 8, 1, 5, 13, 2, 4, 4], [[0], [0], [0], [1], [1], [1], [1], [1]], 0.7, 0.2),
        corpus([10] * 12, [[k % 3] for k in range(12)], 0.8, 0.1),
        corpus([9, 4, 30, 7, 6], [[0, 1, 2], [0, 1], [0, 1, 2], [1, 2], [0, 2]], 0.6, 0.3),
        corpus([7] * 10, [[0, 1]] * 10, 1.0, 0.0),
        corpus([5] * 20, [[0]] * 2 + [[1]] * 18, 0.9, 0.03),
    ],
}, indent=None))
