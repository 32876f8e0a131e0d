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


class Bottleneck(nn.Module):
    def __init__(self, inputs, filters, stride, project):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, filters, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(),
            nn.Conv2d(filters, 4 * filters, 1, bias=False), nn.BatchNorm2d(4 * filters))
        self.shortcut = nn.Sequential(
            nn.Conv2d(inputs, 4 * filters, 1, stride, bias=False),
            nn.BatchNorm2d(4 * filters)) if project else nn.Identity()

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet50():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for filters, blocks, stride in [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)]:
        for block in range(blocks):
            layers.append(Bottleneck(inputs, filters, 1 if block else stride, block == 0))
            inputs = 4 * filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000), nn.Softmax(1))


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
    if kind == "resnet50":
        images = int(what)
        model = resnet50().eval()
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
