namespace ILComicGAN.Engine.Contract;

/// <summary>
/// The sizes of a batched matrix product C = op(A)·op(B), row-major and contiguous:
/// op(A) is [M, K], op(B) is [K, N], C is [Batch, M, N].
/// </summary>
/// <param name="Batch">Number of products.</param>
/// <param name="M">Rows of C.</param>
/// <param name="N">Columns of C.</param>
/// <param name="K">The summed dimension.</param>
/// <param name="TransposeA">A is stored as [K, M].</param>
/// <param name="TransposeB">B is stored as [N, K].</param>
/// <param name="SharedA">One A for all products.</param>
/// <param name="SharedB">One B for all products.</param>
public readonly record struct MatMulShape(
    int Batch,
    int M,
    int N,
    int K,
    bool TransposeA = false,
    bool TransposeB = false,
    bool SharedA = false,
    bool SharedB = false)
{
    /// <summary>Elements between one A and the next; 0 when shared.</summary>
    public long BatchStrideA => SharedA ? 0 : (long)M * K;

    /// <summary>Elements between one B and the next; 0 when shared.</summary>
    public long BatchStrideB => SharedB ? 0 : (long)K * N;
}
