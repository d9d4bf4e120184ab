namespace ILComicGAN.PtxMachine.Translation;

/// <content>float16, by its bits.</content>
internal static partial class LaneFunctions
{
    [Opcode("add.f16 add.rn.f16")]
    public static ushort AddHalf(ushort a, ushort b) => Bits((float)Half(a) + (float)Half(b));

    [Opcode("sub.f16 sub.rn.f16")]
    public static ushort SubtractHalf(ushort a, ushort b) => Bits((float)Half(a) - (float)Half(b));

    [Opcode("mul.f16 mul.rn.f16")]
    public static ushort MultiplyHalf(ushort a, ushort b) => Bits((float)Half(a) * (float)Half(b));

    /// <summary>The product is exact in float64 and so is the sum, nearly always; one rounding follows.</summary>
    [Opcode("fma.rn.f16")]
    public static ushort MultiplyAddHalf(ushort a, ushort b, ushort c) =>
        BitConverter.HalfToUInt16Bits((Half)(((double)Half(a) * (double)Half(b)) + (double)Half(c)));

    [Opcode("neg.f16")]
    public static ushort NegateHalf(ushort a) => (ushort)(a ^ 0x8000);

    [Opcode("abs.f16")]
    public static ushort AbsHalf(ushort a) => (ushort)(a & 0x7FFF);

    [Opcode("min.f16")]
    public static ushort MinHalf(ushort a, ushort b) => BitConverter.HalfToUInt16Bits(System.Half.MinNumber(Half(a), Half(b)));

    [Opcode("max.f16")]
    public static ushort MaxHalf(ushort a, ushort b) => BitConverter.HalfToUInt16Bits(System.Half.MaxNumber(Half(a), Half(b)));

    [Opcode("min.NaN.f16")]
    public static ushort MinNaNHalf(ushort a, ushort b) => BitConverter.HalfToUInt16Bits(System.Half.Min(Half(a), Half(b)));

    [Opcode("max.NaN.f16")]
    public static ushort MaxNaNHalf(ushort a, ushort b) => BitConverter.HalfToUInt16Bits(System.Half.Max(Half(a), Half(b)));

    // ---- Two halves in a word, each for itself ---------------------------------------------------------------------------

    [Opcode("add.f16x2 add.rn.f16x2")]
    public static uint AddHalves(uint a, uint b) => Each(a, b, AddHalf);

    [Opcode("sub.f16x2 sub.rn.f16x2")]
    public static uint SubtractHalves(uint a, uint b) => Each(a, b, SubtractHalf);

    [Opcode("mul.f16x2 mul.rn.f16x2")]
    public static uint MultiplyHalves(uint a, uint b) => Each(a, b, MultiplyHalf);

    [Opcode("fma.rn.f16x2")]
    public static uint MultiplyAddHalves(uint a, uint b, uint c) => PackHalves(
        MultiplyAddHalf((ushort)a, (ushort)b, (ushort)c),
        MultiplyAddHalf((ushort)(a >> 16), (ushort)(b >> 16), (ushort)(c >> 16)));

    [Opcode("neg.f16x2")]
    public static uint NegateHalves(uint a) => a ^ 0x8000_8000;

    [Opcode("abs.f16x2")]
    public static uint AbsHalves(uint a) => a & 0x7FFF_7FFF;

    [Opcode("min.f16x2")]
    public static uint MinHalves(uint a, uint b) => Each(a, b, MinHalf);

    [Opcode("max.f16x2")]
    public static uint MaxHalves(uint a, uint b) => Each(a, b, MaxHalf);

    [Opcode("min.NaN.f16x2")]
    public static uint MinNaNHalves(uint a, uint b) => Each(a, b, MinNaNHalf);

    [Opcode("max.NaN.f16x2")]
    public static uint MaxNaNHalves(uint a, uint b) => Each(a, b, MaxNaNHalf);

    /// <summary>The first operand goes to the upper half.</summary>
    [Opcode("cvt.rn.f16x2.f32")]
    public static uint SinglesToHalves(float high, float low) => PackHalves(Bits(low), Bits(high));

    internal static Half Half(ushort bits) => BitConverter.UInt16BitsToHalf(bits);

    private static uint Each(uint a, uint b, Func<ushort, ushort, ushort> function) => PackHalves(
        function((ushort)a, (ushort)b), function((ushort)(a >> 16), (ushort)(b >> 16)));

    private static ushort Bits(float value) => BitConverter.HalfToUInt16Bits((Half)value);
}
