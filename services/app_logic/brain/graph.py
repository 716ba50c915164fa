"""The tuned encoder's layers as an ONNX graph with weights in eight bits, for onnxruntime. Only `tune` needs it.

Input `x`: (pieces, width) rows of words and places, added. Outputs: `h` (pieces, width), the last layer, and `y` (width),
its mean over the pieces. A BERT encoder (Devlin 2019, arXiv 1810.04805) without padding: one text at a time.

Weights use seven of the eight bits: processors without VNNI add pairs of products in sixteen bits, and would overflow.
"""

import pathlib
import tempfile
import typing

import numpy as np
import onnx
from onnxruntime import quantization

from services.app_logic.brain import encoder_file

_Array = np.ndarray[typing.Any, typing.Any]
_OPSET, _IR = 17, 9
_TINY = 1e-12


class _Graph:
    """Nodes and constants, by their names."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, numbers: _Array) -> str:
        self.constants[name] = onnx.numpy_helper.from_array(np.ascontiguousarray(numbers), name)
        return name

    def node(self, kind: str, given: list[str], made: str, **options: typing.Any) -> str:
        self.nodes.append(onnx.helper.make_node(kind, given, [made], name=made, **options))
        return made


def write(model: encoder_file.Model, path: pathlib.Path) -> None:
    """The file of the graph; words, places and vocabulary are not in it."""
    with tempfile.TemporaryDirectory() as folder:
        whole = pathlib.Path(folder) / "whole.onnx"
        onnx.save(_built(model), str(whole))
        quantization.quantize_dynamic(
            str(whole),
            str(path),
            op_types_to_quantize=["MatMul"],
            weight_type=quantization.QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )


def _built(model: encoder_file.Model) -> onnx.ModelProto:
    graph = _Graph()
    deep = model.width // model.heads
    graph.constant("split", np.array([-1, model.heads, deep], dtype="int64"))
    graph.constant("join", np.array([-1, model.width], dtype="int64"))
    graph.constant("scale", np.array(deep**-0.5, dtype="float32"))
    graph.constant("half", np.array(0.5, dtype="float32"))
    graph.constant("one", np.array(1, dtype="float32"))
    graph.constant("root", np.array(2**-0.5, dtype="float32"))
    last = _norm(graph, model, "emb.ln", "x")
    for number in range(model.layers):
        last = _layer(graph, model, f"l{number}", last)
    graph.node("Identity", [last], "h")
    graph.node("ReduceMean", [last], "y", axes=[0], keepdims=0)
    ends = (
        [onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["pieces", model.width])],
        [
            onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [model.width]),
            onnx.helper.make_tensor_value_info("h", onnx.TensorProto.FLOAT, ["pieces", model.width]),
        ],
    )
    made = onnx.helper.make_graph(graph.nodes, "encoder", *ends, list(graph.constants.values()))
    return onnx.helper.make_model(made, opset_imports=[onnx.helper.make_opsetid("", _OPSET)], ir_version=_IR)


def _layer(graph: _Graph, model: encoder_file.Model, name: str, x: str) -> str:
    query, key, value = (
        graph.node("Reshape", [_line(graph, model, f"{name}.{part}", x), "split"], f"{name}.{part}.split")
        for part in "qkv"
    )
    query = graph.node("Transpose", [query], f"{name}.query", perm=[1, 0, 2])
    key = graph.node("Transpose", [key], f"{name}.key", perm=[1, 2, 0])
    value = graph.node("Transpose", [value], f"{name}.value", perm=[1, 0, 2])
    alike = graph.node("Mul", [graph.node("MatMul", [query, key], f"{name}.alike"), "scale"], f"{name}.scaled")
    seen = graph.node("MatMul", [graph.node("Softmax", [alike], f"{name}.soft", axis=-1), value], f"{name}.seen")
    turned = graph.node("Transpose", [seen], f"{name}.turned", perm=[1, 0, 2])
    joined = graph.node("Reshape", [turned, "join"], f"{name}.joined")
    added = graph.node("Add", [x, _line(graph, model, f"{name}.ao", joined)], f"{name}.attended")
    x = _norm(graph, model, f"{name}.aln", added)
    inner = _line(graph, model, f"{name}.fi", x)
    erf = graph.node("Erf", [graph.node("Mul", [inner, "root"], f"{name}.rooted")], f"{name}.erf")
    halves = graph.node("Mul", [inner, "half"], f"{name}.halves")
    gelu = graph.node("Mul", [halves, graph.node("Add", [erf, "one"], f"{name}.gate")], f"{name}.gelu")
    added = graph.node("Add", [x, _line(graph, model, f"{name}.fo", gelu)], f"{name}.thought")
    return _norm(graph, model, f"{name}.oln", added)


def _line(graph: _Graph, model: encoder_file.Model, name: str, x: str) -> str:
    bias = model.numbers(f"{name}.b")
    slopes = graph.constant(f"{name}.w", model.numbers(f"{name}.w").reshape(len(bias), -1).T)
    product = graph.node("MatMul", [x, slopes], f"{name}.product")
    return graph.node("Add", [product, graph.constant(f"{name}.b", bias)], f"{name}.line")


def _norm(graph: _Graph, model: encoder_file.Model, name: str, x: str) -> str:
    known = [graph.constant(f"{name}.{kind}", model.numbers(f"{name}.{kind}")) for kind in "wb"]
    return graph.node("LayerNormalization", [x, *known], f"{name}.normal", axis=-1, epsilon=_TINY)
