"""Small golden files for the engine's operations: outputs, first and second derivatives, computed in float64.

For inputs x, output y and a random cotangent g: d = ∂⟨g, y⟩/∂x. For random v: the derivatives of Σ⟨v, d⟩ in x and g.
"""

import argparse
import json
import os

import torch
import torch.nn.functional as F

import safetensors_io
from losses import gram
from networks import Lin

SEED = 41


def normalize(kind, slope):
    def run(x, gamma, beta):
        module = Lin(x.shape[1], "Instance").double()
        if kind == "Selected":
            module.rule = "PerLayer"
        if kind == "Layer":
            axes = (1, 2, 3)
            y = (x - x.mean(axes, keepdim=True)) / torch.sqrt(x.var(axes, unbiased=False, keepdim=True) + 1e-5)
            y = y * gamma.view(1, -1, 1, 1) + beta.view(1, -1, 1, 1)
        else:
            del module.weight, module.bias
            module.weight, module.bias = gamma, beta
            y = module(x)
        return F.leaky_relu(y, slope)

    return run


def cases():
    """(name, operation, attributes, input shapes, function)."""
    for n, cin, h, w, cout, k, stride, padding, groups in [
        (1, 2, 5, 7, 3, 3, 1, 1, 1), (2, 3, 8, 5, 4, 3, 2, 1, 1), (1, 3, 9, 8, 2, 7, 1, 3, 1), (1, 2, 7, 6, 3, 3, 2, 0, 1),
        (1, 4, 5, 6, 6, 3, 1, 1, 2), (2, 5, 6, 7, 5, 3, 1, 0, 5), (1, 3, 7, 9, 3, 3, 2, 1, 3), (2, 6, 3, 5, 4, 1, 1, 0, 1),
    ]:
        yield (
            f"conv-{cin}-{cout}-k{k}-s{stride}-p{padding}-g{groups}", "conv", {"stride": stride, "padding": padding, "groups": groups},
            [(n, cin, h, w), (cout, cin // groups, k, k), (cout,)],
            lambda x, weight, bias, s=stride, p=padding, g=groups: F.conv2d(x, weight, bias, s, p, groups=g),
        )
    for ta in (False, True):
        for tb in (False, True):
            yield (
                f"matmul-{ta}-{tb}", "matmul", {"transposeA": ta, "transposeB": tb},
                [(2, 5, 3) if ta else (2, 3, 5), (7, 5) if tb else (5, 7)],
                lambda a, b, ta=ta, tb=tb: (a.transpose(1, 2) if ta else a) @ (b.t() if tb else b),
            )
    picture = [(2, 3, 7, 5)]
    yield "maxpool", "maxpool", {"kernel": 2, "stride": 2}, picture, lambda x: F.max_pool2d(x, 2, 2)
    yield "maxpool-overlapping", "maxpool", {"kernel": 3, "stride": 2}, picture, lambda x: F.max_pool2d(x, 3, 2)
    yield "averagepool", "averagepool", {"kernel": 3, "stride": 2}, picture, lambda x: F.avg_pool2d(x, 3, 2)
    for mode in ("nearest", "bilinear"):
        for size in ((14, 10), (3, 2), (9, 13)):
            corners = {} if mode == "nearest" else {"align_corners": False}
            yield (
                f"resize-{mode}-{size[0]}x{size[1]}", "resize", {"mode": mode, "height": size[0], "width": size[1]}, picture,
                lambda x, m=mode, s=size, c=corners: F.interpolate(x, s, mode=m, **c),
            )
    yield (
        "reflectpad", "reflectpad", {"top": 3, "bottom": 1, "left": 0, "right": 4}, picture,
        lambda x: F.pad(x, (0, 4, 3, 1), mode="reflect"),
    )
    for kind in ("Instance", "Layer", "Selected"):
        for slope in (1.0, 0.2):
            yield f"normalize-{kind}-{slope}", "normalize", {"kind": kind, "slope": slope}, [(2, 3, 4, 5), (3,), (3,)], normalize(kind, slope)
    yield "gram", "gram", {}, picture, lambda x: gram(x) * (3 * 7 * 5)
    yield "leakyrelu", "leakyrelu", {"slope": 0.2}, picture, lambda x: F.leaky_relu(x, 0.2)
    yield "huber", "huber", {"delta": 1.0}, picture, lambda x: F.huber_loss(x, torch.zeros_like(x), reduction="none", delta=1.0)
    for name in ("abs", "tanh", "exp"):
        yield name, name, {}, picture, getattr(torch, name)
    for name in ("sqrt", "log", "reciprocal"):
        yield name, name, {"positive": True}, picture, getattr(torch, name)
    broadcast = [(2, 3, 4, 5), (1, 3, 1, 1)]
    yield "add", "add", {}, broadcast, torch.add
    yield "subtract", "subtract", {}, broadcast, torch.sub
    yield "multiply", "multiply", {}, broadcast, torch.mul
    yield "divide", "divide", {"positive": True}, broadcast, torch.div


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    out = parser.parse_args().out
    os.makedirs(out, exist_ok=True)
    generator = torch.Generator().manual_seed(SEED)

    def random(shape, positive=False):
        # Values that float32 holds exactly: the file loses nothing.
        x = torch.randn(shape, generator=generator)
        return ((x.abs() + 0.3) if positive else x).float().double()

    arrays, descriptions = {}, []
    for name, operation, attributes, shapes, function in cases():
        inputs = [random(shape, attributes.get("positive", False)).requires_grad_(True) for shape in shapes]
        y = function(*inputs)
        g = random(y.shape).requires_grad_(True)
        first = torch.autograd.grad((g * y).sum(), inputs, create_graph=True)
        v = [random(d.shape) for d in first]
        projection = sum((a * b).sum() for a, b in zip(v, first))
        second = torch.autograd.grad(projection, [*inputs, g], allow_unused=True)
        second = [torch.zeros_like(x) if d is None else d for d, x in zip(second, [*inputs, g])]
        descriptions.append({"name": name, "operation": operation, "inputs": len(inputs), "attributes": attributes})
        arrays.update({f"{name}.y": y.detach(), f"{name}.g": g.detach(), f"{name}.ddg": second[-1]})
        for i, x in enumerate(inputs):
            arrays.update({
                f"{name}.in{i}": x.detach(), f"{name}.d{i}": first[i].detach(),
                f"{name}.v{i}": v[i], f"{name}.dd{i}": second[i],
            })
    safetensors_io.save(os.path.join(out, "primitives.safetensors"), arrays, {"cases": json.dumps(descriptions)})


if __name__ == "__main__":
    main()
