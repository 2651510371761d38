# SPDX-License-Identifier: Apache-2.0
"""Writes a small network as an ONNX file: make_model.py FILE [SIDE]

It takes pictures of SIDE x SIDE pixels (64) and gives 16 numbers for each: two convolutions, a mean over
each quarter of the picture, and a matrix. Its weights are random, but always the same, so it knows
nothing: it tells pictures apart by their colours and edges, and stands in for a network that learnt.
"""
import random
import sys

import onnx
from onnx import TensorProto, helper

weights = random.Random(1)


def tensor(name, *shape):
    count = 1
    for side in shape:
        count *= side
    inputs = count // shape[0]
    values = [weights.gauss(0, inputs**-0.5) for _ in range(count)]
    return helper.make_tensor(name, TensorProto.FLOAT, shape, values)


def convolution(before, after, weight):
    return helper.make_node("Conv", [before, weight], [after], kernel_shape=[3, 3], strides=[2, 2],
                            pads=[1, 1, 1, 1])


def model(side):
    window = [side // 8, side // 8]
    graph = helper.make_graph(
        [
            convolution("pictures", "a", "weights_a"),
            helper.make_node("Relu", ["a"], ["b"]),
            convolution("b", "c", "weights_c"),
            helper.make_node("Relu", ["c"], ["d"]),
            helper.make_node("AveragePool", ["d"], ["e"], kernel_shape=window, strides=window),
            helper.make_node("Flatten", ["e"], ["f"]),
            helper.make_node("Gemm", ["f", "weights_g"], ["embedding"], transB=1),
        ],
        "small",
        [helper.make_tensor_value_info("pictures", TensorProto.FLOAT, ["n", 3, side, side])],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", 16])],
        [tensor("weights_a", 8, 3, 3, 3), tensor("weights_c", 8, 8, 3, 3), tensor("weights_g", 16, 32)],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=6)


made = model(int(sys.argv[2]) if len(sys.argv) > 2 else 64)
onnx.checker.check_model(made)
onnx.save(made, sys.argv[1])
