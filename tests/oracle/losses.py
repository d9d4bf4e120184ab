"""The losses of LWComicGAN (Eqs. 1-6) in PyTorch."""

import torch
import torch.nn.functional as F

YUV = torch.tensor([
    [0.299, 0.587, 0.114],
    [-0.14714119, -0.28886916, 0.43601035],
    [0.61497538, -0.51496512, -0.10001026],
])


def gram(features):
    """Eq. 1, divided by C·H·W."""
    n, c, h, w = features.shape
    flat = features.reshape(n, c, h * w)
    return flat @ flat.transpose(1, 2) / (c * h * w)


def gray(picture):
    luma = (picture * YUV[0].to(picture.dtype).view(1, 3, 1, 1)).sum(1, keepdim=True)
    return luma.expand_as(picture)


def content_loss(generated, photo):
    return (generated - photo).abs().mean()


def gray_loss(generated, style):
    return (gram(generated) - gram(style)).abs().mean()


def color_loss(generated, photo):
    def yuv(x):
        return torch.einsum("ij,njhw->nihw", YUV.to(x.dtype), (x + 1) / 2)

    a, b = yuv(generated), yuv(photo)
    return (
        (a[:, 0] - b[:, 0]).abs().mean()
        + F.huber_loss(a[:, 1], b[:, 1], delta=1.0)
        + F.huber_loss(a[:, 2], b[:, 2], delta=1.0)
    )


def critic_loss(critic, fake, real, epsilon, lam=10.0):
    """Eq. 2 in WGAN-GP's per-sample form; two training forwards of the critic."""
    scores = critic(torch.cat([fake, real]))
    fake_score, real_score = scores[: len(fake)].mean(), scores[len(fake):].mean()
    between = (epsilon * real + (1 - epsilon) * fake).detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    penalty = ((gradient.flatten(1).norm(2, dim=1) - 1) ** 2).mean()
    return fake_score, real_score, penalty, fake_score - real_score + lam * penalty
