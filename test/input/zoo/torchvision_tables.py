"""Writes the tables of ResNet-18 and 34 beside this file, as torchvision itself builds them:

    pip install torchvision && python torchvision_tables.py

A line a layer with parameters: its name as Keras would have it, what comes out of it, its parameters,
which include the moving means and variances of batch normalisation.
"""

import re
from pathlib import Path

import torch
from torchvision import models


def keras_name(name):
    if name in ("conv1", "bn1"):
        return "conv1_" + name.rstrip("1")
    if name == "fc":
        return "predictions"
    stage, block, rest = re.fullmatch(r"layer(\d)\.(\d)\.(.*)", name).groups()
    kind, number = {
        "conv1": ("conv", 1),
        "bn1": ("bn", 1),
        "conv2": ("conv", 2),
        "bn2": ("bn", 2),
        "downsample.0": ("conv", 0),
        "downsample.1": ("bn", 0),
    }[rest]
    return f"conv{int(stage) + 1}_block{int(block) + 1}_{number}_{kind}"


def table(model):
    rows = []

    def note(name):
        def hook(module, _, output):
            tensors = [*module.parameters(), *(b for b in module.buffers() if b.dim() > 0)]
            shape = output.shape[1:]
            outer = [*shape[1:], shape[0]]
            count = sum(tensor.numel() for tensor in tensors)
            rows.append(f"{keras_name(name)} {'×'.join(map(str, outer))} {count}\n")

        return hook

    for name, module in model.named_modules():
        if next(module.parameters(recurse=False), None) is not None:
            module.register_forward_hook(note(name))
    model.eval()(torch.zeros(1, 3, 224, 224))
    return "".join(rows)


for make in (models.resnet18, models.resnet34):
    Path(__file__).with_name(f"{make.__name__}.txt").write_text(table(make()), encoding="utf-8")
