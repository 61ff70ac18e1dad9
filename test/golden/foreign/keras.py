"""Makes keras-2.h5, keras-3.h5 and keras-3.keras with what their networks answer, keras.json.

Run  python3 test/golden/foreign/keras.py   in the repository's folder
Made with Python 3, h5py 3.16 and numpy 2.4. Keras itself was not there: the layout is the one that its documentation and files of
its users show, and the sums are written out below, in float64.

keras-2.h5     Sequential, as model.save("a.h5") of Keras 2 writes it: texts of fixed length, gzipped kernels, names with ":0";
               BatchNormalization, Dense 4 relu, Dropout, Dense 3 with LeakyReLU(0.3), Dense 2 softmax
keras-3.h5     the same network as Keras 3 writes it: texts of any length, weights below the model's name
keras-3.keras  functional: Normalization, Dense 4 gelu, BatchNormalization, Dense 3 tanh, Dense 1 sigmoid
"""

import io
import json
import math
import zipfile

import h5py
import numpy as np

rng = np.random.default_rng(5)
FOLDER = "test/golden/foreign/"


def numbers(*shape, low=-1.0, high=1.0):
    return rng.uniform(low, high, shape).astype("float32")


def dense(inputs, outputs):
    return {"kernel": numbers(inputs, outputs), "bias": numbers(outputs)}


def batch_norm(width):
    return {
        "gamma": numbers(width, low=0.5, high=1.5),
        "beta": numbers(width),
        "moving_mean": numbers(width),
        "moving_variance": numbers(width, low=0.5, high=2.0),
    }


def layer(class_name, name, **config):
    return {"class_name": class_name, "config": {"name": name, **config}}


sequential = {
    "batch_normalization": batch_norm(5),
    "dense": dense(5, 4),
    "hidden": dense(4, 3),
    "probabilities": dense(3, 2),
}
layers = [
    layer("InputLayer", "input_1", batch_input_shape=[None, 5]),
    layer("BatchNormalization", "batch_normalization", axis=[1], epsilon=0.001, center=True, scale=True),
    layer("Dense", "dense", units=4, activation="relu", use_bias=True),
    layer("Dropout", "dropout", rate=0.2),
    layer("Dense", "hidden", units=3, activation="linear", use_bias=True),
    layer("LeakyReLU", "leaky_re_lu", alpha=0.30000001192092896),
    layer("Dense", "probabilities", units=2, activation="softmax", use_bias=True),
]
model = {"class_name": "Sequential", "config": {"name": "sequential", "layers": layers}}


def save_keras_2(path):
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = np.bytes_("2.2.4")
        # A text of fixed length has zeros at its end.
        file.attrs["model_config"] = np.array(json.dumps(model).encode(), "S2000")
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = np.array([each["config"]["name"] for each in layers], "S24")
        for each in layers:
            name = each["config"]["name"]
            group = weights.create_group(name)
            variables = sequential.get(name, {})
            group.attrs["weight_names"] = np.array([f"{name}/{key}:0" for key in variables] or [], "S48")
            for key, values in variables.items():
                gzipped = {"compression": "gzip"} if values.ndim == 2 else {}
                group.create_dataset(f"{name}/{key}:0", data=values, **gzipped)


def save_keras_3_h5(path):
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = "3.8.0"
        file.attrs["model_config"] = json.dumps(model)
        for name, variables in sequential.items():
            for key, values in variables.items():
                file.create_dataset(f"model_weights/{name}/sequential/{name}/{key}", data=values)


functional = [
    ("InputLayer", "features", {}, {}),
    (
        "Normalization",
        "normalization",
        {"axis": [-1], "invert": False, "mean": None, "variance": None},
        {"mean": numbers(5), "variance": numbers(5, low=0.5, high=2.0), "count": np.array(17)},
    ),
    ("Dense", "first", {"activation": "gelu", "use_bias": True}, dense(5, 4)),
    ("BatchNormalization", "between", {"epsilon": 0.001}, batch_norm(4)),
    ("Dense", "second", {"activation": "tanh", "use_bias": True}, dense(4, 3)),
    ("Dense", "verdict", {"activation": "sigmoid", "use_bias": True}, dense(3, 1)),
]
SNAKE = {
    "InputLayer": "input_layer",
    "Normalization": "normalization",
    "Dense": "dense",
    "BatchNormalization": "batch_normalization",
}


def save_keras_3(path):
    entries, counts, before = [], {}, None
    raw = io.BytesIO()
    with h5py.File(raw, "w") as file:
        for class_name, name, config, variables in functional:
            history = {"class_name": "__keras_tensor__", "config": {"keras_history": [before, 0, 0], "shape": [None, 5]}}
            inbound = [{"args": [history], "kwargs": {}}] if before else []
            entries.append({**layer(class_name, name, **config), "name": name, "inbound_nodes": inbound})
            snake = SNAKE[class_name]
            counts[snake] = counts.get(snake, -1) + 1
            folder = snake if counts[snake] == 0 else f"{snake}_{counts[snake]}"
            group = file.create_group(f"layers/{folder}/vars")
            for at, values in enumerate(variables.values()):
                group.create_dataset(str(at), data=values)
            before = name
    config = {"class_name": "Functional", "config": {"name": "functional", "layers": entries}}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in [
            ("metadata.json", '{"keras_version": "3.8.0"}'),
            ("config.json", json.dumps(config)),
            ("model.weights.h5", raw.getvalue()),
        ]:
            archive.writestr(zipfile.ZipInfo(name), content)


def run_dense(x, variables):
    return x @ variables["kernel"].astype("float64") + variables["bias"]


def run_batch_norm(x, variables):
    deviation = np.sqrt(variables["moving_variance"].astype("float64") + 0.001)
    return (x - variables["moving_mean"]) / deviation * variables["gamma"] + variables["beta"]


def run_sequential(x):
    x = np.maximum(0, run_dense(run_batch_norm(x, sequential["batch_normalization"]), sequential["dense"]))
    x = run_dense(x, sequential["hidden"])
    x = run_dense(np.where(x > 0, x, 0.30000001192092896 * x), sequential["probabilities"])
    shares = np.exp(x - x.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def run_functional(x):
    _, (_, _, _, scaler), (_, _, _, first), (_, _, _, between), (_, _, _, second), (_, _, _, verdict) = functional
    x = run_dense((x - scaler["mean"]) / np.sqrt(scaler["variance"].astype("float64")), first)
    x = 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))
    z = run_dense(np.tanh(run_dense(run_batch_norm(x, between), second)), verdict)
    share = 1 / (1 + np.exp(-z))
    return np.hstack([1 - share, share])


rows = rng.normal(0, 2, (8, 5)).round(3)
save_keras_2(FOLDER + "keras-2.h5")
save_keras_3_h5(FOLDER + "keras-3.h5")
save_keras_3(FOLDER + "keras-3.keras")
with open(FOLDER + "keras.json", "w") as file:
    answers = {"rows": rows, "sequential": run_sequential(rows), "functional": run_functional(rows)}
    json.dump({name: values.tolist() for name, values in answers.items()}, file)
    file.write("\n")
