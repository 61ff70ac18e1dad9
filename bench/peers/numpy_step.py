"""One training step in numpy: BLAS for the products, Adam as its formula or, with care, in place with one scratch array.

    python3 numpy_step.py '{"inputs":6373,"hidden":[4248,2832],"classes":2,"batch":32,"steps":5,"mode":"step","adam":"in place"}'

OPENBLAS_NUM_THREADS in the environment sets the threads of BLAS; Adam runs on one.
"""
import json
import sys
import time

import numpy as np

setup = json.loads(sys.argv[1])
widths = [setup["inputs"], *setup["hidden"], setup["classes"]]
batch = setup["batch"]
random = np.random.default_rng(1)
STEP_SIZE, BETA1, BETA2, EPSILON = 1e-4, 0.9, 0.999, 1e-7


def parameter(values):
    values = np.ascontiguousarray(values, dtype=np.float32)
    return {"values": values, "m": np.zeros_like(values), "v": np.zeros_like(values), "scratch": np.empty_like(values)}


gamma, beta = parameter(np.ones(widths[0])), parameter(np.zeros(widths[0]))
layers = []
for i, o in zip(widths, widths[1:]):
    limit = np.sqrt(6 / (i + o))
    layers.append((parameter(random.uniform(-limit, limit, (i, o))), parameter(np.zeros(o))))
moving_mean, moving_variance = np.zeros(widths[0], "f"), np.ones(widths[0], "f")
x = random.standard_normal((batch, widths[0]), dtype=np.float32)
labels = np.arange(batch) % widths[-1]


def adam_formula(p, gradient):
    p["m"] = np.float32(BETA1) * p["m"] + np.float32(1 - BETA1) * gradient
    p["v"] = np.float32(BETA2) * p["v"] + np.float32(1 - BETA2) * gradient**2
    p["values"] -= np.float32(STEP_SIZE) * p["m"] / (np.sqrt(p["v"]) + np.float32(EPSILON))


def adam_in_place(p, gradient):
    m, v, scratch = p["m"], p["v"], p["scratch"]
    np.multiply(gradient, np.float32(1 - BETA1), out=scratch)
    m *= np.float32(BETA1)
    m += scratch
    np.multiply(gradient, gradient, out=scratch)
    scratch *= np.float32(1 - BETA2)
    v *= np.float32(BETA2)
    v += scratch
    np.sqrt(v, out=scratch)
    scratch += np.float32(EPSILON)
    np.divide(m, scratch, out=scratch)
    scratch *= np.float32(STEP_SIZE)
    p["values"] -= scratch


adam = adam_in_place if setup.get("adam") == "in place" else adam_formula


def forward(mean, variance):
    normalized = (x - mean) / np.sqrt(variance + np.float32(1e-3))
    activations = [gamma["values"] * normalized + beta["values"]]
    for weights, bias in layers:
        sums = activations[-1] @ weights["values"] + bias["values"]
        activations.append(1 / (1 + np.exp(-sums)))
    e = np.exp(sums - sums.max(axis=1, keepdims=True))
    return normalized, activations, e / e.sum(axis=1, keepdims=True)


def step():
    global moving_mean, moving_variance
    mean, variance = x.mean(axis=0), x.var(axis=0)
    normalized, activations, p = forward(mean, variance)
    moving_mean += np.float32(0.01) * (mean - moving_mean)
    moving_variance += np.float32(0.01) * (variance - moving_variance)
    d = p.copy()
    d[np.arange(batch), labels] -= 1
    d /= batch
    for layer in range(len(layers) - 1, -1, -1):
        weights, bias = layers[layer]
        h = activations[layer]
        dh = d @ weights["values"].T
        adam(weights, h.T @ d)
        adam(bias, d.sum(axis=0))
        d = dh * h * (1 - h) if layer else dh
    adam(gamma, (d * normalized).sum(axis=0))
    adam(beta, d.sum(axis=0))


def measure(run, steps, warmup=2):
    wall, cpu = [], []
    for at in range(warmup + steps):
        t, c = time.perf_counter(), time.process_time()
        run()
        if at >= warmup:
            wall.append(time.perf_counter() - t)
            cpu.append(time.process_time() - c)
    return {"wallSeconds": wall, "cpuSeconds": cpu}


run = step if setup["mode"] == "step" else lambda: forward(moving_mean, moving_variance)
version = f"numpy {np.__version__}" + (f", Adam {setup['adam']}" if setup["mode"] == "step" else "")
print(json.dumps({"version": version, **measure(run, setup["steps"])}))
