"""Writes dictionaries of arrays in every format that weight files come in, each by its real writer."""

import pickle

import h5py
import numpy as np


def save_npy(path, value, protocol):
    """numpy.save with a pickle protocol of choice: an array of one object, as vgg19.npy is."""
    array = np.empty((), dtype=object)
    array[()] = value
    with open(path, "wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        pickle.dump(array, file, protocol=protocol)


def save_h5(path, arrays, **options):
    """One dataset per array; names with slashes become groups."""
    with h5py.File(path, "w", **{key: options.pop(key) for key in ("libver",) if key in options}) as file:
        for name, value in arrays.items():
            file.create_dataset(name, data=value, **(options if np.ndim(value) else {}))


def hwio(weight):
    """PyTorch's OIHW in TensorFlow's order."""
    return np.ascontiguousarray(np.transpose(np.asarray(weight), (2, 3, 1, 0)))
