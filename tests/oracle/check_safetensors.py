"""Reads safetensors files strictly by the published layout, and gives the tensors to PyTorch, which saves them again.

The layout: 8 bytes of little-endian header length; the header, JSON in UTF-8 that begins with '{' and may be padded with
spaces; the data. Each entry has dtype, shape and data_offsets [begin, end) within the data, in row-major little-endian
order; entries cover the data without holes or overlaps; names are unique; __metadata__ maps text to text.
"""

import argparse
import json
import os

import numpy as np
import torch

TYPES = {"F32": "<f4", "F16": "<f2"}


def unique(pairs):
    keys = [key for key, _ in pairs]
    assert len(set(keys)) == len(keys), "a key twice"
    return dict(pairs)


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    length = int.from_bytes(content[:8], "little")
    assert length <= 100_000_000 and 8 + length <= len(content)
    text = content[8:8 + length]
    assert text[:1] == b"{" and length % 8 == 0, "the data is not aligned"
    header = json.loads(text.decode("utf-8"), object_pairs_hook=unique)
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(value, str) for value in metadata.values())
    data = content[8 + length:]
    at, tensors = 0, {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        assert set(entry) == {"dtype", "shape", "data_offsets"}
        begin, end = entry["data_offsets"]
        assert begin == at, "a hole or an overlap"
        array = np.frombuffer(data[begin:end], dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.copy())
        at = end
    assert at == len(data), "data after the last tensor"
    return tensors, metadata


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True)
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    for path in arguments.files:
        tensors, metadata = read(path)
        name = os.path.splitext(os.path.basename(path))[0]
        torch.save(tensors, os.path.join(arguments.out, name + ".pth"))
        with open(os.path.join(arguments.out, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(metadata, file)


if __name__ == "__main__":
    main()
