"""Writes networks with random weights (.pth) and what PyTorch computes with them, in float64."""

import argparse
import os

import torch

import safetensors_io
from networks import AnimeGan, Discriminator, LwComicGan, Vgg19, count, randomize


def picture(seed, *shape):
    generator = torch.Generator().manual_seed(seed)
    smooth = torch.nn.functional.interpolate(torch.rand(shape[0], 3, 5, 7, generator=generator), shape[2:], mode="bicubic")
    return (smooth * 1.4 - 0.7 + 0.1 * torch.randn(shape, generator=generator)).clamp(-1, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    out = parser.parse_args().out
    os.makedirs(out, exist_ok=True)
    arrays = {}

    def run(name, module, *inputs):
        torch.save(module.state_dict(), os.path.join(out, f"{name}.pth"))
        module = module.double()
        with torch.no_grad():
            for i, x in enumerate(inputs):
                arrays[f"{name}.{i}.x"] = x
                arrays[f"{name}.{i}.y"] = module(x.double())

    for rule in ("PerLayer", "PerElement", "Blend"):
        network = randomize(LwComicGan(rule), 1)
        if rule == "PerLayer":
            assert count(network) == 2_796_416, count(network)
        run(f"generator-{rule}", network, picture(2, 1, 3, 64, 64), picture(3, 2, 3, 36, 52), picture(4, 1, 3, 33, 47))
        margins = [module.margin for module in network.modules() if hasattr(module, "margin")]
        assert all(margin > 1e-3 for margin in margins), "a LIN choice is too close to a tie to be compared"
    run("generator-bilinear", randomize(LwComicGan(enlarge="bilinear"), 5), picture(6, 1, 3, 40, 32))
    anime = randomize(AnimeGan(), 7)
    assert count(anime) == 3_956_096, count(anime)
    run("animegan", anime, picture(8, 1, 3, 64, 48))

    critic = randomize(Discriminator(), 9)
    assert count(critic) == 1_128_800, count(critic)
    run("discriminator", critic.eval(), picture(10, 2, 3, 32, 48))
    with torch.no_grad():
        arrays["discriminator.training"] = critic.train()(picture(10, 2, 3, 32, 48).double())
    for name, buffer in critic.named_buffers():
        arrays[f"discriminator.{name}"] = buffer

    vgg = randomize(Vgg19(), 11)
    x = picture(12, 1, 3, 64, 48)
    torch.save(vgg.state_dict(), os.path.join(out, "vgg19.pth"))
    vgg = vgg.double()
    with torch.no_grad():
        arrays["vgg.x"] = x
        for name, index in (("conv4_4", 25), ("conv4_4_relu", 26), ("conv5_4", 34), ("conv1_1", 0)):
            arrays[f"vgg.{name}"] = vgg(x.double(), index)
    safetensors_io.save(os.path.join(out, "networks.safetensors"), arrays)


if __name__ == "__main__":
    main()
