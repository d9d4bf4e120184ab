using System.Runtime.CompilerServices;

namespace ILComicGAN.PtxMachine.Translation;

/// <summary>
/// What each instruction computes for one lane, as the PTX manual says it. Those of <see cref="VectorFunctions"/> compute
/// the same for many lanes; the tests hold them against these.
/// </summary>
internal static partial class LaneFunctions
{
    // ---- slct: by the sign of the third operand ----------------------------------------------------------------------------

    [Opcode("slct.b32.s32 slct.u32.s32 slct.s32.s32 slct.f32.s32")]
    public static uint SelectBySign(uint a, uint b, int c) => c >= 0 ? a : b;

    [Opcode("slct.b64.s32 slct.u64.s32 slct.s64.s32 slct.f64.s32")]
    public static ulong SelectBySign(ulong a, ulong b, int c) => c >= 0 ? a : b;

    [Opcode("slct.b16.s32 slct.u16.s32 slct.s16.s32")]
    public static ushort SelectBySign(ushort a, ushort b, int c) => c >= 0 ? a : b;

    /// <summary>−0 counts as 0; NaN takes the second operand.</summary>
    [Opcode("slct.b32.f32 slct.u32.f32 slct.s32.f32 slct.f32.f32")]
    public static uint SelectBySign(uint a, uint b, float c) => c >= 0 ? a : b;

    [Opcode("slct.b64.f32 slct.u64.f32 slct.s64.f32 slct.f64.f32")]
    public static ulong SelectBySign(ulong a, ulong b, float c) => c >= 0 ? a : b;

    [Opcode("slct.b16.f32 slct.u16.f32 slct.s16.f32")]
    public static ushort SelectBySign(ushort a, ushort b, float c) => c >= 0 ? a : b;

    // ---- Parts of words ----------------------------------------------------------------------------------------------

    [Opcode("pack.16")]
    public static uint PackHalves(ushort low, ushort high) => low | ((uint)high << 16);

    [Opcode("pack.32")]
    public static ulong PackWords(uint low, uint high) => low | ((ulong)high << 32);

    [Opcode("pack.16.4")]
    public static ulong PackQuarters(ushort a, ushort b, ushort c, ushort d) =>
        a | ((ulong)b << 16) | ((ulong)c << 32) | ((ulong)d << 48);

    [Opcode("unpack.16")]
    public static ushort UnpackHalf(uint word, int index) => (ushort)(word >> (16 * index));

    [Opcode("unpack.32")]
    public static uint UnpackWord(ulong word, int index) => (uint)(word >> (32 * index));

    [Opcode("unpack.16.4")]
    public static ushort UnpackQuarter(ulong word, int index) => (ushort)(word >> (16 * index));

    // ---- What .ftz and .sat add --------------------------------------------------------------------------------------

    /// <summary>Subnormal numbers become zeros of the same sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Flush(float a) => float.IsSubnormal(a) ? MathF.CopySign(0, a) : a;

    /// <summary>Into [0, 1]; NaN becomes +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Saturate(float a) => a > 0 ? MathF.Min(a, 1) : 0;

    public static ushort FlushHalf(ushort a) => (a & 0x7C00) == 0 ? (ushort)(a & 0x8000) : a;

    public static ushort SaturateHalf(ushort a) => Bits(Saturate((float)Half(a)));

    public static uint FlushHalves(uint a) => PackHalves(FlushHalf((ushort)a), FlushHalf((ushort)(a >> 16)));

    public static uint SaturateHalves(uint a) => PackHalves(SaturateHalf((ushort)a), SaturateHalf((ushort)(a >> 16)));
}
