namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>Names and properties of types.</summary>
internal static class PtxTypes
{
    private static readonly Dictionary<string, PtxType> s_names =
        Enum.GetValues<PtxType>().Where(type => type != PtxType.None).ToDictionary(type => type.ToString().ToLowerInvariant());

    public static PtxType Parse(string name) => s_names.GetValueOrDefault(name);

    /// <summary>In bytes; a predicate has none.</summary>
    public static int Size(this PtxType type) => type switch
    {
        PtxType.B8 or PtxType.U8 or PtxType.S8 => 1,
        PtxType.B16 or PtxType.U16 or PtxType.S16 or PtxType.F16 or PtxType.BF16 => 2,
        PtxType.B32 or PtxType.U32 or PtxType.S32 or PtxType.F32 or PtxType.TF32 or PtxType.F16X2 => 4,
        PtxType.B64 or PtxType.U64 or PtxType.S64 or PtxType.F64 => 8,
        _ => 0,
    };

    public static bool IsSigned(this PtxType type) => type is PtxType.S8 or PtxType.S16 or PtxType.S32 or PtxType.S64;

    public static bool IsFloat(this PtxType type) => type is PtxType.F16 or PtxType.F16X2 or PtxType.BF16 or PtxType.TF32 or PtxType.F32 or PtxType.F64;

    /// <summary>Whether a lane's value takes eight bytes; all smaller ones take four.</summary>
    public static bool IsWide(this PtxType type) => type.Size() == 8;
}
