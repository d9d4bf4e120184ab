"""Weight files in the shapes that people have, and what is in them as safetensors."""

import argparse
import collections
import os
import pickle
import struct

import h5py
import numpy as np
import torch

import safetensors_io
from array_files import save_h5, save_npy


class Attack:
    """A pickle that would run a command where it is unpickled carelessly."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return os.system, (f"touch {self.marker}",)


def before_02(path, tensor):
    """A state as the oldest torch.save wrote it: tensor classes filled in by their state. No PyTorch writes it today."""
    code = bytearray(b"\x80\x02}X\x06\x00\x00\x00weightctorch\nFloatTensor\n)R(")
    code += b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x007X\x03\x00\x00\x00cpuK" + bytes([tensor.numel()]) + b"NtQ"
    code += b"K\x00(" + b"".join(b"K" + bytes([n]) for n in tensor.shape) + b"t("
    code += b"".join(b"K" + bytes([n]) for n in tensor.stride()) + b"ttbs."
    with open(path, "wb") as file:
        for header in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
            pickle.dump(header, file, protocol=2)
        file.write(code)
        pickle.dump(["7"], file, protocol=2)
        file.write(struct.pack("<q", tensor.numel()) + np.array(tensor.storage().tolist(), np.float32).tobytes())


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
        empty=torch.zeros(0, 3),
    )
    torch.save(state, path("plain.pth"))
    torch.save({"epoch": 3, "optimizer": {"lr": 0.1}, "state_dict": state}, path("nested.pth"))
    torch.save(torch.nn.Sequential(torch.nn.Linear(3, 2)).state_dict(), path("module.pth"))
    torch.save(state, path("stacked.pth"), _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Linear(3, 2), path("whole-module.pth"))
    torch.save({"weight": Attack(path("attacked"))}, path("attack.pth"))
    torch.save({"weight": Attack(path("attacked"))}, path("attack-stacked.pth"), _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.script(torch.nn.Linear(3, 2)), path("script.pt"))
    before_02(path("before02.pth"), torch.arange(6.0).view(2, 3).t())
    network = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.Conv2d(4, 5, 1))
    torch.onnx.export(network, torch.randn(1, 3, 9, 9), path("network.onnx"))
    safetensors_io.save(path("network.safetensors"), network.state_dict())
    safetensors_io.save(path("expected.safetensors"), {name: value.detach().double() for name, value in state.items()})

    random = np.random.default_rng(5)
    arrays = {
        "float32": random.standard_normal((3, 5, 7), dtype=np.float32),
        "float64": random.standard_normal((2, 3)),
        "float16": random.standard_normal(9).astype(np.float16),
        "big": random.standard_normal((4, 2)).astype(">f4"),
        "fortran": np.asfortranarray(random.standard_normal((3, 4, 5)).astype(np.float32)),
        "int64": np.arange(-3, 4),
        "uint16": np.arange(65530, 65536, dtype=np.uint16),
        "bool": np.array([True, False]),
        "scalar": np.array(2.5, dtype=np.float32),
        "empty": np.zeros((0, 3), dtype=np.float32),
    }
    safetensors_io.save(path("arrays.safetensors"), arrays)
    np.savez(path("arrays.npz"), **arrays)
    np.savez_compressed(path("arrays-compressed.npz"), **arrays)
    for protocol in (2, 3, 4, 5):
        save_npy(path(f"arrays-{protocol}.npy"), arrays, protocol)
        with open(path(f"arrays-{protocol}.pkl"), "wb") as file:
            pickle.dump({**arrays, "step": np.float32(3), "name": "text"}, file, protocol=protocol)
    np.save(path("single.npy"), arrays["fortran"])
    # Python 2 wrote text and bytes alike.
    with open(path("python2.npy"), "wb") as file:
        array = np.empty((), dtype=object)
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        data = arrays["float32"].tobytes()
        file.write(b"\x80\x02}U\x07conv1_1]cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
                   b"(K\x01K\x03K\x05K\x07\x87cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
                   b"\x89T" + struct.pack("<I", len(data)) + data + b"tbas.")
    with open(path("attack.npy"), "wb") as file:
        np.save(file, np.array({"weight": Attack(path("attacked"))}, dtype=object), allow_pickle=True)
    np.save(path("strings.npy"), np.array(["a", "b"]))

    h5 = {name: value for name, value in arrays.items() if name != "bool"}
    save_h5(path("arrays.h5"), h5)
    save_h5(path("chunked.h5"), {name: value for name, value in h5.items() if value.size},
            chunks=True, compression="gzip", shuffle=True, fletcher32=True)
    save_h5(path("grouped.h5"), {f"a/b{i}/{name}": value for i in range(40) for name, value in h5.items()})
    save_h5(path("latest.h5"), {name: h5[name] for name in list(h5)[:6]}, libver="latest")
    with h5py.File(path("odd-chunks.h5"), "w") as file:
        file.create_dataset("x", data=random.standard_normal((37, 53)), chunks=(8, 11), compression="gzip")
        file["text"] = "no weights"
        file["soft"] = h5py.SoftLink("/x")
        file["external"] = h5py.ExternalLink("/etc/passwd", "/x")
        safetensors_io.save(path("odd-chunks.safetensors"), {"x": file["x"][()]})
    with h5py.File(path("cyclic.h5"), "w") as file:
        file["a/b/x"] = arrays["float32"]
        file["a/b/root"] = file["/"]
        file["a/again"] = file["a"]
        file["a/soft"] = h5py.SoftLink("/a")
    with h5py.File(path("dense.h5"), "w", libver="latest") as file:
        for i in range(40):
            file[f"x{i}"] = np.float32(i)


if __name__ == "__main__":
    main()
