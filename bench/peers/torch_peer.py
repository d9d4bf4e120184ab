"""The peer of the side-by-side benchmark: PyTorch, asked line by line in JSON, on the weights and inputs of a file.

The networks are those the tests compare with (tests/oracle); what is written for clarity there is written for speed
here: statistics come from the fused group normalization, activations and affine maps work in place. Memory format is
NCHW: channels_last was tried and is slower here, since normalization is. oneDNN is on, as PyTorch is built.
"""

import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tests", "oracle"))

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402

import networks  # noqa: E402
from losses import color_loss, content_loss, critic_loss, gray, gray_loss  # noqa: E402
from networks import Discriminator, LwComicGan, Vgg19  # noqa: E402


def memory(key):
    """VmRSS or VmHWM of this process in bytes. (getrusage's peak would begin with the parent's.)"""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(key))


def leaky(x):
    return F.leaky_relu_(x, networks.SLOPE)


def per_channel(vector):
    return vector.view(1, -1, 1, 1)


def lin(self, x):
    """LIN as tests/oracle/networks.py defines it, in few passes over memory."""
    n, c, h, w = x.shape
    if self.rule == "Instance":
        return F.group_norm(x, c, self.weight, self.bias, self.epsilon)
    with torch.no_grad():
        normalized, mean, reciprocal = torch.native_group_norm(x if x.device.type == "cpu" else x.contiguous(), None, None, n, c, h * w, c, self.epsilon)
        mean, reciprocal = mean.view(n, c, 1, 1), reciprocal.view(n, c, 1, 1)
        shift = mean - mean.mean(1, keepdim=True)
        variance = (reciprocal ** -2 - self.epsilon + shift * shift).mean(1, keepdim=True)
        layer_reciprocal = (variance + self.epsilon).rsqrt()
        if self.rule == "PerLayer":
            value = (normalized.abs_().mean((2, 3), keepdim=True) * reciprocal).mean(1, keepdim=True)
            layer_value = (x - (mean - shift)).abs_().mean((1, 2, 3), keepdim=True) * layer_reciprocal ** 2
            rho = (value >= layer_value).to(x.dtype)
    if self.rule == "Blend":
        rho = per_channel(self.rho.clamp(0, 1))
    if torch.is_grad_enabled():
        instance, layer = F.group_norm(x, c, eps=self.epsilon), F.group_norm(x, 1, eps=self.epsilon)
        y = torch.where(rho > 0, instance, layer) if self.rule == "PerLayer" else torch.lerp(layer, instance, rho)
        return torch.addcmul(per_channel(self.bias), y, per_channel(self.weight))
    # One scale and one offset per sample and channel.
    of_layer = (1 - rho) * layer_reciprocal
    scale = per_channel(self.weight) * (rho * reciprocal + of_layer)
    offset = per_channel(self.bias) + per_channel(self.weight) * of_layer * shift - mean * scale
    return x.mul_(scale).add_(offset) if self.in_place else torch.addcmul(offset, x, scale)


# What torch_card.py sets: the layout of weights, and how Adam is computed.
LAYOUT = torch.contiguous_format
ADAM = {}

networks.Lin.forward = lin
networks.Lin.in_place = True  # x is a convolution's result that no one else reads
networks.leaky = leaky


def read(path):
    """The tensors of a safetensors file of float32."""
    import numpy as np
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        start = file.tell()
        tensors = {}
        for name, entry in header.items():
            if name != "__metadata__":
                begin, end = entry["data_offsets"]
                file.seek(start + begin)
                array = np.frombuffer(file.read(end - begin), dtype=np.float32).copy()
                tensors[name] = torch.from_numpy(array).view(entry["shape"])
    return tensors


def load(module, tensors, prefix):
    own = module.state_dict()
    # The file has VGG-19 up to the layer that is used.
    module.load_state_dict({name: tensors.get(prefix + name, value) for name, value in own.items()})
    return module.to(next(iter(tensors.values())).device, memory_format=LAYOUT)


def vgg19(tensors):
    vgg = load(Vgg19(), tensors, "vgg.").requires_grad_(False)
    vgg.features = vgg.features[:26]
    for layer in vgg.features:
        if isinstance(layer, nn.ReLU):
            layer.inplace = True
    return vgg


def generator(tensors, sizes, form):
    network = load(LwComicGan(form), tensors, "generator.").eval()

    def run():
        with torch.inference_mode():
            return network(tensors["photo"])
    return run


def vgg(tensors, sizes, form):
    network = vgg19(tensors)

    def run():
        pictures = tensors["photo"].detach().requires_grad_(True)
        return torch.autograd.grad(network(pictures).sum(), pictures)[0]
    return run


def train(tensors, sizes, form):
    network, critic = load(LwComicGan(), tensors, "generator."), load(Discriminator(), tensors, "critic.")
    perceptual = vgg19(tensors)
    adam_g = torch.optim.Adam(network.parameters(), lr=8e-5, betas=(0.5, 0.999), **ADAM)
    adam_d = torch.optim.Adam(critic.parameters(), lr=1.6e-4, betas=(0.5, 0.999), **ADAM)
    photo, style, epsilon = tensors["photo"], tensors["style"], tensors["epsilon"]

    def run():
        # As ours: one forward pass of the generator serves both steps.
        fake = network(photo)
        *_, loss = critic_loss(critic, fake.detach(), style, epsilon)
        adam_d.zero_grad(set_to_none=True)
        loss.backward()
        adam_d.step()
        critic.requires_grad_(False)
        features = perceptual(fake)
        with torch.no_grad():
            photo_features, style_features = perceptual(photo), perceptual(gray(style))
        total = (-350 * critic(fake).mean() + 2.5 * content_loss(features, photo_features)
                 + 12.5 * gray_loss(features, style_features) + 15 * color_loss(fake, photo))
        adam_g.zero_grad(set_to_none=True)
        total.backward()
        adam_g.step()
        critic.requires_grad_(True)
        return loss.detach()
    return run


def convolution(tensors, sizes, form):
    kernel, stride, *more, groups = sizes[5:]
    padding = more[0] if more else kernel // 2
    x, w, g = tensors["x"], tensors["w"], tensors["g"]

    def run():
        with torch.inference_mode():
            if form == "forward":
                return F.conv2d(x, w, stride=stride, padding=padding, groups=groups)
            mask = [form == "input", form == "weight", False]
            gradients = torch.ops.aten.convolution_backward(
                g, x, w, None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], groups, mask)
            return gradients[0] if form == "input" else gradients[1]
    return run


def normalization(tensors, sizes, form):
    layer = networks.Lin(sizes[1], form)
    load(layer, tensors, "")
    layer.in_place = False
    x = tensors["x"]

    def run():
        with torch.inference_mode():
            return leaky(layer(x))
    return run


def resize(tensors, sizes, form):
    x = tensors["x"]
    align = {} if form == "nearest" else {"align_corners": False}

    def run():
        with torch.inference_mode():
            return F.interpolate(x, scale_factor=2, mode=form, **align)
    return run


WORK = {work.__name__: work for work in (generator, vgg, train, convolution, normalization, resize)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, required=True)
    torch.set_num_threads(parser.parse_args().threads)
    print(json.dumps({"idle": memory("VmRSS")}), flush=True)
    run = None
    for line in sys.stdin:
        request = json.loads(line)
        if run is None:
            run = WORK[request["operation"]](read(request["file"]), request["sizes"], request["form"])
        value, iterations = 0, request["iterations"]
        if iterations == 0:
            value = run().abs().mean().item()
        start = time.perf_counter()
        for _ in range(iterations):
            run()
        seconds = (time.perf_counter() - start) / max(1, iterations)
        print(json.dumps({"seconds": seconds, "peak": memory("VmHWM"), "value": value}), flush=True)


if __name__ == "__main__":
    main()
