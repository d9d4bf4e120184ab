namespace ILComicGAN.Weights.Pickle;

/// <summary>What a name in a pickle may stand for. There is nothing else that it could be looked up in.</summary>
internal enum PickleFunction
{
    /// <summary>collections.OrderedDict, from nothing or a list of pairs.</summary>
    OrderedDictionary,

    /// <summary>A torch storage class, named but never called.</summary>
    Storage,

    /// <summary>A tensor from a storage, an offset, sizes and strides.</summary>
    RebuildTensor,

    /// <summary>The tensor that is its first argument.</summary>
    Unwrap,

    /// <summary>A torch tensor class of before 0.2: an empty tensor, filled in by its state.</summary>
    EmptyTensor,

    /// <summary>torch.Size: its tuple.</summary>
    Size,

    /// <summary>An empty NumPy array, filled in by its state.</summary>
    EmptyArray,

    /// <summary>A NumPy array from bytes, as protocol 5 writes it.</summary>
    ArrayFromBytes,

    /// <summary>A single NumPy number.</summary>
    Scalar,

    /// <summary>numpy.dtype.</summary>
    ArrayType,

    /// <summary>numpy.ndarray, named but never called.</summary>
    ArrayClass,

    /// <summary>bytes(), as protocol 2 writes no bytes.</summary>
    EmptyBytes,

    /// <summary>_codecs.encode, from Latin-1 text to bytes only.</summary>
    Encode,
}
