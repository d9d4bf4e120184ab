"""Weight files in the shapes that PyTorch users have, and what is in them as safetensors."""

import argparse
import collections
import os

import torch

import safetensors_io


class Attack:
    """A pickle that would run a command where it is unpickled carelessly."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.system, (f"touch {self.marker}",)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    out = parser.parse_args().out

    def path(name):
        return os.path.join(out, name)

    torch.manual_seed(3)
    base = torch.randn(5, 7)
    state = collections.OrderedDict(
        plain=torch.randn(2, 3, 5),
        scalar=torch.tensor(1.5),
        half=torch.randn(17).half(),
        bfloat16=torch.randn(3, 3).bfloat16(),
        double=torch.randn(4).double(),
        counter=torch.tensor(12345),
        int32=torch.arange(-3, 4, dtype=torch.int32),
        bytes=torch.arange(250, 256, dtype=torch.uint8),
        flags=torch.tensor([True, False, True]),
        transposed=base.t(),
        slice=base[1:4, ::2],
        row=base[2],
        repeated=torch.randn(1, 6).expand(3, 6),
        learnable=torch.nn.Parameter(torch.randn(2, 2)),
    )
    torch.save(state, path("plain.pth"))
    torch.save({"epoch": 3, "state_dict": state}, path("nested.pth"))
    torch.save(torch.nn.Sequential(torch.nn.Linear(3, 2)).state_dict(), path("module.pth"))
    torch.save(state, path("old.pth"), _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Linear(3, 2), path("whole-module.pth"))
    torch.save({"weight": Attack(path("attacked"))}, path("attack.pth"))
    safetensors_io.save(path("expected.safetensors"), {name: value.detach().double() for name, value in state.items()})


if __name__ == "__main__":
    main()
