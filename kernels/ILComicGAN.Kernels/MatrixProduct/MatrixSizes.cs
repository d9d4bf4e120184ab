namespace ILComicGAN.Kernels.MatrixProduct;

/// <summary>
/// A batched product C = op(A)·op(B): op(A)[i, k] at i·ARow + k·AColumn, op(B)[k, j] at k·BRow + j·BColumn, so that
/// transposition is only a matter of strides.
/// </summary>
internal struct MatrixSizes
{
    public int M, N, K;
    public long ARow, AColumn, BRow, BColumn;

    /// <summary>Elements between one matrix of a batch and the next; 0 where one serves all.</summary>
    public long ABatch, BBatch;
}
