"""VGG-19 with random weights in every format and naming that people have, and its outputs for both preprocessings."""

import argparse
import os

import numpy as np
import torch

import safetensors_io
from array_files import hwio, save_h5, save_npy
from make_network_goldens import picture
from networks import Vgg19, randomize

DEPTHS = (2, 2, 4, 4, 4)


def layers(state):
    """(block, convolution, weight, bias) in order."""
    number = 0
    for block, depth in enumerate(DEPTHS, 1):
        for convolution in range(1, depth + 1):
            if f"features.{number}.weight" in state:
                yield block, convolution, state[f"features.{number}.weight"], state[f"features.{number}.bias"]
            number += 2
        number += 1


def caffe(features, x):
    """Features of RGB pictures in [-1, 1] for weights that were trained on BGR in [0, 255] less a mean."""
    pixels = (x + 1) * 127.5
    mean = torch.tensor([103.939, 116.779, 123.68], dtype=x.dtype).view(1, 3, 1, 1)
    return features(pixels.flip(1) - mean)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("--last", type=int, default=16, help="the last layer, as torchvision counts")
    arguments = parser.parse_args()

    def path(name):
        return os.path.join(arguments.out, name)

    vgg = randomize(Vgg19(), 33)
    vgg.features = vgg.features[: arguments.last + 1]
    state = vgg.state_dict()
    # A classifier's tensor does no harm.
    with_rest = {**state, "classifier.6.bias": torch.randn(10)}
    torch.save(with_rest, path("zip.pth"))
    torch.save(with_rest, path("stacked.pth"), _use_new_zipfile_serialization=False)
    torch.save({"module." + name: value for name, value in state.items()}, path("parallel.pth"))
    torch.save({name: value.double() for name, value in state.items()}, path("double.pth"))
    torch.save({name: value.half() for name, value in state.items()}, path("half.pth"))
    torch.save({name: value.bfloat16() for name, value in state.items()}, path("bfloat16.pth"))
    # As channels_last models are saved: OIHW in shape, OHWI in memory.
    torch.save({name: value.contiguous(memory_format=torch.channels_last) if value.dim() == 4 else value
                for name, value in state.items()}, path("channels-last.pth"))
    safetensors_io.save(path("plain.safetensors"), state)
    torch.onnx.export(vgg, (torch.randn(1, 3, 16, 16), {"index": arguments.last}), path("torch.onnx"))
    np.savez(path("torchvision.npz"), **{name: value.numpy() for name, value in state.items()})

    table = [(b, c, hwio(w), bias.numpy()) for b, c, w, bias in layers(state)]
    for protocol in (2, 3, 4, 5):
        save_npy(path(f"lists-{protocol}.npy"), {f"conv{b}_{c}": [w, bias] for b, c, w, bias in table}, protocol)
    # As views of HWIO, which NumPy pickles in Fortran order where it can.
    save_npy(path("fortran.npy"), {f"conv{b}_{c}": [np.asfortranarray(w), bias] for b, c, w, bias in table}, 4)
    save_npy(path("named.npy"), {f"conv{b}_{c}": {"weights": w, "biases": bias} for b, c, w, bias in table}, 3)
    np.savez_compressed(path("keras.npz"), **{f"block{b}_conv{c}/{kind}:0": value for b, c, w, bias in table
                                              for kind, value in (("kernel", w), ("bias", bias))})
    torch.save({f"conv{b}_{c}.{kind}": value for b, c, w, bias in layers(state)
                for kind, value in (("weight", w), ("bias", bias))}, path("caffe.pth"))

    def keras(pattern_w, pattern_b, before=""):
        return {before + pattern.format(layer=f"block{b}_conv{c}"): value
                for b, c, w, bias in table for pattern, value in ((pattern_w, w), (pattern_b, bias))}

    save_h5(path("keras1.h5"), keras("{layer}/{layer}_W_1:0", "{layer}/{layer}_b_1:0"))
    second = keras("{layer}/{layer}/kernel:0", "{layer}/{layer}/bias:0")
    save_h5(path("keras2.h5"), second)
    save_h5(path("keras-model.h5"), keras("{layer}/{layer}/kernel:0", "{layer}/{layer}/bias:0", "model_weights/"))
    save_h5(path("keras-gzip.h5"), second, compression="gzip", shuffle=True, chunks=True)

    x = picture(34, 2, 3, 37, 50).double()
    vgg = vgg.double()
    arrays = {"x": x, "torchvision": vgg(x, arguments.last), "caffe": caffe(vgg.features, x)}
    for name, kind in (("half", torch.float16), ("bfloat16", torch.bfloat16)):
        for parameter, value in zip(vgg.parameters(), state.values()):
            parameter.data = value.to(kind).double()
        arrays[name] = vgg(x, arguments.last)
    safetensors_io.save(path("expected.safetensors"), {name: value.detach() for name, value in arrays.items()})


if __name__ == "__main__":
    with torch.no_grad():
        main()
