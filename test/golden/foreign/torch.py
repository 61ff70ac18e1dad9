"""Makes torch-sequential.safetensors and torch-named.safetensors with what their networks answer, torch.json.

Run  python3 test/golden/foreign/torch.py   in the repository's folder
Made with Python 3 and its standard library alone: the layout of the files is that of safetensors 0.4, the names are those that
torch.nn gives; the sums are written out below, in float64. PyTorch itself was not there.

sequential  Linear(5, 4), BatchNorm1d(4), LeakyReLU(0.01), Linear(4, 3), LeakyReLU(0.01), Linear(3, 2)
            modules 0, 1, [2], 3, [4], 5
named       bn = BatchNorm1d(5), fc1 = Linear(5, 4), GELU, out = Linear(4, 1)
"""

import json
import math
import random
import struct

rng = random.Random(7)


def tensor(*shape, low=-1.0, high=1.0):
    count = math.prod(shape)
    numbers = [struct.unpack("<f", struct.pack("<f", rng.uniform(low, high)))[0] for _ in range(count)]
    return shape, numbers


def linear(inputs, outputs):
    return {"weight": tensor(outputs, inputs), "bias": tensor(outputs)}


def batch_norm(width):
    return {
        "weight": tensor(width, low=0.5, high=1.5),
        "bias": tensor(width),
        "running_mean": tensor(width),
        "running_var": tensor(width, low=0.5, high=2.0),
        "num_batches_tracked": ((), [17]),
    }


def save(path, modules):
    header, data = {}, b""
    for module, tensors in modules.items():
        for name, (shape, numbers) in tensors.items():
            kind = "q" if name == "num_batches_tracked" else "f"
            raw = struct.pack(f"<{len(numbers)}{kind}", *numbers)
            header[f"{module}.{name}"] = {
                "dtype": "I64" if kind == "q" else "F32",
                "shape": list(shape),
                "data_offsets": [len(data), len(data) + len(raw)],
            }
            data += raw
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def run_linear(x, module):
    (outputs, inputs), weights = module["weight"]
    return [
        module["bias"][1][o] + sum(weights[o * inputs + i] * x[i] for i in range(inputs)) for o in range(outputs)
    ]


def run_batch_norm(x, module):
    columns = zip(x, *(module[name][1] for name in ("weight", "bias", "running_mean", "running_var")))
    return [(value - mean) / math.sqrt(variance + 1e-5) * gamma + beta for value, gamma, beta, mean, variance in columns]


def gelu(x):
    return [0.5 * value * (1 + math.erf(value / math.sqrt(2))) for value in x]


def softmax(x):
    shares = [math.exp(value - max(x)) for value in x]
    return [share / sum(shares) for share in shares]


sequential = {"0": linear(5, 4), "1": batch_norm(4), "3": linear(4, 3), "5": linear(3, 2)}
named = {"bn": batch_norm(5), "fc1": linear(5, 4), "out": linear(4, 1)}
rows = [[round(rng.gauss(0, 2), 3) for _ in range(5)] for _ in range(8)]


def run_sequential(x):
    x = run_batch_norm(run_linear(x, sequential["0"]), sequential["1"])
    x = run_linear([value if value > 0 else 0.01 * value for value in x], sequential["3"])
    x = run_linear([value if value > 0 else 0.01 * value for value in x], sequential["5"])
    return softmax(x)


def run_named(x):
    (z,) = run_linear(gelu(run_linear(run_batch_norm(x, named["bn"]), named["fc1"])), named["out"])
    share = 1 / (1 + math.exp(-z))
    return [1 - share, share]


folder = "test/golden/foreign/"
save(folder + "torch-sequential.safetensors", sequential)
save(folder + "torch-named.safetensors", named)
with open(folder + "torch.json", "w") as file:
    answers = {"rows": rows, "sequential": [run_sequential(x) for x in rows], "named": [run_named(x) for x in rows]}
    json.dump(answers, file)
    file.write("\n")
