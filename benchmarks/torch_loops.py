"""The contender of speed.py that is written with PyTorch alone."""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH = 64
SHAPES = {
    "dcgan28": (1, 28, 28),
    "dcgan64": (3, 64, 64),
    "wgan_gp32": (3, 32, 32),
    "conditional28": (1, 28, 28),
}
CLASSES = 10
CRITIC_STEPS = 5


def levels(side, until=7):
    sizes = [side]
    while sizes[-1] > until:
        sizes.append((sizes[-1] + 1) // 2)
    return sizes


def norm(channels):
    return nn.BatchNorm2d(channels, momentum=0.1)


def up(channels_in, channels_out, bias=False):
    return nn.ConvTranspose2d(
        channels_in, channels_out, 5, 2, 2, output_padding=1, bias=bias
    )


def down(channels_in, channels_out, bias=False):
    return nn.Conv2d(channels_in, channels_out, 5, 2, 2, bias=bias)


def maps(x, labels):
    """Adds one-hot labels (B, classes) to maps (B, C, H, W)."""
    told = labels[:, :, None, None].expand(-1, -1, *x.shape[2:])
    return torch.cat([x, told], 1)


class Generator(nn.Module):
    """DCGAN's; with labels at every layer if `told` is their number."""

    def __init__(self, shape, told=0, width=64, units=1024):
        super().__init__()
        sizes = levels(shape[1])
        filters = [min(width * 2**i, 1024) for i in range(len(sizes) - 1)]
        self.first = (filters[-1], sizes[-1], sizes[-1])
        count = filters[-1] * sizes[-1] ** 2
        self.hidden = None
        if told:
            self.hidden = nn.Sequential(
                nn.Linear(100 + told, units, bias=False),
                nn.BatchNorm1d(units),
                nn.ReLU(),
            )
        begin = units if told else 100
        self.dense = nn.Linear(begin + told, count, bias=False)
        # Plain DCGAN normalizes the maps, the conditional one the vector.
        self.norm = nn.BatchNorm1d(count) if told else norm(filters[-1])
        outs = [*filters[-2::-1], shape[0]]
        ins = [filters[-1], *filters[-2::-1]]
        last = len(outs) - 1
        self.ups = nn.ModuleList(
            up(a + told, b, bias=i == last and not told)
            for i, (a, b) in enumerate(zip(ins, outs))
        )
        self.norms = nn.ModuleList(norm(b) for b in outs[:-1])

    def forward(self, x, labels=None):
        if self.hidden is not None:
            x = self.hidden(torch.cat([x, labels], 1))
            x = F.relu(self.norm(self.dense(torch.cat([x, labels], 1))))
            x = x.view(-1, *self.first)
        else:
            x = F.relu(self.norm(self.dense(x).view(-1, *self.first)))
        for i, layer in enumerate(self.ups):
            x = layer(x if labels is None else maps(x, labels))
            x = F.relu(self.norms[i](x)) if i < len(self.norms) else x
        return torch.tanh(x)


class Discriminator(nn.Module):
    def __init__(self, shape, told=0, width=64, units=1024):
        super().__init__()
        sizes = levels(shape[1])
        outs = [min(width * 2**i, 1024) for i in range(len(sizes) - 1)]
        ins = [shape[0], *outs[:-1]]
        self.downs = nn.ModuleList(
            down(a + told, b, bias=not i and not told)
            for i, (a, b) in enumerate(zip(ins, outs))
        )
        self.norms = nn.ModuleList(norm(b) for b in outs[1:])
        count = outs[-1] * sizes[-1] ** 2
        self.hidden = None
        if told:
            self.hidden = nn.Sequential(
                nn.Linear(count + told, units, bias=False),
                nn.BatchNorm1d(units),
                nn.LeakyReLU(0.2),
            )
            count = units
        self.last = nn.Linear(count + told, 1)

    def forward(self, x, labels=None):
        for i, layer in enumerate(self.downs):
            x = layer(x if labels is None else maps(x, labels))
            x = F.leaky_relu(self.norms[i - 1](x) if i else x, 0.2)
        x = x.flatten(1)
        if self.hidden is not None:
            x = self.hidden(torch.cat([x, labels], 1))
            x = torch.cat([x, labels], 1)
        return self.last(x)


class Up(nn.Module):
    """A residual block that doubles the side."""

    def __init__(self, width):
        super().__init__()
        self.shortcut = nn.Conv2d(width, width, 1)
        self.norms = nn.ModuleList(norm(width) for _ in range(2))
        self.layers = nn.ModuleList(
            nn.Conv2d(width, width, 3, padding=1) for _ in range(2)
        )

    def forward(self, x):
        y = F.interpolate(F.relu(self.norms[0](x)), scale_factor=2)
        y = F.relu(self.norms[1](self.layers[0](y)))
        shortcut = self.shortcut(F.interpolate(x, scale_factor=2))
        return shortcut + self.layers[1](y)


class ResidualGenerator(nn.Module):
    def __init__(self, width=128):
        super().__init__()
        self.dense = nn.Linear(128, 16 * width)
        self.blocks = nn.Sequential(*(Up(width) for _ in range(3)))
        self.norm = norm(width)
        self.last = nn.Conv2d(width, 3, 3, padding=1)

    def forward(self, x, labels=None):
        x = self.dense(x)
        x = self.blocks(x.view(len(x), -1, 4, 4))
        return torch.tanh(self.last(F.relu(self.norm(x))))


class Critic(nn.Module):
    def __init__(self, width=128):
        super().__init__()
        channels = [3] + [width] * 7
        self.layers = nn.ModuleList(
            nn.Conv2d(a, width, 3, padding=1)
            for a in channels[:1] + channels[1:8]
        )
        self.shortcuts = nn.ModuleList(
            nn.Conv2d(a, width, 1) for a in (3, width)
        )
        self.last = nn.Linear(width, 1)

    def forward(self, x, labels=None):
        y = self.layers[1](F.relu(self.layers[0](x)))
        x = self.shortcuts[0](F.avg_pool2d(x, 2)) + F.avg_pool2d(y, 2)
        for i in (2, 4, 6):
            y = self.layers[i + 1](F.relu(self.layers[i](F.relu(x))))
            if i == 2:
                y = F.avg_pool2d(y, 2)
                x = F.avg_pool2d(self.shortcuts[1](x), 2)
            x = x + y
        return self.last(F.relu(x).mean([2, 3]))


class Loop:
    """The steps of both players."""

    def __init__(self, case):
        self.case = case
        told = CLASSES if case == "conditional28" else 0
        rate, betas, self.latent_dim = 2e-4, (0.5, 0.999), 100
        if case == "wgan_gp32":
            self.generator, self.critic = ResidualGenerator(), Critic()
            rate, betas, self.latent_dim = 1e-4, (0.0, 0.999), 128
        else:
            self.generator = Generator(SHAPES[case], told)
            self.critic = Discriminator(SHAPES[case], told)
        for network in (self.generator, self.critic):
            network.to(memory_format=torch.channels_last)
        self.g_optimizer, self.d_optimizer = (
            torch.optim.Adam(n.parameters(), rate, betas, fused=True)
            for n in (self.generator, self.critic)
        )
        self.judge, self.make = self.critic, self.generator
        if case != "wgan_gp32":
            self.judge = torch.compile(self.critic)
            self.make = torch.compile(self.generator)

    def fake(self, labels):
        return self.make(torch.randn(BATCH, self.latent_dim), labels)

    def penalty(self, real, fake):
        share = torch.rand(BATCH, 1, 1, 1)
        mixed = (real + share * (fake - real)).requires_grad_()
        (slope,) = torch.autograd.grad(
            self.judge(mixed).sum(), mixed, create_graph=True
        )
        return ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()

    def discriminator_step(self, real, labels):
        with torch.no_grad():
            fake = self.fake(labels)
        self.d_optimizer.zero_grad(set_to_none=True)
        real_logits, fake_logits = (self.judge(x, labels) for x in (real, fake))
        if self.case == "wgan_gp32":
            loss = fake_logits.mean() - real_logits.mean()
            loss = loss + 10 * self.penalty(real, fake)
        else:
            loss = F.softplus(-real_logits).mean()
            loss = loss + F.softplus(fake_logits).mean()
        loss.backward()
        self.d_optimizer.step()

    def generator_step(self, labels):
        self.g_optimizer.zero_grad(set_to_none=True)
        self.critic.requires_grad_(False)
        logits = self.judge(self.fake(labels), labels)
        wasserstein = self.case == "wgan_gp32"
        loss = -logits.mean() if wasserstein else F.softplus(-logits).mean()
        loss.backward()
        self.g_optimizer.step()
        self.critic.requires_grad_(True)
        return loss


def main():
    _, case, steps = sys.argv[1:]
    loop = Loop(case)
    real = torch.rand(BATCH, *SHAPES[case]) * 2 - 1
    real = real.to(memory_format=torch.channels_last)
    labels = None
    if case == "conditional28":
        labels = F.one_hot(torch.arange(BATCH) % CLASSES, CLASSES).float()
    print(0, flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(steps)):
            for _ in range(CRITIC_STEPS if case == "wgan_gp32" else 1):
                loop.discriminator_step(real, labels)
            loss = loop.generator_step(labels)
        float(loss.detach())
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
