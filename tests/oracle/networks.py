"""The networks of LWComicGAN in PyTorch, written from the paper: what the C# networks are compared with."""

import torch
import torch.nn.functional as F
from torch import nn

SLOPE = 0.2


def leaky(x):
    return F.leaky_relu(x, SLOPE)


class Lin(nn.Module):
    """Optional instance/layer normalization (Eq. 7)."""

    def __init__(self, channels, rule, epsilon=1e-5):
        super().__init__()
        self.rule, self.epsilon = rule, epsilon
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        if rule == "Blend":
            self.rho = nn.Parameter(torch.full((channels,), 0.5))

    def forward(self, x):
        def statistics(axes):
            return x.mean(axes, keepdim=True), x.var(axes, unbiased=False, keepdim=True)

        (mean_i, var_i), (mean_l, var_l) = statistics((2, 3)), statistics((1, 2, 3))
        instance = (x - mean_i) / torch.sqrt(var_i + self.epsilon)
        layer = (x - mean_l) / torch.sqrt(var_l + self.epsilon)
        alpha_i = ((x - mean_i) / (var_i + self.epsilon)).detach()
        alpha_l = ((x - mean_l) / (var_l + self.epsilon)).detach()
        if self.rule == "Instance":
            y = instance
        elif self.rule == "PerLayer":
            value_i = alpha_i.abs().mean((1, 2, 3), keepdim=True)
            value_l = alpha_l.abs().mean((1, 2, 3), keepdim=True)
            self.margin = ((value_i - value_l) / value_l).abs().min().item()
            y = torch.where(value_i >= value_l, instance, layer)
        elif self.rule == "PerElement":
            y = torch.where(alpha_i >= alpha_l, instance, layer)
        else:
            rho = self.rho.clamp(0, 1).view(1, -1, 1, 1)
            y = rho * instance + (1 - rho) * layer
        return y * self.weight.view(1, -1, 1, 1) + self.bias.view(1, -1, 1, 1)


class Conv(nn.Conv2d):
    """A convolution that keeps the size, over a reflected border."""

    def __init__(self, cin, cout, kernel, stride=1, groups=1, bias=False, bottom_right=False):
        super().__init__(cin, cout, kernel, stride, 0, groups=groups, bias=bias)
        border = kernel // 2
        self.border = (0, border, 0, border) if bottom_right else (border,) * 4

    def forward(self, x):
        return super().forward(F.pad(x, self.border, mode="reflect") if any(self.border) else x)


class ConvBlock(nn.Module):
    def __init__(self, cin, cout, kernel, rule, stride=1, groups=1, bias=False, activated=True):
        super().__init__()
        self.activated = activated
        self.conv = Conv(cin, cout, kernel, stride, groups, bias)
        self.norm = Lin(cout, rule)

    def forward(self, x):
        y = self.norm(self.conv(x))
        return leaky(y) if self.activated else y


class InvertedResidual(nn.Module):
    def __init__(self, channels, rule, depthwise_bias):
        super().__init__()
        wide = 2 * channels
        self.expand = ConvBlock(channels, wide, 1, rule)
        self.depthwise = ConvBlock(wide, wide, 3, rule, groups=wide, bias=depthwise_bias)
        self.project = ConvBlock(wide, channels, 1, rule, activated=False)

    def forward(self, x):
        return x + self.project(self.depthwise(self.expand(x)))


class Separable(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.depthwise = Conv(cin, cin, 3, stride, groups=cin, bottom_right=stride == 2)
        self.pointwise = Conv(cin, cout, 1)
        self.norm = Lin(cout, "Instance", 1e-6)

    def forward(self, x):
        return leaky(self.norm(self.pointwise(self.depthwise(x))))


class Output(nn.Module):
    def __init__(self, cin, kernel):
        super().__init__()
        self.conv = Conv(cin, 3, kernel)

    def forward(self, x):
        return torch.tanh(self.conv(x))


class Generator(nn.Module):
    """Stages with names such as “a.0”; a stage may be preceded by a resize."""

    def __init__(self):
        super().__init__()
        self.stages = []

    def then(self, name, module, before=None):
        parent, *rest = name.split(".")
        if rest:
            if not hasattr(self, parent):
                self.add_module(parent, nn.Module())
            getattr(self, parent).add_module(rest[0], module)
        else:
            self.add_module(parent, module)
        self.stages.append((module, before))

    def run(self, x):
        for module, before in self.stages:
            x = module(before(x) if before else x)
        return x

    def forward(self, photo):
        height, width = photo.shape[2:]
        padded = F.pad(photo, (0, -width % 4, 0, -height % 4), mode="reflect")
        return self.run(padded)[:, :, :height, :width]


class LwComicGan(Generator):
    def __init__(self, rule="PerLayer", enlarge="nearest"):
        super().__init__()
        if enlarge == "nearest":
            def double(x):
                return F.interpolate(x, scale_factor=2, mode="nearest")
        else:
            def double(x):
                return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        self.then("a.0", ConvBlock(3, 64, 7, rule))
        self.then("a.1", ConvBlock(64, 64, 3, rule))
        self.then("b.0", ConvBlock(64, 128, 3, rule, stride=2))
        self.then("b.1", ConvBlock(128, 128, 3, rule))
        self.then("c.0", ConvBlock(128, 256, 3, rule, stride=2))
        self.then("c.1", ConvBlock(256, 256, 3, rule))
        for i in range(1, 5):
            self.then(f"r.{i}", InvertedResidual(256, rule, True))
        self.then("d.0", ConvBlock(256, 128, 3, rule), double)
        self.then("d.1", ConvBlock(128, 128, 3, rule))
        self.then("e.0", ConvBlock(128, 64, 3, rule), double)
        self.then("e.1", ConvBlock(64, 64, 3, rule))
        self.then("out", Output(64, 7))


class AnimeGan(Generator):
    def __init__(self):
        super().__init__()
        blocks = {}

        def add(name, module):
            parent, child = name.split(".")
            if not hasattr(self, parent):
                self.add_module(parent, nn.Module())
            getattr(self, parent).add_module(child, module)
            blocks[name] = module

        add("b1.0", ConvBlock(3, 64, 3, "Instance"))
        add("b1.1", ConvBlock(64, 64, 3, "Instance"))
        add("b1.2", Separable(64, 128, 2))
        add("b1.3", Separable(64, 128))
        add("b2.0", ConvBlock(128, 128, 3, "Instance"))
        add("b2.1", Separable(128, 128))
        add("b2.2", Separable(128, 256, 2))
        add("b2.3", Separable(128, 256))
        add("m.0", ConvBlock(256, 256, 3, "Instance"))
        for i in range(1, 9):
            add(f"m.{i}", InvertedResidual(256, "Instance", False))
        add("m.9", ConvBlock(256, 256, 3, "Instance"))
        add("u2.0", Separable(256, 128))
        add("u2.1", Separable(128, 128))
        add("u2.2", ConvBlock(128, 128, 3, "Instance"))
        add("u1.0", Separable(128, 128))
        add("u1.1", ConvBlock(128, 64, 3, "Instance"))
        add("u1.2", ConvBlock(64, 64, 3, "Instance"))
        self.out = Output(64, 1)
        self.blocks = blocks

    def run(self, x):
        def resize(x, factor):
            return F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)

        def each(x, *names):
            for name in names:
                x = self.blocks[name](x)
            return x

        x = each(x, "b1.0", "b1.1")
        x = each(x, "b1.2") + each(resize(x, 0.5), "b1.3")
        x = each(x, "b2.0", "b2.1")
        x = each(x, "b2.2") + each(resize(x, 0.5), "b2.3")
        x = each(x, *(f"m.{i}" for i in range(10)))
        x = each(resize(x, 2), "u2.0", "u2.1", "u2.2")
        x = each(resize(x, 2), "u1.0", "u1.1", "u1.2")
        return self.out(x)


class SpectralConv(nn.Module):
    """W/σ(W); one step of power iteration per training forward, no gradient through it."""

    def __init__(self, cin, cout, stride):
        super().__init__()
        self.stride = stride
        self.weight = nn.Parameter(torch.randn(cout, cin, 3, 3) * (2 / (cin * 9)) ** 0.5)
        self.register_buffer("u", F.normalize(torch.randn(cout), dim=0))

    def forward(self, x):
        matrix = self.weight.flatten(1)
        with torch.no_grad():
            v = F.normalize(matrix.t() @ self.u, dim=0, eps=1e-12)
            u = self.u.clone()
            if self.training:
                u = F.normalize(matrix @ v, dim=0, eps=1e-12)
                self.u.copy_(u)
        sigma = u @ matrix @ v
        return F.conv2d(x, self.weight / sigma, stride=self.stride, padding=1)


class Discriminator(nn.Module):
    LAYERS = [(3, 32, 1, False), (32, 64, 2, False), (64, 128, 1, True), (128, 128, 2, False),
              (128, 256, 1, True), (256, 256, 1, True), (256, 1, 1, False)]

    def __init__(self):
        super().__init__()
        for i, (cin, cout, stride, normalized) in enumerate(self.LAYERS):
            self.add_module(f"conv{i}", SpectralConv(cin, cout, stride))
            if normalized:
                self.add_module(f"norm{i}", Lin(cout, "Instance"))

    def forward(self, x):
        for i, (_, _, _, normalized) in enumerate(self.LAYERS):
            x = getattr(self, f"conv{i}")(x)
            if normalized:
                x = getattr(self, f"norm{i}")(x)
            if i < len(self.LAYERS) - 1:
                x = leaky(x)
        return x.mean((1, 2, 3))


class Vgg19(nn.Module):
    """torchvision's numbering: convolutions, ReLUs and poolings in one sequence."""

    PLAN = [64, 64, "M", 128, 128, "M", 256, 256, 256, 256, "M", 512, 512, 512, 512, "M", 512, 512, 512, 512]

    def __init__(self):
        super().__init__()
        layers, cin = [], 3
        for entry in self.PLAN:
            if entry == "M":
                layers.append(nn.MaxPool2d(2, 2))
            else:
                layers += [nn.Conv2d(cin, entry, 3, padding=1), nn.ReLU()]
                cin = entry
        self.features = nn.Sequential(*layers[:-1])

    def forward(self, pictures, index=25):
        """Features after layer number index; 25 is conv4_4 before its ReLU."""
        mean = pictures.new_tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
        deviation = pictures.new_tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
        return self.features[: index + 1](((pictures + 1) / 2 - mean) / deviation)


def count(module):
    return sum(parameter.numel() for parameter in module.parameters())


def randomize(module, seed):
    """He weights and affine maps that are not the identity, the same for a seed."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in module.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if name.endswith("rho"):
            parameter.data = torch.rand(parameter.shape, generator=generator) * 1.2 - 0.1
        elif parameter.dim() == 4:
            parameter.data = noise * (2 / (1.04 * parameter[0].numel())) ** 0.5
        elif name.endswith("weight"):
            parameter.data = 1 + 0.2 * noise
        else:
            parameter.data = 0.1 * noise
    for name, buffer in module.named_buffers():
        if name.endswith(".u"):
            buffer.copy_(F.normalize(torch.randn(buffer.shape, generator=generator), dim=0))
    return module
