"""The peer of the side-by-side benchmark: the same networks in PyTorch, asked line by line in JSON."""

import argparse
import json
import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tests", "oracle"))

import torch  # noqa: E402

from losses import color_loss, content_loss, critic_loss, gray, gray_loss  # noqa: E402
from networks import Discriminator, LwComicGan, Vgg19, randomize  # noqa: E402


def stylize(state, height, width):
    generator = state.setdefault("generator", randomize(LwComicGan(), 1))
    photo = torch.rand(1, 3, height, width) * 2 - 1
    with torch.no_grad():
        start = time.perf_counter()
        generator(photo)
        return time.perf_counter() - start


def train_step(state, size, batch):
    if "critic" not in state:
        state.setdefault("generator", randomize(LwComicGan(), 1))
        state["critic"], state["vgg"] = randomize(Discriminator(), 2), randomize(Vgg19(), 3).requires_grad_(False)
        state["adam_g"] = torch.optim.Adam(state["generator"].parameters(), lr=8e-5, betas=(0.5, 0.999))
        state["adam_d"] = torch.optim.Adam(state["critic"].parameters(), lr=1.6e-4, betas=(0.5, 0.999))
    generator, critic, vgg = state["generator"], state["critic"], state["vgg"]
    photo, style = (torch.rand(batch, 3, size, size) * 2 - 1 for _ in range(2))
    start = time.perf_counter()
    # As ours: one forward pass of the generator serves both steps.
    fake = generator(photo)
    *_, loss = critic_loss(critic, fake.detach(), style, torch.rand(batch, 1, 1, 1))
    state["adam_d"].zero_grad()
    loss.backward()
    state["adam_d"].step()
    critic.requires_grad_(False)
    features = vgg(fake)
    with torch.no_grad():
        photo_features, style_features = vgg(photo), vgg(gray(style))
    total = (-350 * critic(fake).mean() + 2.5 * content_loss(features, photo_features)
             + 12.5 * gray_loss(features, style_features) + 15 * color_loss(fake, photo))
    state["adam_g"].zero_grad()
    total.backward()
    state["adam_g"].step()
    critic.requires_grad_(True)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, required=True)
    torch.set_num_threads(parser.parse_args().threads)
    state = {}
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "quit":
            break
        if request["op"] == "stylize":
            seconds = stylize(state, request["height"], request["width"])
        else:
            seconds = train_step(state, request["height"], request["batch"])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"seconds": seconds, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
