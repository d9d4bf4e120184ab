"""The kit's peer on an NVIDIA card: the same networks and layers in PyTorch with cuDNN, at its best.

Each case is timed in float32 without and with tf32, with NCHW and channels_last memory, step by step and as a CUDA graph;
one line of JSON for each way, as the kit's own entries. Whole networks are timed in bursts by the wall clock, convolutions
alone by the card's events, its cache flushed before each. With --device cpu the script can be tried where no card is.
"""

import argparse
import json
import math
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import torch  # noqa: E402

import torch_peer  # noqa: E402

# Where these are, torch_peer says.
import losses  # noqa: E402
import networks  # noqa: E402

BURSTS, BURST_SECONDS, REPEATS, FLUSH_ELEMENTS = 5, 0.2, 15, 32 * 1024 * 1024


def say(kind, name, **rest):
    print(json.dumps({"kind": kind, "name": name, **rest}), flush=True)


class Vgg19(networks.Vgg19):
    """With its constants on the device: a graph cannot be captured while they are copied there."""

    def __init__(self):
        super().__init__()
        self.constants = None

    def forward(self, pictures, index=25):
        if self.constants is None:
            self.constants = [pictures.new_tensor(values).view(1, 3, 1, 1) for values in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
        mean, deviation = self.constants
        return self.features[: index + 1](((pictures + 1) / 2 - mean) / deviation)


torch_peer.Vgg19 = Vgg19


class Clock:
    """Waits and times on a device."""

    def __init__(self, device):
        self.cuda = device.type == "cuda"
        self.flush = torch.empty(FLUSH_ELEMENTS, device=device) if self.cuda else None

    def wait(self):
        if self.cuda:
            torch.cuda.synchronize()

    def burst(self, run, count):
        self.wait()
        start = time.perf_counter()
        for _ in range(count):
            run()
        self.wait()
        return (time.perf_counter() - start) / count

    def alone(self, run):
        """One run by the device's clock, nothing of it in the cache."""
        if not self.cuda:
            return self.burst(run, 1)
        self.flush.fill_(1)
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        run()
        end.record()
        end.synchronize()
        return begin.elapsed_time(end) / 1e3


def inputs(case, device, layout):
    """Random tensors of a case's sizes."""
    sizes = case["sizes"]
    torch.manual_seed(1)

    def uniform(*shape):
        return torch.rand(shape, device=device).mul_(2).sub_(1).to(memory_format=layout)

    if case["operation"] == "convolution":
        n, c, h, w, o, kernel, stride, padding, groups = sizes
        out = [(side + 2 * padding - kernel) // stride + 1 for side in (h, w)]
        return {"x": uniform(n, c, h, w), "w": uniform(o, c // groups, kernel, kernel), "g": uniform(n, o, *out)}
    n, h, w = sizes
    return {"photo": uniform(n, 3, h, w), "style": uniform(n, 3, h, w), "epsilon": uniform(n, 1, 1, 1).abs()}


def as_graph(run):
    """The launches of one run, captured once and replayed as a whole."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            run()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        kept = run()
    graph.kept = kept
    return graph.replay


def seconds_of(case, run, clock, once):
    run()
    if case["operation"] == "convolution":
        run()
        return statistics.median(clock.alone(run) for _ in range(1 if once else REPEATS))
    each = clock.burst(run, 1 if once else 2)
    count = min(200, max(1, math.ceil(BURST_SECONDS / each)))
    return each if once else statistics.median(clock.burst(run, count) for _ in range(BURSTS))


def measure(case, device, clock, precision, once):
    """A case in every way that PyTorch has for it."""
    ways = [("NCHW", torch.contiguous_format), ("channels_last", torch.channels_last)]
    for way, layout in ways:
        torch_peer.LAYOUT = layout
        run = torch_peer.WORK[case["operation"]](inputs(case, device, layout), case["sizes"], case["form"])
        say("timing", case["name"], precision=precision, seconds=seconds_of(case, run, clock, once), text=way)
        # A layer alone is one launch or two: a graph changes nothing of it.
        if device.type == "cuda" and case["operation"] != "convolution":
            say("timing", case["name"], precision=precision, seconds=seconds_of(case, as_graph(run), clock, once), text=f"{way}, graph")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", required=True, help="JSON: name, operation, form and sizes of each")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--once", action="store_true", help="one run of each: for trying the script")
    arguments = parser.parse_args()
    end = time.monotonic() + arguments.seconds
    device = torch.device(arguments.device)
    losses.YUV = losses.YUV.to(device)
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = True
        modern = int(torch.__version__.split(".")[0]) >= 2
        torch_peer.ADAM = {"capturable": True, "fused" if modern else "foreach": True}
        say("fact", "PyTorch", text=f"{torch.__version__}, CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}, {torch.cuda.get_device_name()}")
    clock = Clock(device)
    with open(arguments.cases, encoding="utf-8") as file:
        cases = json.load(file)
    # Whole networks first, in both precisions, then layers.
    order = [(case, precision) for whole in (True, False) for precision in (("float32", "tf32") if device.type == "cuda" else ("float32",))
             for case in cases if (case["operation"] != "convolution") == whole]
    for i, (case, precision) in enumerate(order):
        if time.monotonic() > end:
            say("fact", "left out for lack of time", text=f"{len(order) - i} of {len(order)} cases")
            break
        if device.type == "cuda":
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
        try:
            measure(case, device, clock, precision, arguments.once)
        except RuntimeError as error:
            # Out of memory, or what a graph cannot capture: the ways before it are kept.
            say("fact", f"{case['name']} in {precision}, another way", text=str(error).splitlines()[0])
            if device.type == "cuda":
                torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
