using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Programs;

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

    /// <summary>For each element of A's registers, lane by lane, its place in 16 rows of K.</summary>
    public byte[] PlacesOfA => field ??= Places(ARegisters, (lane, register, part) =>
        (((lane >> 2) + (8 * (register & 1))) * K) + ((lane & 3) * PerRegister) + part + (4 * PerRegister * (register >> 1)));

    /// <summary>For each element of B's registers its place in K rows of 8.</summary>
    public byte[] PlacesOfB => field ??= Places(BRegisters, (lane, register, part) =>
        ((((lane & 3) * PerRegister) + part + (4 * PerRegister * register)) * 8) + (lane >> 2));

    /// <summary>For each sum its place in 16 rows of 8.</summary>
    public static byte[] PlacesOfSums { get; } = [.. from register in Enumerable.Range(0, SumRegisters)
        from lane in Enumerable.Range(0, 32)
        select (byte)((((lane >> 2) + (8 * (register >> 1))) * 8) + (2 * (lane & 3)) + (register & 1))];

    private byte[] Places(int registers, Func<int, int, int, int> place) => [.. from register in Enumerable.Range(0, registers)
        from lane in Enumerable.Range(0, 32)
        from part in Enumerable.Range(0, PerRegister)
        select (byte)place(lane, register, part)];
}
