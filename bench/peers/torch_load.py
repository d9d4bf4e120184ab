"""The peer of the loading benchmark: writes VGG-19 to conv5_4 as torch.save does, or loads such a file twice.

Prints seconds of the first and the second torch.load, and this process's peak memory after the first.
"""

import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tests", "oracle"))

import torch  # noqa: E402


def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def timed(path):
    start = time.perf_counter()
    tensors = torch.load(path)
    seconds = time.perf_counter() - start
    return seconds, sum(tensor.numel() for tensor in tensors.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--make", action="store_true")
    parser.add_argument("file")
    arguments = parser.parse_args()
    if arguments.make:
        from networks import Vgg19, randomize
        torch.save(randomize(Vgg19(), 1).state_dict(), arguments.file)
        return
    first, count = timed(arguments.file)
    memory = peak()
    again, _ = timed(arguments.file)
    print(json.dumps({"first": first, "again": again, "peak": memory, "count": count}))


if __name__ == "__main__":
    main()
