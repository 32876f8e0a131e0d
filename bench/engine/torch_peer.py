"""PyTorch on the same workloads: torch_peer.py <workload> <threads> <seconds>; prints a line of JSON."""
import json
import resource
import sys
import time

import torch
from torch import nn

name, threads, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)


def same(inputs, filters):
    return [nn.Conv2d(inputs, filters, 3, padding=1), nn.ReLU()]


TRAINED = {
    "lenet": ((1, 32, 32), lambda: nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))),
    "keras": ((1, 28, 28), lambda: nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(800, 128), nn.ReLU(), nn.Linear(128, 10))),
    "vgg": ((3, 32, 32), lambda: nn.Sequential(
        *same(3, 32), *same(32, 32), nn.MaxPool2d(2), *same(32, 64), *same(64, 64), nn.MaxPool2d(2),
        *same(64, 128), *same(128, 128), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(2048, 128), nn.ReLU(), nn.Linear(128, 10))),
}


class Residual(nn.Module):
    def __init__(self, body, shortcut=None, last=None):
        super().__init__()
        self.body, self.shortcut, self.last = body, shortcut or nn.Identity(), last or nn.Identity()

    def forward(self, x):
        return self.last(self.body(x) + self.shortcut(x))


def normed(inputs, filters, kernel, stride=1, groups=1, bias=False, last=None):
    convolution = nn.Conv2d(inputs, filters, kernel, stride, kernel // 2, groups=groups, bias=bias)
    return [convolution, nn.BatchNorm2d(filters), *([last] if last else [])]


def resnet50():
    """As Keras has it: convolutions with biases, the stride in the first of a block."""
    def unit(*args, last=nn.ReLU()):
        return normed(*args, bias=True, last=last)

    layers, inputs = [*unit(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)], 64
    for filters, blocks, stride in [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)]:
        for block in range(blocks):
            step = 1 if block else stride
            body = [*unit(inputs, filters, 1, step), *unit(filters, filters, 3),
                    *unit(filters, 4 * filters, 1, last=None)]
            shortcut = None if block else nn.Sequential(*unit(inputs, 4 * filters, 1, step, last=None))
            layers.append(Residual(nn.Sequential(*body), shortcut, nn.ReLU()))
            inputs = 4 * filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000), nn.Softmax(1))


def vgg16():
    layers, inputs = [], 3
    for filters, depth in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(depth):
            layers += same(inputs, filters)
            inputs = filters
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(25088, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(),
        nn.Linear(4096, 1000), nn.Softmax(1))


def mobilenetV2():
    layers, inputs = normed(3, 32, 3, 2, last=nn.ReLU6()), 32
    for expansion, filters, n, stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
                                          (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
        for block in range(n):
            step, wide = 1 if block else stride, expansion * inputs
            body = nn.Sequential(
                *(normed(inputs, wide, 1, last=nn.ReLU6()) if expansion > 1 else []),
                *normed(wide, wide, 3, step, groups=wide, last=nn.ReLU6()), *normed(wide, filters, 1))
            layers.append(Residual(body) if block else body)
            inputs = filters
    return nn.Sequential(*layers, *normed(320, 1280, 1, last=nn.ReLU6()), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Linear(1280, 1000), nn.Softmax(1))


NETS = {"resnet50": resnet50, "vgg16": vgg16, "mobilenetV2": mobilenetV2}


def workload():
    if name in TRAINED:
        shape, make = TRAINED[name]
        model = make()
        optimizer = torch.optim.SGD(model.parameters(), 0.05)
        x, y = torch.rand(128, *shape), torch.arange(128) % 10

        def train():
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            return loss.item()

        return 128, train
    kind, what = name.split("-")
    if kind in NETS:
        images = int(what)
        model = NETS[kind]().eval()
        x = torch.rand(images, 3, 224, 224)

        def infer():
            with torch.no_grad():
                return model(x).numpy()

        return images, infer
    x, w = torch.rand(32, 64, 56, 56), torch.rand(64, 64, 3, 3)
    gradient = torch.nn.grad
    return 32, {
        "forward": lambda: nn.functional.conv2d(x, w, padding=1),
        "dInput": lambda: gradient.conv2d_input(x.shape, w, x, padding=1),
        "dKernel": lambda: torch.ops.aten.convolution_backward(
            x, x, w, [0], [1, 1], [1, 1], [1, 1], False, [0, 0], 1, [False, True, False]),
    }[what]


images, step = workload()
for _ in range(2):
    step()
times = []
end = time.perf_counter() + seconds
while len(times) < 3 or time.perf_counter() < end:
    start = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - start))
times.sort()
print(json.dumps({
    "best": times[len(times) // 10],
    "median": times[len(times) // 2],
    "images": images,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
}))
