"""The contender of speed.py that translates, with PyTorch alone."""

import itertools
import random
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

SIZES = {"cyclegan128": 128, "pix2pix256": 256}


def plain(channels):
    return nn.InstanceNorm2d(channels)


def affine(channels):
    return nn.InstanceNorm2d(channels, affine=True)


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(width, width, 3),
            plain(width),
            nn.ReLU(),
            nn.ReflectionPad2d(1),
            nn.Conv2d(width, width, 3),
            plain(width),
        )

    def forward(self, x):
        return x + self.layers(x)


def residual(width=64, blocks=6):
    """CycleGAN's generator."""
    layers = [nn.ReflectionPad2d(3), nn.Conv2d(3, width, 7)]
    layers += [plain(width), nn.ReLU()]
    for n in (1, 2):
        layers += [nn.Conv2d(width * n, 2 * width * n, 3, 2, 1)]
        layers += [plain(2 * width * n), nn.ReLU()]
    layers += [Block(4 * width) for _ in range(blocks)]
    for n in (2, 1):
        layers += [nn.ConvTranspose2d(2 * width * n, width * n, 3, 2, 1, 1)]
        layers += [plain(width * n), nn.ReLU()]
    layers += [nn.ReflectionPad2d(3), nn.Conv2d(width, 3, 7), nn.Tanh()]
    return nn.Sequential(*layers)


def patches(channels, norm, width=64):
    """The discriminator of 70x70 pixels."""
    layers, ins = [nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2)], 1
    for out, stride in ((2, 2), (4, 2), (8, 1)):
        layers += [nn.Conv2d(width * ins, width * out, 4, stride, 1)]
        layers += [norm(width * out), nn.LeakyReLU(0.2)]
        ins = out
    return nn.Sequential(*layers, nn.Conv2d(width * 8, 1, 4, 1, 1))


class UNet(nn.Module):
    """Pix2Pix's generator, of 256x256 pixels."""

    def __init__(self, width=64):
        super().__init__()
        filters = [width * min(2**level, 8) for level in range(8)]
        ins = [3, *filters[:-1]]
        self.downs = nn.ModuleList(
            nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(ins, filters)
        )
        self.down_norms = nn.ModuleList(affine(n) for n in filters[1:-1])
        outs = [*filters[-2::-1], 3]
        ins = [filters[-1], *(2 * n for n in filters[-2::-1])]
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 4, 2, 1) for a, b in zip(ins, outs)
        )
        self.up_norms = nn.ModuleList(affine(n) for n in outs[:-1])

    def forward(self, x):
        skips = []
        for level, down in enumerate(self.downs):
            x = down(F.leaky_relu(x, 0.2) if level else x)
            if 0 < level < 7:
                x = self.down_norms[level - 1](x)
            skips.append(x)
        for level, (up, norm) in enumerate(zip(self.ups, self.up_norms)):
            x = norm(up(F.relu(x)))
            if level < 3:
                x = F.dropout(x, 0.5)
            x = torch.cat([x, skips[6 - level]], 1)
        return torch.tanh(self.ups[-1](F.relu(x)))


class Loop:
    """Both players in turn."""

    def __init__(self):
        self.optimizers = []
        for networks in (self.judges, self.generators):
            for network in networks:
                network.to(memory_format=torch.channels_last)
            weights = itertools.chain(*(n.parameters() for n in networks))
            self.optimizers.append(
                torch.optim.Adam(weights, 2e-4, (0.5, 0.999), fused=True)
            )
        self.makers = [torch.compile(n) for n in self.generators]
        self.judging = [torch.compile(n) for n in self.judges]

    def step(self, a, b):
        with torch.no_grad():
            fakes = self.fakes(a, b)
        self.move(0, self.d_loss(a, b, fakes))
        for network in self.judges:
            network.requires_grad_(False)
        loss = self.g_loss(a, b, self.fakes(a, b))
        self.move(1, loss)
        for network in self.judges:
            network.requires_grad_(True)
        return loss

    def move(self, player, loss):
        self.optimizers[player].zero_grad(set_to_none=True)
        loss.backward()
        self.optimizers[player].step()


class Cycle(Loop):
    def __init__(self):
        self.generators = [residual() for _ in "ab"]
        self.judges = [patches(3, plain) for _ in "ab"]
        self.pools = [[], []]
        super().__init__()

    def fakes(self, a, b):
        there, back = self.makers
        return back(b), there(a)

    def shown(self, fake, pool):
        if len(pool) < 50:
            pool.append(fake)
            return fake
        if random.random() < 0.5:
            return fake
        place = random.randrange(50)
        old, pool[place] = pool[place], fake
        return old

    def d_loss(self, a, b, fakes):
        loss = 0.0
        for real, fake, pool, judge in zip(
            (a, b), fakes, self.pools, self.judging
        ):
            loss += ((judge(real) - 1) ** 2).mean()
            loss += (judge(self.shown(fake, pool)) ** 2).mean()
        return loss

    def g_loss(self, a, b, fakes):
        there, back = self.makers
        fake_a, fake_b = fakes
        loss = sum(
            ((judge(fake) - 1) ** 2).mean()
            for judge, fake in zip(self.judging, fakes)
        )
        loss += 10 * (F.l1_loss(back(fake_b), a) + F.l1_loss(there(fake_a), b))
        return loss + 5 * (F.l1_loss(back(a), a) + F.l1_loss(there(b), b))


class Paired(Loop):
    def __init__(self):
        self.generators = [UNet()]
        self.judges = [patches(6, affine)]
        super().__init__()

    def fakes(self, source, target):
        return self.makers[0](source)

    def judged(self, images, source):
        return self.judging[0](torch.cat([images, source], 1))

    def d_loss(self, source, target, fake):
        loss = F.softplus(-self.judged(target, source)).mean()
        return loss + F.softplus(self.judged(fake, source)).mean()

    def g_loss(self, source, target, fake):
        loss = F.softplus(-self.judged(fake, source)).mean()
        return loss + 100 * F.l1_loss(fake, target)


def main():
    _, case, steps = sys.argv[1:]
    loop = {"cyclegan128": Cycle, "pix2pix256": Paired}[case]()
    a, b = (
        (torch.rand(1, 3, SIZES[case], SIZES[case]) * 2 - 1).to(
            memory_format=torch.channels_last
        )
        for _ in "ab"
    )
    print(0, flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(steps)):
            loss = loop.step(a, b)
        float(loss.detach())
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
