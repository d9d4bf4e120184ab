"""The safetensors format in a few lines: length, JSON header, data."""

import json
import struct

import numpy as np


def save(path, tensors, metadata=None):
    """Writes {name: array} as float32, in order."""
    header, offset, parts = {}, 0, []
    if metadata:
        header["__metadata__"] = {key: str(value) for key, value in metadata.items()}
    for name, value in tensors.items():
        data = np.array(value, dtype=np.float32, order="C")
        header[name] = {
            "dtype": "F32",
            "shape": list(data.shape),
            "data_offsets": [offset, offset + data.nbytes],
        }
        offset += data.nbytes
        parts.append(data.tobytes())
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        file.writelines(parts)
