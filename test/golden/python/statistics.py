"""Makes statistics.json: reference values for src/evaluation from Python's exact and library arithmetic.

Run  python3 test/golden/python/statistics.py > test/golden/python/statistics.json
Made with Python 3, numpy and scipy in the versions that the output names.

erfc      math.erfc of the C library (error below 1 ulp)
binomial  C(n, k) / 2^n and its lower tail as exact fractions, rounded once to double
mcnemar   from the exact fractions; chi-square tails by math.erfc
quantile  numpy.quantile, method "linear" (R-7)
svm       the primal squared-hinge problem minimised by scipy's L-BFGS-B, another algorithm than ours
"""

import json
import math
import platform
from fractions import Fraction

import numpy
import scipy
from scipy.optimize import minimize


def point(k, n):
    return Fraction(math.comb(n, k), 2**n)


def lower_tail(k, n):
    term, total = 1, 1
    for j in range(k):
        term = term * (n - j) // (j + 1)
        total += term
    return Fraction(total, 2**n)


def mcnemar(b, c):
    n, m, gap = b + c, min(b, c), abs(b - c)
    two_tails = 2 * lower_tail(m, n)
    mid = 1 - point(m, n) / 2 if b == c else two_tails - point(m, n)
    tail = lambda chi2: math.erfc(math.sqrt(chi2 / 2))
    return {
        "b": b,
        "c": c,
        "chi2": gap**2 / n,
        "mid": float(mid),
        "asymptotic": tail(gap**2 / n),
        "exact": float(min(Fraction(1), two_tails)),
        "corrected": tail(max(0, gap - 1) ** 2 / n),
    }


def svm(seed, rows, features):
    """Optimum of ½ w·w + Σ C_i max(0, 1 − y_i (w·x_i))², bias as a constant feature."""
    generator = numpy.random.default_rng(seed)
    inputs = generator.normal(size=(rows, features)).astype(numpy.float32).astype(float)
    targets = numpy.where(inputs[:, 0] + generator.normal(size=rows) > 0.3, 1, -1)
    costs = generator.uniform(0.05, 2, size=rows)
    extended = numpy.hstack([inputs, numpy.ones((rows, 1))])

    def objective(w):
        slack = numpy.maximum(0, 1 - targets * (extended @ w))
        return 0.5 * w @ w + costs @ slack**2, w - 2 * extended.T @ (costs * slack * targets)

    best = minimize(objective, numpy.zeros(features + 1), jac=True, method="L-BFGS-B",
                    options={"maxiter": 100000, "ftol": 1e-16, "gtol": 1e-10})
    return {"features": features, "inputs": inputs.ravel().tolist(), "targets": targets.tolist(),
            "costs": costs.tolist(), "weights": best.x[:-1].tolist(), "bias": best.x[-1], "objective": best.fun}


values = [0.3, 1.5, 1.5, 2.25, 8.0, 9.5, 11.0]
tails = [(0, 1), (1, 2), (3, 10), (5, 17), (8, 16), (50, 100), (12, 100), (200, 450), (0, 900), (100, 1000), (4900, 10000), (30, 5000)]
pairs = [(10, 20), (200, 250), (5, 12), (20, 10), (60, 60), (1, 1), (0, 1), (0, 7), (3, 90), (15, 1500), (0, 900), (1900, 2100)]

print(json.dumps({
    "origin": f"Python {platform.python_version()}, numpy {numpy.__version__}, scipy {scipy.__version__}",
    "erfc": [{"x": x, "value": math.erfc(x)} for x in
             [-3.0, -0.5, 0.0, 1e-10, 0.1, 0.5, 1.0, 1.5, 1.9, 1.999999, 2.0, 2.1, 3.0, 5.0, 8.0, 13.0, 20.0, 26.5]],
    "binomial": [{"k": k, "n": n, "point": float(point(k, n)), "tail": float(lower_tail(k, n))} for k, n in tails],
    "mcnemar": [mcnemar(b, c) for b, c in pairs],
    "quantile": {"ascending": values, "cases": [{"p": p, "value": float(numpy.quantile(values, p, method="linear"))}
                                                for p in [0, 0.025, 0.05, 0.25, 0.5, 0.6, 0.975, 1]]},
    "svm": [svm(1, 40, 3), svm(2, 25, 60)],
}, indent=1))
