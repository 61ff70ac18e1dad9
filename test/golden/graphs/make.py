"""Makes the ONNX files of this folder: what exporters write in ways of their own, and graphs that look like dense networks and are
none. answers.json holds what onnxruntime answers, refusals.json what an import says of the others.

Run  python3 test/golden/graphs/make.py   in the repository's folder
Made with Python 3.11, onnx 1.23.1, onnxruntime 1.30.0, torch 2.13.0 on 2026-11-26.

Rows are random; onnxruntime ran without its optimisations, which multiply in integers behind DequantizeLinear.
"""

import json
import warnings

import numpy as np
import onnxruntime
import torch
from onnx import TensorProto, checker, helper, load, numpy_helper, save
from torch import nn

warnings.filterwarnings("ignore")
FOLDER = "test/golden/graphs/"
rng = np.random.default_rng(15)
torch.manual_seed(15)
answers = {}
refusals = {}


def answer(name, rows):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(FOLDER + name, options)
    values = session.run(None, {session.get_inputs()[0].name: rows})[0].reshape(len(rows), -1).astype("float64")
    if values.shape[1] == 1:
        values = np.hstack([1 - values, values])
    answers[name] = {"flags": {}, "rows": rows.reshape(len(rows), -1).astype("float64").tolist(), "answers": values.tolist()}


def graph(name, shape, nodes, tensors, opset=17):
    initializers = [numpy_helper.from_array(np.asarray(value), key) for key, value in tensors.items()]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)]
    outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape[:1] + [None] * (2 if name == "blocks.onnx" else 1))]
    made = [helper.make_node(op, takes.split(), [gives], **attributes) for op, takes, gives, attributes in nodes]
    model = helper.make_model(
        helper.make_graph(made, "graph", inputs, outputs, initializers),
        opset_imports=[helper.make_opsetid("", opset)],
        ir_version=8,
    )
    checker.check_model(model)
    save(model, FOLDER + name)


def f(*shape):
    return rng.normal(0, 1, shape).astype("float32")


def rows(*shape):
    return rng.normal(0, 1.5, (6, *shape)).round(3).astype("float32")


class Squeezed(nn.Module):
    """One unit as a vector, as binary classifiers in PyTorch often end."""

    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(5, 4), nn.Linear(4, 1)

    def forward(self, x):
        return torch.sigmoid(self.last(torch.relu(self.first(x))).squeeze(1))


for exporter, dynamo in (("script", False), ("dynamo", True)):
    name = f"squeezed-{exporter}.onnx"
    dynamic = {"dynamic_shapes": ({0: torch.export.Dim("N")},)} if dynamo else {"dynamic_axes": {"x": {0: "N"}}}
    torch.onnx.export(
        Squeezed().eval(), (torch.randn(3, 5),), FOLDER + name, input_names=["x"], opset_version=18 if dynamo else 13,
        dynamo=dynamo, external_data=False, **dynamic,
    )
    exported = load(FOLDER + name)
    # Where on this machine the exporter found what it exported.
    for node in exported.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    save(exported, FOLDER + name)
    answer(name, rows(5))

# As a public model of a wake word has it: blocks of frames, and a ReLU before the softmax.
graph(
    "relu-before-softmax.onnx",
    ["N", 2, 3],
    [
        ("Flatten", "x", "a", {"axis": 1}),
        ("Gemm", "a w0 b0", "b", {"transB": 1}),
        ("Relu", "b", "c", {}),
        ("Gemm", "c w1 b1", "d", {"transB": 1}),
        ("Relu", "d", "e", {}),
        ("Softmax", "e", "y", {"axis": 1}),
    ],
    {"w0": f(4, 6), "b0": f(4), "w1": f(3, 4), "b1": f(3)},
)
answer("relu-before-softmax.onnx", rows(2, 3))

graph(
    "clips.onnx",
    ["N", 4],
    [
        ("Clip", "x low", "a", {}),
        ("Gemm", "a w0 b0", "b", {}),
        ("Clip", "b none high", "c", {}),
        ("Gemm", "c w1 b1", "d", {}),
        ("Softmax", "d", "y", {}),
    ],
    {"low": np.float32(-0.5), "none": np.float32(-3e38), "high": np.float32(0.75), "w0": f(4, 5), "b0": f(5), "w1": f(5, 2), "b1": f(2)},
)
answer("clips.onnx", rows(4))

graph(
    "int8-columns.onnx",
    ["N", 4],
    [
        ("DequantizeLinear", "q s z", "w", {"axis": 1}),
        ("MatMul", "x w", "a", {}),
        ("Tanh", "a", "b", {}),
        ("MatMul", "b w1", "c", {}),
        ("Softmax", "c", "y", {}),
    ],
    {
        "q": rng.integers(0, 255, (4, 5)).astype("uint8"),
        "s": rng.uniform(0.005, 0.02, 5).astype("float32"),
        "z": rng.integers(100, 150, 5).astype("uint8"),
        "w1": f(5, 3),
    },
)
answer("int8-columns.onnx", rows(4))

weights = {"w": f(3, 3), "b": f(3)}


def refused(name, complaint, shape, nodes, tensors):
    graph(name, shape, nodes, tensors)
    refusals[name] = complaint


# A column goes to the rows of a batch: with one row it even makes three of it.
refused(
    "column.onnx", "has the shape [3,1]", [1, 3],
    [("Sub", "x c", "a", {}), ("Gemm", "a w b", "d", {}), ("Softmax", "d", "y", {})], {**weights, "c": f(3, 1)},
)
refused(
    "no-probability.onnx", "is taken by Sub, Concat", ["N", 3],
    [("Gemm", "x w b", "a", {}), ("Sub", "one a", "d", {}), ("Concat", "d a", "y", {"axis": 1})],
    {"w": f(3, 1), "b": f(1), "one": np.float32(1)},
)
refused(
    "blocks.onnx", "takes values of 3 dimensions", ["N", 1, 3],
    [("MatMul", "x w", "a", {}), ("Softmax", "a", "y", {"axis": 1})], {"w": f(3, 3)},
)
refused(
    "cut-rows.onnx", "has 1 values a row, where the dense layers have 2", ["N", 2],
    [("Reshape", "x size", "a", {}), ("Mul", "a c", "d", {}), ("Gemm", "d w b", "e", {}), ("Softmax", "e", "y", {})],
    {"size": np.array([-1, 1]), "c": f(2), "w": f(2, 3), "b": f(3)},
)

for name, content in (("answers", answers), ("refusals", refusals)):
    with open(f"{FOLDER}{name}.json", "w") as file:
        json.dump(content, file, indent=1)
        file.write("\n")
