"""Makes the files of this folder with the programs that people have, and answers.json, what those programs answer.

Run  python3 test/golden/programs/make.py   in the repository's folder
Made with Python 3.11, keras 3.15.1 (backend jax 0.10.2), torch 2.13.0, onnxscript 0.7.2, safetensors 0.8.0, scikit-learn 1.9.1,
onnx 1.23.1, onnxruntime 1.30.0, h5py 3.16.0 on 2026-11-26. skl2onnx was not there: the graphs of sklearn-*.onnx are what it
writes, made by hand from networks that scikit-learn trained, and run in onnxruntime.

Rows are random; answers are the program's probabilities (of logits, its softmax). Networks of half precision are answered by the
same weights in float32, which is what this project computes in.
"""

import json
import os
import warnings

os.environ["KERAS_BACKEND"] = "jax"
warnings.filterwarnings("ignore")

import h5py
import keras
import numpy as np
import onnx
import onnxruntime
import torch
from keras import layers as L
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from torch import nn

FOLDER = "test/golden/programs/"
rng = np.random.default_rng(15)
keras.utils.set_random_seed(15)
torch.manual_seed(15)
answers = {}


def keep(name, rows, probabilities, **flags):
    values = np.asarray(probabilities, "float64")
    if values.shape[1] == 1:
        values = np.hstack([1 - values, values])
    rows = np.asarray(rows, "float64").reshape(len(values), -1)
    answers[name] = {"flags": flags, "rows": rows.tolist(), "answers": values.tolist()}


def rows_of(width=5):
    return rng.normal(0, 1.5, (6, width)).round(3).astype("float32")


# Keras


def as_trained(model):
    """Numbers for the variables that are zeros and ones before training."""
    for variable in model.variables:
        last = variable.path.split("/")[-1]
        if last == "moving_variance":
            variable.assign(rng.uniform(0.5, 2, variable.shape))
        elif last == "gamma":
            variable.assign(rng.uniform(0.5, 1.5, variable.shape))
        elif last in ("bias", "beta", "moving_mean"):
            variable.assign(rng.normal(0, 0.5, variable.shape))
    return model


def save_keras(model, *names, twin=None):
    rows = rows_of()
    if twin:
        for ours, theirs in zip(twin.weights, model.weights):
            ours.assign(np.asarray(theirs).astype("float32"))
    for name in names:
        model.save(FOLDER + name)
        keep(name, rows, (twin or model).predict(rows, verbose=0))


deep = keras.Sequential([
    keras.Input((5,)), L.BatchNormalization(), L.Dense(6, use_bias=False), L.BatchNormalization(), L.LeakyReLU(negative_slope=0.2),
    L.Dropout(0.3), L.Dense(4, activation="relu"), L.GaussianNoise(0.1), L.Dense(3), L.Softmax(axis=1),
])
save_keras(as_trained(deep), "keras-sequential.h5")

scaled = L.Normalization()
scaled.adapt(rng.normal(3, 2, (40, 5)).astype("float32"))
features = keras.Input((5,), name="features")
body = keras.Sequential([keras.Input((5,)), L.Dense(6, activation="gelu"), L.Dropout(0.1), L.Dense(4, activation="relu6")], name="body")
hidden = L.PReLU()(L.Dense(4)(body(scaled(features))))
nested = keras.Model(features, L.Dense(1, activation="sigmoid", name="verdict")(L.BatchNormalization()(hidden)))
as_trained(nested)
for layer in nested.layers:
    if isinstance(layer, L.PReLU):
        layer.alpha.assign(rng.uniform(-0.2, 0.5, layer.alpha.shape))
save_keras(nested, "keras-nested.keras", "keras-nested.h5")

# Of its own chance, so that the files above stay as they are where it changes.
keras.utils.set_random_seed(16)
wide = keras.Sequential([keras.Input((40,)), L.Dense(24, activation="relu"), L.Dense(2, activation="softmax")])
wide.save(FOLDER + "keras-wide.keras")
wide_rows = np.random.default_rng(16).normal(0, 1, (3, 40)).round(3).astype("float32")
keep("keras-wide.keras", wide_rows, wide.predict(wide_rows, verbose=0))


def small():
    return keras.Sequential([keras.Input((5,)), L.Dense(4, activation="tanh"), L.Dense(2, activation="softmax")])


float32_twin = small()
keras.config.set_dtype_policy("bfloat16")
save_keras(as_trained(small()), "keras-bfloat16.keras", twin=float32_twin)
keras.config.set_dtype_policy("mixed_float16")
save_keras(as_trained(small()), "keras-mixed-float16.h5", twin=float32_twin)
keras.config.set_dtype_policy("float32")
quantized = as_trained(small())
quantized.quantize("int8")
quantized.save(FOLDER + "keras-int8.keras")

# PyTorch


def as_trained_torch(model):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias)
    return model.eval()


def run_torch(model, rows):
    with torch.no_grad():
        sums = model(torch.tensor(rows))
    return torch.softmax(sums, 1).numpy() if sums.shape[1] > 1 else torch.sigmoid(sums).numpy()


layers = [nn.Linear(5, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(0.2), nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 2)]
sequential = as_trained_torch(nn.Sequential(*layers))
rows = rows_of()
save_file(sequential.state_dict(), FOLDER + "torch-sequential.safetensors")
keep("torch-sequential.safetensors", rows, run_torch(sequential, rows), activation="relu")


class ModuleList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(5, 4), nn.Linear(4, 4), nn.Linear(4, 2)])

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


listed = ModuleList()
rows = rows_of()
save_file(listed.state_dict(), FOLDER + "torch-module-list.safetensors")
keep("torch-module-list.safetensors", rows, run_torch(listed, rows), activation="tanh")

# The first byte of its header's length is that of a pickle.
small_torch = nn.Sequential(nn.Linear(5, 4), nn.GELU(), nn.Linear(4, 1))
rows = rows_of()
for padding in range(256):
    save_file(small_torch.state_dict(), FOLDER + "torch-0x80.safetensors", metadata={"pad": "x" * padding})
    if open(FOLDER + "torch-0x80.safetensors", "rb").read(1) == b"\x80":
        break
keep("torch-0x80.safetensors", rows, run_torch(small_torch, rows), activation="gelu")


class Clipped(nn.Module):
    """A scaler, a view, Hardtanh, PReLU, GELU: what exporters spell out."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.randn(5))
        self.register_buffer("deviation", torch.rand(5) + 0.5)
        clipped = [nn.Linear(5, 24), nn.Hardtanh(-0.5, 2), nn.Linear(24, 5), nn.PReLU(5), nn.Linear(5, 4), nn.GELU(), nn.Linear(4, 3)]
        self.body = nn.Sequential(*clipped)
        nn.init.uniform_(self.body[3].weight, -0.3, 0.6)

    def forward(self, x):
        x = (x.view(x.shape[0], -1) - self.mean) / self.deviation
        return self.body(x)


clipped = Clipped().eval()
rows = rows_of()
example = (torch.tensor(rows),)
torch.onnx.export(clipped, example, FOLDER + "torch-script.onnx", dynamo=False, input_names=["x"], dynamic_axes={"x": {0: "n"}})
torch.onnx.export(clipped, example, FOLDER + "torch-dynamo.onnx", dynamo=True, external_data=True, verbose=False)
for name in ("torch-script.onnx", "torch-dynamo.onnx"):
    keep(name, rows, run_torch(clipped, rows), logits=True)
    stripped = onnx.load(FOLDER + name, load_external_data=False)
    # Where in the program a node comes from is most of the file, and names folders of whoever exports.
    for node in stripped.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    del stripped.graph.value_info[:]
    onnx.save(stripped, FOLDER + name)

# scikit-learn, as skl2onnx writes it


def constant(name, values, kind="float32"):
    return numpy_helper.from_array(np.asarray(values, kind), name)


def save_sklearn(name, nodes, constants, classes, probabilities):
    nodes = [*nodes, helper.make_node("ZipMap", [probabilities], ["output_probability"], domain="ai.onnx.ml", classlabels_strings=classes)]
    map_type = helper.make_map_type_proto(TensorProto.STRING, helper.make_tensor_type_proto(TensorProto.FLOAT, []))
    outputs = [
        helper.make_tensor_value_info("output_label", TensorProto.STRING, [None]),
        helper.make_value_info("output_probability", helper.make_sequence_type_proto(map_type)),
    ]
    inputs = [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, 5])]
    sets = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)]
    graph = helper.make_graph(nodes, "pipeline", inputs, outputs, constants)
    onnx.save(helper.make_model(graph, opset_imports=sets, ir_version=8, producer_name="skl2onnx"), FOLDER + name)
    rows = rows_of() * 2 + 1
    maps = onnxruntime.InferenceSession(FOLDER + name).run(["output_probability"], {"X": rows})[0]
    keep(name, rows, [[each[label] for label in classes] for each in maps])


def scaler_node(scaler):
    offset, scale = scaler.mean_.tolist(), (1 / scaler.scale_).tolist()
    return helper.make_node("Scaler", ["X"], ["scaled"], domain="ai.onnx.ml", offset=offset, scale=scale)


def mlp_nodes(network, classes):
    nodes, constants, value = [helper.make_node("Cast", ["scaled"], ["cast"], to=TensorProto.FLOAT)], [], "cast"
    for at, (weights, bias) in enumerate(zip(network.coefs_, network.intercepts_)):
        constants += [constant(f"w{at}", weights), constant(f"b{at}", bias.reshape(1, -1))]
        nodes += [helper.make_node("MatMul", [value, f"w{at}"], [f"m{at}"]), helper.make_node("Add", [f"m{at}", f"b{at}"], [f"a{at}"])]
        value = f"a{at}"
        if at + 1 < len(network.coefs_):
            nodes.append(helper.make_node({"relu": "Relu", "tanh": "Tanh"}[network.activation], [value], [f"h{at}"]))
            value = f"h{at}"
    if network.n_outputs_ == 1:
        constants.append(constant("unity", [1]))
        nodes.append(helper.make_node("Sigmoid", [value], ["positive"]))
        nodes.append(helper.make_node("Sub", ["unity", "positive"], ["negative"]))
        nodes.append(helper.make_node("Concat", ["negative", "positive"], ["probabilities"], axis=1))
    else:
        nodes.append(helper.make_node("Softmax", [value], ["probabilities"], axis=1))
    constants.append(helper.make_tensor("classes", TensorProto.STRING, [len(classes)], [each.encode() for each in classes]))
    constants.append(constant("flat", [-1], "int64"))
    nodes.append(helper.make_node("ArgMax", ["probabilities"], ["likeliest"], axis=1))
    nodes.append(helper.make_node("ArrayFeatureExtractor", ["classes", "likeliest"], ["name"], domain="ai.onnx.ml"))
    nodes.append(helper.make_node("Reshape", ["name", "flat"], ["output_label"]))
    return nodes, constants


data = rng.normal(1, 2, (120, 5))
scaler = StandardScaler().fit(data)
two = np.array(["cold", "healthy"])[(data[:, 0] + data[:, 2] > 2).astype(int)]
three = np.array(["cold", "healthy", "sore"])[(data[:, 0] > 1).astype(int) + (data[:, 1] > 1.5)]
for name, labels, activation in [("sklearn-mlp-2.onnx", two, "tanh"), ("sklearn-mlp-3.onnx", three, "relu")]:
    network = MLPClassifier((4,), activation=activation, max_iter=40, random_state=1).fit(scaler.transform(data), labels)
    nodes, constants = mlp_nodes(network, network.classes_.tolist())
    save_sklearn(name, [scaler_node(scaler), *nodes], constants, network.classes_.tolist(), "probabilities")
logistic = LogisticRegression().fit(scaler.transform(data), two)
linear = helper.make_node(
    "LinearClassifier", ["scaled"], ["output_label", "scores"], domain="ai.onnx.ml", classlabels_strings=logistic.classes_.tolist(),
    coefficients=np.vstack([-logistic.coef_, logistic.coef_]).ravel().tolist(),
    intercepts=[-logistic.intercept_[0], logistic.intercept_[0]], multi_class=1, post_transform="LOGISTIC",
)
normalizer = helper.make_node("Normalizer", ["scores"], ["probabilities"], domain="ai.onnx.ml", norm="L1")
save_sklearn("sklearn-logistic.onnx", [scaler_node(scaler), linear, normalizer], [], logistic.classes_.tolist(), "probabilities")

# HDF5 in other ways than Keras uses it

with h5py.File(FOLDER + "layouts.h5", "w", track_order=True) as file:
    values = np.arange(7 * 5).reshape(7, 5) - 9.5
    file.attrs["model_config"] = "a text"
    file.create_dataset("plain", data=values.astype("<f4"))
    file.create_dataset("chunked", data=values.astype("<f8"), chunks=(3, 2), compression="gzip", shuffle=True, fletcher32=True)
    file.create_dataset("group/half", data=values.astype("<f2"), chunks=(4, 5), compression="gzip")
    file.create_dataset("group/bytes", data=(values + 9.5).astype("u1"))
    file.create_dataset("group/whole", data=values.astype("<i8"))
    file.create_dataset("single", data=np.float32(2.5))
    file.create_dataset("never written", shape=(2, 3), dtype="<f4")
    file.create_dataset("texts", data=["a", "b"])

with open(FOLDER + "answers.json", "w") as file:
    json.dump(answers, file)
    file.write("\n")
