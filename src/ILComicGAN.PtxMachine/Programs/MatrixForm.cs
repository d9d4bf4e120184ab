namespace ILComicGAN.PtxMachine;

/// <summary>A form of <c>mma.sync</c> with float32 sums: 16 × 8 of C, and how a warp's lanes hold A and B.</summary>
/// <param name="K">The length of the products.</param>
/// <param name="Element">Of A and B.</param>
internal sealed record MatrixForm(int K, PtxType Element)
{
    public static IReadOnlyDictionary<string, MatrixForm> All { get; } = new Dictionary<string, MatrixForm>
    {
        ["mma.m16n8k8.row.col.f32.f16.f16.f32"] = new(8, PtxType.F16),
        ["mma.m16n8k16.row.col.f32.f16.f16.f32"] = new(16, PtxType.F16),
        ["mma.m16n8k8.row.col.f32.bf16.bf16.f32"] = new(8, PtxType.BF16),
        ["mma.m16n8k16.row.col.f32.bf16.bf16.f32"] = new(16, PtxType.BF16),
        ["mma.m16n8k4.row.col.f32.tf32.tf32.f32"] = new(4, PtxType.TF32),
        ["mma.m16n8k8.row.col.f32.tf32.tf32.f32"] = new(8, PtxType.TF32),
    };

    /// <summary>Elements of a 32-bit register.</summary>
    public int PerRegister => Element == PtxType.TF32 ? 1 : 2;

    public int ARegisters => 16 * K / (32 * PerRegister);

    public int BRegisters => 8 * K / (32 * PerRegister);

    public const int SumRegisters = 4;

    /// <summary>The row and k of element <paramref name="part"/> of A's register <paramref name="register"/> in a lane.</summary>
    public (int Row, int K) PlaceOfA(int lane, int register, int part) =>
        ((lane >> 2) + (8 * (register & 1)), ((lane & 3) * PerRegister) + part + (4 * PerRegister * (register >> 1)));

    /// <summary>The k and column of an element of B.</summary>
    public (int K, int Column) PlaceOfB(int lane, int register, int part) =>
        (((lane & 3) * PerRegister) + part + (4 * PerRegister * register), lane >> 2);

    /// <summary>The row and column of a lane's sum.</summary>
    public static (int Row, int Column) PlaceOfSum(int lane, int register) =>
        ((lane >> 2) + (8 * (register >> 1)), (2 * (lane & 3)) + (register & 1));
}
