"""The zoo's networks in plain PyTorch, to compare ours with: written from the papers and from how Keras
numbers its layers, sharing nothing with ours but the names of weights.

    python3 torch_nets.py NET FOLDER

FOLDER holds weights.json ({name: [shape, offset in floats]}) and weights.bin, input.json (a shape, rows of
pixels of channels) and input.bin; float32. The net's last pooled maps and its probabilities are written
to FOLDER as features.bin and probabilities.bin.
"""

import json
import sys
from math import prod
from pathlib import Path

import torch
import torch.nn.functional as F

weights = {}


def floats(path):
    return torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.float32)


def kernel(name):
    return weights[f"{name}/kernel"].permute(3, 2, 0, 1)  # [out, in, height, width]


def conv(x, name, stride=1, padding=0):
    return F.conv2d(x, kernel(name), weights.get(f"{name}/bias"), stride, padding)


def conv_same(x, name, stride=1):
    """As TensorFlow pads: where the zeros are odd in number, one more below and to the right."""
    return conv(same(x, kernel(name).shape[2:], stride), name, stride)


def same(x, size, stride):
    sides = []
    for length, window in zip(reversed(x.shape[2:]), reversed(size)):
        total = max((-(-length // stride) - 1) * stride + window - length, 0)
        sides += [total // 2, total - total // 2]
    return F.pad(x, sides)


def depthwise(x, name, stride=1, padding=0):
    w = weights[f"{name}/depthwise_kernel"]
    height, width, channels, multiplier = w.shape
    w = w.permute(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)
    return F.conv2d(x, w, None, stride, padding, groups=channels)


def norm(x, name, eps):
    get = lambda key: weights.get(f"{name}/{key}")
    statistics = get("moving_mean"), get("moving_variance")
    return F.batch_norm(x, *statistics, get("gamma"), get("beta"), eps=eps)


def dense(x, name):
    return x @ weights[f"{name}/kernel"] + weights[f"{name}/bias"]


def flat(x):
    return x.permute(0, 2, 3, 1).flatten(1)


def mean(x):
    return x.mean((2, 3))


def softmax(x):
    return x.softmax(1)


def alexnet(x, towers=1):
    suffixes = [""] if towers == 1 else ["_a", "_b"]

    def each(xs, name, **options):
        return [F.relu(conv(x, name + suffix, **options)) for x, suffix in zip(xs, suffixes)]

    def normed(xs):
        return [F.local_response_norm(x, 5, 5e-4, 0.75, 2) for x in xs]

    def pooled(xs):
        return [F.max_pool2d(x, 3, 2) for x in xs]

    xs = pooled(normed(each([x] * towers, "conv1", stride=4)))
    xs = pooled(normed(each(xs, "conv2", padding=2)))
    xs = each([torch.cat(xs, 1)] * towers, "conv3", padding=1)
    xs = each(each(xs, "conv4", padding=1), "conv5", padding=1)
    features = flat(torch.cat(pooled(xs), 1))
    x = F.relu(dense(F.relu(dense(features, "fc6")), "fc7"))
    return features, softmax(dense(x, "fc8"))


def vgg16(x):
    for block, depth in enumerate([2, 2, 3, 3, 3], 1):
        for k in range(depth):
            x = F.relu(conv(x, f"block{block}_conv{k + 1}", padding=1))
        x = F.max_pool2d(x, 2)
    features = flat(x)
    x = F.relu(dense(F.relu(dense(features, "fc1")), "fc2"))
    return features, softmax(dense(x, "predictions"))


def googlenet(x):
    def relu_conv(x, name, stride=1):
        return F.relu(conv_same(x, name, stride))

    def pool(x, stride):
        return F.max_pool2d(same(x, (3, 3), stride), 3, stride)  # of what is nowhere below 0

    def normed(x):
        return F.local_response_norm(x, 5, 1e-4, 0.75, 1)

    x = normed(pool(relu_conv(x, "conv1_7x7_s2", 2), 2))
    x = relu_conv(relu_conv(x, "conv2_3x3_reduce"), "conv2_3x3")
    x = pool(normed(x), 2)
    for module in "3a 3b 4a 4b 4c 4d 4e 5a 5b".split():
        name = f"inception_{module}"
        branches = [
            relu_conv(x, f"{name}_1x1"),
            relu_conv(relu_conv(x, f"{name}_3x3_reduce"), f"{name}_3x3"),
            relu_conv(relu_conv(x, f"{name}_5x5_reduce"), f"{name}_5x5"),
            relu_conv(pool(x, 1), f"{name}_pool_proj"),
        ]
        x = torch.cat(branches, 1)
        if module in ("3b", "4e"):
            x = pool(x, 2)
    features = mean(x)
    return features, softmax(dense(features, "loss3_classifier"))


def inception_v3(x):
    count = 0

    def cbr(x, stride=1, valid=False):
        nonlocal count
        end = f"_{count}" if count else ""
        count += 1
        make = conv if valid or stride > 1 else conv_same
        x = make(x, f"conv2d{end}", stride)
        return F.relu(norm(x, f"batch_normalization{end}", 1e-3))

    def chain(x, length, last_stride=1):
        for k in range(length):
            x = cbr(x, last_stride if k == length - 1 else 1)
        return x

    def avg(x):
        return F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)

    def shrink(x):
        return F.max_pool2d(x, 3, 2)

    x = cbr(cbr(x, 2), valid=True)
    x = shrink(cbr(x))
    x = cbr(cbr(x, valid=True), valid=True)
    x = shrink(x)
    for _ in range(3):
        x = torch.cat([cbr(x), chain(x, 2), chain(x, 3), cbr(avg(x))], 1)
    x = torch.cat([cbr(x, 2), chain(x, 3, 2), shrink(x)], 1)
    for _ in range(4):
        x = torch.cat([cbr(x), chain(x, 3), chain(x, 5), cbr(avg(x))], 1)
    x = torch.cat([chain(x, 2, 2), chain(x, 4, 2), shrink(x)], 1)
    for _ in range(2):
        one = cbr(x)
        fork = cbr(x)
        three = [cbr(fork), cbr(fork)]
        fork = chain(x, 2)
        double = [cbr(fork), cbr(fork)]
        x = torch.cat([one, *three, *double, cbr(avg(x))], 1)
    features = mean(x)
    return features, softmax(dense(features, "predictions"))


def resnet(x, depths, bottleneck):
    eps = 1.001e-5 if bottleneck else 1e-5

    def block(x, name, stride, project):
        def cb(x, k, stride=1, padding=0):
            return norm(conv(x, f"{name}_{k}_conv", stride, padding), f"{name}_{k}_bn", eps)

        shortcut = cb(x, 0, stride) if project else x
        if bottleneck:
            y = cb(F.relu(cb(F.relu(cb(x, 1, stride)), 2, padding=1)), 3)
        else:
            y = cb(F.relu(cb(x, 1, stride, 1)), 2, padding=1)
        return F.relu(shortcut + y)

    x = F.relu(norm(conv(x, "conv1_conv", 2, 3), "conv1_bn", eps))
    x = F.max_pool2d(x, 3, 2, 1)
    for stage, depth in enumerate(depths):
        for b in range(depth):
            first = b == 0 and stage > 0
            name = f"conv{stage + 2}_block{b + 1}"
            x = block(x, name, 2 if first else 1, b == 0 and (first or bottleneck))
    features = mean(x)
    return features, softmax(dense(features, "predictions"))


def mobilenet_v1(x):
    def nr(x, name):
        return F.relu6(norm(x, f"{name}_bn", 1e-3))

    x = nr(conv_same(x, "conv1", 2), "conv1")
    for k, stride in enumerate([1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1], 1):
        padding = 1
        if stride == 2:
            x, padding = F.pad(x, [0, 1, 0, 1]), 0
        x = nr(depthwise(x, f"conv_dw_{k}", stride, padding), f"conv_dw_{k}")
        x = nr(conv(x, f"conv_pw_{k}"), f"conv_pw_{k}")
    features = mean(x)
    return features, softmax(conv(features[:, :, None, None], "conv_preds")[:, :, 0, 0])


def mobilenet_v2(x):
    def n(x, name):
        return norm(x, name, 1e-3)

    x = F.relu6(n(conv_same(x, "Conv1", 2), "bn_Conv1"))
    strides = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1]
    for k, stride in enumerate(strides):
        name = f"block_{k}" if k else "expanded_conv"
        y = F.relu6(n(conv(x, f"{name}_expand"), f"{name}_expand_BN")) if k else x
        padding = 1
        if stride == 2:
            y, padding = F.pad(y, [0, 1, 0, 1]), 0
        y = depthwise(y, f"{name}_depthwise", stride, padding)
        y = F.relu6(n(y, f"{name}_depthwise_BN"))
        y = n(conv(y, f"{name}_project"), f"{name}_project_BN")
        x = x + y if stride == 1 and x.shape == y.shape else y
    features = mean(F.relu6(n(conv(x, "Conv_1"), "Conv_1_bn")))
    return features, softmax(dense(features, "predictions"))


NETS = {
    "alexnet": alexnet,
    "alexnet of two towers": lambda x: alexnet(x, 2),
    "googlenet": googlenet,
    "inceptionV3": inception_v3,
    "mobilenetV1": mobilenet_v1,
    "mobilenetV2": mobilenet_v2,
    "resnet18": lambda x: resnet(x, [2, 2, 2, 2], False),
    "resnet50": lambda x: resnet(x, [3, 4, 6, 3], True),
    "vgg16": vgg16,
}

if __name__ == "__main__":
    net, folder = sys.argv[1], Path(sys.argv[2])
    torch.set_num_threads(1)
    everything = floats(folder / "weights.bin")
    for key, (shape, offset) in json.loads((folder / "weights.json").read_text()).items():
        weights[key] = everything[offset : offset + prod(shape)].reshape(shape)
    shape = json.loads((folder / "input.json").read_text())
    x = floats(folder / "input.bin").reshape(shape).permute(0, 3, 1, 2)
    with torch.no_grad():
        results = NETS[net](x)
    for key, result in zip(("features", "probabilities"), results):
        data = result.contiguous().numpy().tobytes()
        (folder / f"{key}.bin").write_bytes(data)
