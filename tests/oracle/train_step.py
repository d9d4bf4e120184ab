"""One start-phase step, and one critic step followed by one generator step, in float64."""

import argparse
import copy
import os

import torch

import safetensors_io
from losses import color_loss, content_loss, critic_loss, gray, gray_loss
from make_network_goldens import picture
from networks import Discriminator, LwComicGan, Vgg19, randomize

ALPHA, BETA, GAMMA, OMEGA = 350, 2.5, 12.5, 15


def adam(module, rate):
    return torch.optim.Adam(module.parameters(), lr=rate, betas=(0.5, 0.999), eps=1e-8)


def steps(nets, photo, style, epsilon):
    """All values of the three steps, by name."""
    generator, critic, vgg = nets
    arrays = {}
    first = {name: parameter.detach().clone() for name, parameter in generator.named_parameters()}

    def record(prefix, module):
        for name, parameter in module.named_parameters():
            arrays[f"{prefix}.gradient.{name}"] = parameter.grad.clone()

    def update(prefix, module, optimizer):
        before = {name: parameter.detach().clone() for name, parameter in module.named_parameters()}
        optimizer.step()
        for name, parameter in module.named_parameters():
            arrays[f"{prefix}.update.{name}"] = parameter.detach() - before[name]

    # The start phase.
    content = content_loss(vgg(generator(photo)), vgg(photo))
    (BETA * content).backward()
    arrays["start.content"] = content.detach()
    record("start", generator)
    update("start", generator, adam(generator, 1e-4))
    generator.load_state_dict(first)
    generator.zero_grad()

    # The critic.
    with torch.no_grad():
        fake = generator(photo)
    values = critic_loss(critic, fake, style, epsilon)
    values[3].backward()
    for name, value in zip(("fake", "real", "penalty", "total"), values):
        arrays[f"critic.{name}"] = value.detach()
    record("critic", critic)
    update("critic", critic, adam(critic, 1.6e-4))

    # The generator.
    critic.requires_grad_(False)
    fake = generator(photo)
    features = vgg(fake)
    content = content_loss(features, vgg(photo))
    texture = gray_loss(features, vgg(gray(style)))
    color = color_loss(fake, photo)
    adversarial = -critic(fake).mean()
    total = ALPHA * adversarial + BETA * content + GAMMA * texture + OMEGA * color
    total.backward()
    for name, value in (("content", content), ("gray", texture), ("color", color),
                        ("adversarial", adversarial), ("total", total)):
        arrays[f"generator.{name}"] = value.detach()
    record("generator", generator)
    update("generator", generator, adam(generator, 8e-5))
    for name, buffer in critic.named_buffers():
        arrays[f"critic.buffer.{name}"] = buffer.clone()
    return arrays


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("--size", type=int, default=64)
    arguments = parser.parse_args()
    out, size = arguments.out, arguments.size
    os.makedirs(out, exist_ok=True)
    nets = randomize(LwComicGan(), 21), randomize(Discriminator(), 22), randomize(Vgg19(), 23)
    for name, module in zip(("generator", "critic", "vgg19"), nets):
        torch.save(module.state_dict(), os.path.join(out, f"step-{name}.pth"))
    nets[2].requires_grad_(False)
    inputs = {
        "photo": picture(24, 2, 3, size, size),
        "style": picture(25, 2, 3, size, size),
        "epsilon": torch.rand(2, 1, 1, 1, generator=torch.Generator().manual_seed(26)),
    }
    single = steps(copy.deepcopy(nets), *inputs.values())
    arrays = steps([net.double() for net in nets], *(x.double() for x in inputs.values()))

    # What float32 itself costs: a kink or a tie that rounding passes changes a gradient for good.
    for phase in ("start", "critic", "generator"):
        for kind in ("gradient", "update"):
            names = [name for name in arrays if name.startswith(f"{phase}.{kind}.")]
            exact = torch.cat([arrays[name].flatten() for name in names])
            rounded = torch.cat([single[name].flatten() for name in names]).double()
            arrays[f"float32.{phase}.{kind}"] = (rounded - exact).norm() / exact.norm()
    safetensors_io.save(os.path.join(out, "step.safetensors"), {**inputs, **arrays})


if __name__ == "__main__":
    main()
