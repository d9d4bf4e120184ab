using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Tests;

/// <summary>Single instructions against the PTX manual: what it says about the ends of their ranges.</summary>
[TestFixture]
internal sealed class InstructionTests
{
    private const float Tiny = 1e-40f, NaN = float.NaN, Inf = float.PositiveInfinity;

    [TestCase("add.f32 %r, %a, %b", 1.5f, 2.25f, 3.75f)]
    [TestCase("add.f32 %r, %a, %b", Tiny, Tiny, 2 * Tiny)]
    [TestCase("add.ftz.f32 %r, %a, %b", Tiny, 1f, 1f)]
    [TestCase("add.ftz.f32 %r, %a, %b", Tiny, Tiny, 0f)]
    [TestCase("mul.ftz.f32 %r, %a, %b", 1e-20f, -1e-20f, -0f)]
    [TestCase("mul.f32 %r, %a, %b", 1e-20f, 1e-20f, 1e-40f)]
    [TestCase("add.sat.f32 %r, %a, %b", 0.75f, 0.5f, 1f)]
    [TestCase("add.sat.f32 %r, %a, %b", -1f, 0.5f, 0f)]
    [TestCase("add.sat.f32 %r, %a, %b", NaN, 0.5f, 0f)]
    [TestCase("min.f32 %r, %a, %b", NaN, 3f, 3f)]
    [TestCase("max.f32 %r, %a, %b", 3f, NaN, 3f)]
    [TestCase("min.f32 %r, %a, %b", 0f, -0f, -0f)]
    [TestCase("max.f32 %r, %a, %b", -0f, 0f, 0f)]
    [TestCase("min.NaN.f32 %r, %a, %b", NaN, 3f, NaN)]
    [TestCase("div.rn.f32 %r, %a, %b", 1f, 0f, Inf)]
    [TestCase("div.rn.f32 %r, %a, %b", 0f, 0f, NaN)]
    [TestCase("div.rn.f32 %r, %a, %b", 1f, 3f, 1f / 3f)]
    [TestCase("add.rz.f32 %r, %a, %b", 1f, 1e-30f, 1f)]
    [TestCase("add.rp.f32 %r, %a, %b", 1f, 1e-30f, 1.0000001f)]
    [TestCase("add.rm.f32 %r, %a, %b", 1f, -1e-30f, 0.99999994f)]
    [TestCase("add.rm.f32 %r, %a, %b", 1f, -1f, -0f)]
    [TestCase("add.rn.f32 %r, %a, %b", 1f, -1f, 0f)]
    [TestCase("mul.rz.f32 %r, %a, %b", 3.4e38f, 10f, float.MaxValue)]
    [TestCase("mul.rm.f32 %r, %a, %b", 3.4e38f, 10f, float.MaxValue)]
    [TestCase("mul.rp.f32 %r, %a, %b", 3.4e38f, 10f, Inf)]
    [TestCase("mul.rp.f32 %r, %a, %b", 1e-30f, 1e-30f, float.Epsilon)]
    [TestCase("mul.rz.f32 %r, %a, %b", 1e-30f, 1e-30f, 0f)]
    [TestCase("div.rm.f32 %r, %a, %b", 1f, 3f, 0.33333331f)]
    [TestCase("div.rp.f32 %r, %a, %b", 1f, 3f, 0.33333334f)]
    [TestCase("sqrt.rn.f32 %r, %a", -1f, 0f, NaN)]
    [TestCase("sqrt.rp.f32 %r, %a", 2f, 0f, 1.4142137f)]
    [TestCase("sqrt.rz.f32 %r, %a", 2f, 0f, 1.4142135f)]
    [TestCase("rcp.rn.f32 %r, %a", -0f, 0f, float.NegativeInfinity)]
    [TestCase("neg.f32 %r, %a", 0f, 0f, -0f)]
    [TestCase("abs.f32 %r, %a", -2f, 0f, 2f)]
    [TestCase("copysign.f32 %r, %a, %b", -1f, 5f, -5f)]
    [TestCase("ex2.approx.f32 %r, %a", 3f, 0f, 8f)]
    [TestCase("ex2.approx.ftz.f32 %r, %a", -130f, 0f, 0f)]
    [TestCase("lg2.approx.f32 %r, %a", 8f, 0f, 3f)]
    [TestCase("lg2.approx.f32 %r, %a", 0f, 0f, float.NegativeInfinity)]
    [TestCase("rsqrt.approx.f32 %r, %a", 4f, 0f, 0.5f)]
    [TestCase("rsqrt.approx.f32 %r, %a", -0f, 0f, float.NegativeInfinity)]
    [TestCase("cvt.rni.f32.f32 %r, %a", 2.5f, 0f, 2f)]
    [TestCase("cvt.rpi.f32.f32 %r, %a", 2.1f, 0f, 3f)]
    [TestCase("cvt.sat.f32.f32 %r, %a", 7f, 0f, 1f)]
    public void Floats(string instruction, float a, float b, float expected)
    {
        ulong[] results = Program32.Run("f32", "f32", instruction + ";", [[Program32.Bits(a), Program32.Bits(b), 0, 0]]);
        float actual = Program32.Single(results[0]);
        Assert.That(float.IsNaN(expected) ? float.IsNaN(actual) : results[0] == Program32.Bits(expected), Is.True, $"{actual:G9}, not {expected:G9}");
        Assert.That(results.Distinct().Count(), Is.EqualTo(1), "all lanes do the same");
    }

    [TestCase("fma.rn.f32 %r, %a, %b, %c", 1.0000001f, 1.0000001f, -1.0000002f, 1.4210855e-14f)]
    [TestCase("fma.rz.f32 %r, %a, %b, %c", 1f, 1f, 1e-30f, 1f)]
    [TestCase("fma.rp.f32 %r, %a, %b, %c", 1f, 1f, 1e-30f, 1.0000001f)]
    [TestCase("fma.rn.ftz.f32 %r, %a, %b, %c", 1e-20f, 1e-20f, 0f, 0f)]
    public void FusedProducts(string instruction, float a, float b, float c, float expected) => Assert.That(
        Program32.Single(Program32.Run("f32", "f32", instruction + ";", [[Program32.Bits(a), Program32.Bits(b), Program32.Bits(c), 0]])[0]),
        Is.EqualTo(expected));

    [TestCase("add.s32 %r, %a, %b", int.MaxValue, 1, int.MinValue)]
    [TestCase("add.sat.s32 %r, %a, %b", int.MaxValue, 1, int.MaxValue)]
    [TestCase("sub.sat.s32 %r, %a, %b", int.MinValue, 1, int.MinValue)]
    [TestCase("mul.lo.s32 %r, %a, %b", 65536, 65537, 65536)]
    [TestCase("mul.hi.s32 %r, %a, %b", -1, 1, -1)]
    [TestCase("mul.hi.u32 %r, %a, %b", -1, -1, -2)]
    [TestCase("div.s32 %r, %a, %b", -7, 2, -3)]
    [TestCase("div.s32 %r, %a, %b", 7, 0, -1)]
    [TestCase("div.u32 %r, %a, %b", 7, 0, -1)]
    [TestCase("div.s32 %r, %a, %b", int.MinValue, -1, int.MinValue)]
    [TestCase("rem.s32 %r, %a, %b", -7, 2, -1)]
    [TestCase("rem.u32 %r, %a, %b", 7, 0, 7)]
    [TestCase("shl.b32 %r, %a, %b", 1, 31, int.MinValue)]
    [TestCase("shl.b32 %r, %a, %b", 1, 32, 0)]
    [TestCase("shl.b32 %r, %a, %b", 1, 33, 0)]
    [TestCase("shr.u32 %r, %a, %b", -1, 40, 0)]
    [TestCase("shr.s32 %r, %a, %b", int.MinValue, 40, -1)]
    [TestCase("shr.s32 %r, %a, 1", -3, 0, -2)]
    [TestCase("shf.l.wrap.b32 %r, %a, %b, 36", 0x12345678, unchecked((int)0x9ABCDEF0), unchecked((int)0xABCDEF01))]
    [TestCase("shf.r.clamp.b32 %r, %a, %b, 40", 0x12345678, 5, 5)]
    [TestCase("min.u32 %r, %a, %b", -1, 1, 1)]
    [TestCase("min.s32 %r, %a, %b", -1, 1, -1)]
    [TestCase("abs.s32 %r, %a", int.MinValue, 0, int.MinValue)]
    [TestCase("popc.b32 %r, %a", -1, 0, 32)]
    [TestCase("clz.b32 %r, %a", 0, 0, 32)]
    [TestCase("brev.b32 %r, %a", 1, 0, int.MinValue)]
    [TestCase("bfind.u32 %r, %a", 0, 0, -1)]
    [TestCase("bfind.s32 %r, %a", -2, 0, 0)]
    [TestCase("bfe.u32 %r, %a, 4, 8", 0x12345678, 0, 0x67)]
    [TestCase("bfe.s32 %r, %a, 4, 4", 0xF0, 0, -1)]
    [TestCase("bfe.s32 %r, %a, 28, 8", unchecked((int)0x80000000), 0, -8)]
    [TestCase("bfi.b32 %r, %a, %b, 8, 8", 0xAB, -1, unchecked((int)0xFFFFABFF))]
    [TestCase("bfi.b32 %r, %a, %b, 40, 8", 0xAB, 17, 17)]
    [TestCase("prmt.b32 %r, %a, %b, 0x5410", 0x33221100, 0x77665544, 0x55441100)]
    [TestCase("prmt.b32 %r, %a, %b, 0x000B", unchecked((int)0x80000000), 0, 0x000000FF)]
    [TestCase("lop3.b32 %r, %a, %b, 0, 0x3C", 12, 10, 6)]
    [TestCase("cnot.b32 %r, %a", 0, 0, 1)]
    [TestCase("sad.s32 %r, %a, %b, 10", -3, 4, 17)]
    [TestCase("cvt.rzi.s32.f32 %r, %a", 0x4F800000, 0, int.MaxValue)]
    [TestCase("cvt.rzi.s32.f32 %r, %a", 0x7FC00000, 0, 0)]
    [TestCase("cvt.rzi.u32.f32 %r, %a", unchecked((int)0xC0000000), 0, 0)]
    [TestCase("cvt.rni.s32.f32 %r, %a", 0x40200000, 0, 2)]
    [TestCase("cvt.rmi.s32.f32 %r, %a", unchecked((int)0xBFC00000), 0, -2)]
    [TestCase("cvt.rn.f32.s32 %r, %a", 16777217, 0, 0x4B800000)]
    [TestCase("cvt.rp.f32.s32 %r, %a", 16777217, 0, 0x4B800001)]
    [TestCase("cvt.rn.f32.u32 %r, %a", -1, 0, 0x4F800000)]
    [TestCase("cvt.sat.s8.s32 %r, %a", 300, 0, 127)]
    [TestCase("cvt.s32.s8 %r, %a", 0x180, 0, -128)]
    [TestCase("cvt.u32.u16 %r, %a", 0x12345, 0, 0x2345)]
    [TestCase("cvt.rna.tf32.f32 %r, %a", 0x3F801000, 0, 0x3F802000)]
    [TestCase("cvt.rna.tf32.f32 %r, %a", 0x3F800FFF, 0, 0x3F800000)]
    public void Integers(string instruction, int a, int b, int expected) => Assert.That(
        (int)Program32.Run("b32", "b32", instruction + ";", [[(uint)a, (uint)b, 0, 0]])[0], Is.EqualTo(expected));

    [TestCase("mul.wide.u32 %r, %t, %u", ulong.MaxValue, 2UL, 0x1_FFFF_FFFEUL)]
    [TestCase("mul.wide.s32 %r, %t, %u", ulong.MaxValue, 2UL, unchecked((ulong)-2L))]
    [TestCase("mad.wide.s32 %r, %t, %u, 5", ulong.MaxValue, 2UL, 3UL)]
    [TestCase("mul.hi.u64 %r, %a, %b", ulong.MaxValue, ulong.MaxValue, ulong.MaxValue - 1)]
    [TestCase("mul.lo.s64 %r, %a, %b", 1UL << 40, 1UL << 40, 0UL)]
    [TestCase("shl.b64 %r, %a, 64", 1UL, 0UL, 0UL)]
    [TestCase("shr.s64 %r, %a, 70", 1UL << 63, 0UL, ulong.MaxValue)]
    [TestCase("shr.u64 %r, %a, 63", ulong.MaxValue, 0UL, 1UL)]
    [TestCase("div.s64 %r, %a, %b", 7UL, 0UL, ulong.MaxValue)]
    [TestCase("rem.s64 %r, %a, %b", unchecked((ulong)-7L), 2UL, ulong.MaxValue)]
    [TestCase("max.s64 %r, %a, %b", ulong.MaxValue, 3UL, 3UL)]
    [TestCase("cvt.s64.s32 %r, %t", 0x8000_0000UL, 0UL, 0xFFFF_FFFF_8000_0000UL)]
    [TestCase("cvt.u64.u32 %r, %t", 0x8000_0000UL, 0UL, 0x8000_0000UL)]
    [TestCase("mov.b64 %r, {%t, %u}", 0x1_2345_6789UL, 0x9_8765_4321UL, 0x8765_4321_2345_6789UL)]
    [TestCase("add.f64 %r, %a, %b", 0x3FF0_0000_0000_0000UL, 0x3FF0_0000_0000_0000UL, 0x4000_0000_0000_0000UL)]
    [TestCase("neg.s64 %r, %a", 5UL, 0UL, unchecked((ulong)-5L))]
    public void WideIntegers(string instruction, ulong a, ulong b, ulong expected) => Assert.That(
        Program32.Run("b64", "b64", $"cvt.u32.u64 %t, %a; cvt.u32.u64 %u, %b; {instruction};", [[a, b, 0, 0]])[0], Is.EqualTo(expected));

    [TestCase("eq", NaN, NaN, false)]
    [TestCase("ne", NaN, 1f, false)]
    [TestCase("neu", NaN, 1f, true)]
    [TestCase("equ", NaN, 1f, true)]
    [TestCase("lt", 1f, 2f, true)]
    [TestCase("ltu", NaN, 2f, true)]
    [TestCase("ge", NaN, 2f, false)]
    [TestCase("geu", NaN, 2f, true)]
    [TestCase("gtu", 1f, 2f, false)]
    [TestCase("leu", 1f, 2f, true)]
    [TestCase("num", NaN, 2f, false)]
    [TestCase("nan", NaN, 2f, true)]
    [TestCase("eq", 0f, -0f, true)]
    public void Comparisons(string comparison, float a, float b, bool expected) => Assert.That(
        Program32.Run(
            "f32", "b32", $"setp.{comparison}.f32 %p, %a, %b; selp.b32 %r, 1, 0, %p;", [[Program32.Bits(a), Program32.Bits(b), 0, 0]])[0],
        Is.EqualTo(expected ? 1 : 0));

    [TestCase("and", 0)]
    [TestCase("or", 1)]
    [TestCase("xor", 1)]
    public void AComparisonIsJoinedWithAPredicateAndItsComplementToo(string join, int expected)
    {
        string body = $"setp.gt.s32 %q, %a, 100; setp.lt.{join}.s32 %p|%q, %a, %b, %q; selp.b32 %t, 1, 0, %p; selp.b32 %u, 2, 0, %q; or.b32 %r, %t, %u;";
        // a < b is true, %q false: p = true ∘ false, q = false ∘ false = 0.
        Assert.That(Program32.Run("b32", "b32", body, [[1, 2, 0, 0]])[0], Is.EqualTo(expected));
    }

    [TestCase("cvt.rn.f16.f32 %h, %a; cvt.f32.f16 %r, %h;", 65520f, Inf)]
    [TestCase("cvt.rz.f16.f32 %h, %a; cvt.f32.f16 %r, %h;", 65520f, 65504f)]
    [TestCase("cvt.rn.f16.f32 %h, %a; cvt.f32.f16 %r, %h;", 1.00048828125f, 1f)]
    [TestCase("cvt.rn.f16.f32 %h, %a; cvt.f32.f16 %r, %h;", 5.9604645e-8f, 5.9604645e-8f)]
    [TestCase("cvt.rn.bf16.f32 %h, %a; cvt.f32.bf16 %r, %h;", 1.00390625f, 1f)]
    [TestCase("cvt.rn.bf16.f32 %h, %a; cvt.f32.bf16 %r, %h;", 1.0078125f, 1.0078125f)]
    public void Halves(string body, float a, float expected) => Assert.That(
        Program32.Single(Program32.Run("f32", "f32", body, [[Program32.Bits(a), 0, 0, 0]])[0]), Is.EqualTo(expected));

    private const int One = 0x3C00, Most = 0x7BFF, Infinite = 0x7C00, Least = 1, Minus = 0x8000, NotANumber = 0x7E00;

    /// <summary>The upper half computes the same with its operands exchanged.</summary>
    [TestCase("add.f16x2 %r, %a, %b", One, Least, 0, One)]
    [TestCase("add.f16x2 %r, %a, %b", One, 0x1400, 0, 0x3C01)]
    [TestCase("add.f16x2 %r, %a, %b", One, 0x1000, 0, One)]
    [TestCase("add.f16x2 %r, %a, %b", 0x3C01, 0x1000, 0, 0x3C02)]
    [TestCase("add.rn.f16x2 %r, %a, %b", Most, 0x5000, 0, Infinite)]
    [TestCase("add.f16x2 %r, %a, %b", Least, Least, 0, 2)]
    [TestCase("add.ftz.f16x2 %r, %a, %b", Least, Least, 0, 0)]
    [TestCase("add.ftz.f16x2 %r, %a, %b", Least, One, 0, One)]
    [TestCase("add.sat.f16x2 %r, %a, %b", One, One, 0, One)]
    [TestCase("add.sat.f16x2 %r, %a, %b", One, Infinite | Minus, 0, 0)]
    [TestCase("add.sat.f16x2 %r, %a, %b", NotANumber, One, 0, 0)]
    [TestCase("mul.f16x2 %r, %a, %b", 0x4000, 0x4200, 0, 0x4600)]
    [TestCase("mul.f16x2 %r, %a, %b", Least, 0x3800, 0, 0)]
    [TestCase("mul.f16x2 %r, %a, %b", 3, 0x3800, 0, 2)]
    [TestCase("mul.ftz.f16x2 %r, %a, %b", 0x0400, 0x3800 | Minus, 0, Minus)]
    [TestCase("fma.rn.f16x2 %r, %a, %b, %c", 0x3C01, 0x3C01, 0x3C02 | Minus, 0x0010)]
    [TestCase("fma.rn.sat.f16x2 %r, %a, %b, %c", 0x4000, 0x4000, One, One)]
    [TestCase("min.f16x2 %r, %a, %b", NotANumber, One, 0, One)]
    [TestCase("max.f16x2 %r, %a, %b", Minus, 0, 0, 0)]
    [TestCase("min.f16x2 %r, %a, %b", Minus, 0, 0, Minus)]
    public void PairsOfHalves(string instruction, int a, int b, int c, int expected)
    {
        ulong Pair(int low, int high) => (uint)(low | (high << 16));
        ulong[] results = Program32.Run("b32", "b32", instruction + ";", [[Pair(a, b), Pair(b, a), Pair(c, c), 0]]);
        Assert.That(results[0].ToString("X8"), Is.EqualTo(Pair(expected, expected).ToString("X8")));
    }

    [TestCase("sub.f16x2 %r, %a, %b", One, 0x4000, One | Minus, One)]
    [TestCase("min.NaN.f16x2 %r, %a, %b", One, 0x4000, One, One)]
    [TestCase("neg.f16x2 %r, %a", One, 0, One | Minus, Minus)]
    [TestCase("abs.f16x2 %r, %a", One | Minus, 0, One, 0)]
    [TestCase("setp.lt.f16x2 %p|%q, %a, %b; selp.b32 %t, 1, 0, %p; selp.b32 %u, 65536, 0, %q; or.b32 %r, %t, %u", One, 0x4000, 1, 0)]
    [TestCase("setp.geu.f16x2 %p|%q, %a, %b; selp.b32 %t, 1, 0, %p; selp.b32 %u, 65536, 0, %q; or.b32 %r, %t, %u", NotANumber, One, 1, 1)]
    [TestCase("setp.eq.ftz.f16x2 %p|%q, %a, %b; selp.b32 %t, 1, 0, %p; selp.b32 %u, 65536, 0, %q; or.b32 %r, %t, %u", Least, 0, 1, 1)]
    public void TheHalvesOfAPairAreApart(string instruction, int low, int high, int expectedLow, int expectedHigh)
    {
        ulong[] results = Program32.Run("b32", "b32", instruction + ";", [[(uint)(low | (high << 16)), (uint)(high | (low << 16)), 0, 0]]);
        Assert.That(results[0].ToString("X8"), Is.EqualTo(((uint)(expectedLow | (expectedHigh << 16))).ToString("X8")));
    }

    [TestCase("cvt.rn.f16x2.f32 %r, %a, %b;", 1f, 65520f, 0x3C00_7C00)]
    [TestCase("cvt.rn.f16x2.f32 %r, %a, %b;", -2f, 0.5f, unchecked((int)0xC000_3800))]
    public void TheFirstOfTwoConvertedGoesToTheUpperHalf(string instruction, float a, float b, int expected) => Assert.That(
        (int)Program32.Run("f32", "b32", instruction, [[Program32.Bits(a), Program32.Bits(b), 0, 0]])[0], Is.EqualTo(expected));

    [TestCase("slct.b32.s32 %r, %a, %b, %c;", 0, 11)]
    [TestCase("slct.u32.s32 %r, %a, %b, %c;", -1, 22)]
    [TestCase("slct.s32.s32 %r, %a, %b, %c;", int.MinValue, 22)]
    [TestCase("mov.b32 %t, %c; slct.f32.f32 %r, %a, %b, %t;", int.MinValue, 11, Description = "-0 is not negative")]
    [TestCase("slct.b32.f32 %r, %a, %b, %c;", 0x7FC00000, 22, Description = "NaN")]
    [TestCase("slct.b32.f32 %r, %a, %b, %c;", unchecked((int)0x80000001), 22)]
    [TestCase("slct.ftz.b32.f32 %r, %a, %b, %c;", unchecked((int)0x80000001), 11, Description = "flushed to -0")]
    public void SelectionsBySign(string instruction, int c, int expected) => Assert.That(
        Program32.Run("b32", "b32", instruction, [[11, 22, (uint)c, 0]])[0], Is.EqualTo(expected));

    [TestCase("tanh", 11)]
    [TestCase("ex2", 22)]
    [TestCase("sqrt", 23)]
    public void ApproximationsAreNoBetterThanPromisedAndNoWorse(string function, int bits)
    {
        Func<double, double> exact = function switch { "tanh" => Math.Tanh, "sqrt" => Math.Sqrt, _ => x => Math.Pow(2, x) };
        ulong[][] inputs = [.. Enumerable.Range(0, 32).Select(i => new ulong[] { Program32.Bits(0.1f + (i * 0.0731f)), 0, 0, 0 })];
        ulong[] results = Program32.Run("f32", "f32", $"{function}.approx.f32 %r, %a;", inputs);
        double worst = Enumerable.Range(0, 32).Max(i =>
        {
            double truth = exact(Program32.Single(inputs[i][0]));
            return Math.Abs(Program32.Single(results[i]) - truth) / truth;
        });
        Assert.That(worst, Is.LessThan(Math.Pow(2, -bits)).And.GreaterThan(Math.Pow(2, -bits - 4)));
    }

    [TestCase("shfl.sync.up.b32 %r|%p, %a, 3, 0, -1", -3, 0)]
    [TestCase("shfl.sync.down.b32 %r|%p, %a, 3, 31, -1", 3, 0)]
    [TestCase("shfl.sync.bfly.b32 %r|%p, %a, 5, 31, -1", 0, 5)]
    public void Shuffles(string instruction, int offset, int xor)
    {
        ulong[][] inputs = [.. Enumerable.Range(0, 32).Select(i => new ulong[] { (ulong)i, 0, 0, 0 })];
        ulong[] results = Program32.Run("b32", "b32", instruction + "; selp.b32 %t, 0, 1000, %p; add.s32 %r, %r, %t;", inputs);
        for (int lane = 0; lane < 32; lane++)
        {
            int source = (lane + offset) ^ xor;
            Assert.That(results[lane], Is.EqualTo(source is >= 0 and < 32 ? source : lane + 1000), $"lane {lane}");
        }
    }

    [Test]
    public void AShuffleInSegmentsOfEightStaysInThem()
    {
        ulong[][] inputs = [.. Enumerable.Range(0, 32).Select(i => new ulong[] { (ulong)i, 0, 0, 0 })];
        // c = segment mask 24 in bits 8 to 12, clamp 31.
        ulong[] results = Program32.Run("b32", "b32", "shfl.sync.idx.b32 %r, %a, 2, 0x181F, -1;", inputs);
        Assert.That(results, Is.EqualTo(Enumerable.Range(0, 32).Select(i => (ulong)((i / 8 * 8) + 2))));
    }

    [Test]
    public void VotesCountTheLanes()
    {
        ulong[][] inputs = [.. Enumerable.Range(0, 32).Select(i => new ulong[] { (ulong)i, 0, 0, 0 })];
        Assert.That(
            Program32.Run("b32", "b32", "setp.lt.u32 %p, %a, 5; vote.sync.ballot.b32 %r, %p, -1;", inputs), Is.All.EqualTo(31));
        Assert.That(
            Program32.Run("b32", "b32", "setp.lt.u32 %p, %a, 5; vote.sync.all.pred %q, %p, -1; selp.b32 %r, 1, 0, %q;", inputs), Is.All.EqualTo(0));
        Assert.That(
            Program32.Run("b32", "b32", "setp.lt.u32 %p, %a, 5; vote.sync.any.pred %q, !%p, -1; selp.b32 %r, 1, 0, %q;", inputs), Is.All.EqualTo(1));
    }

    [TestCase("foo.f32 %r, %a;", "foo.f32")]
    [TestCase("add.bf16x2 %r, %a, %b;", "add.bf16x2")]
    [TestCase("setp.eq.f16x2 %p, %a, %b;", "setp.eq.f16x2")]
    [TestCase("ld.global.L2::128B.f32 %r, [%w];", "ld.global.L2::128B.f32")]
    [TestCase("add.f32 %r, %a;", "add.f32")]
    [TestCase("add.f32 %r, %a, %w;", "add.f32")]
    [TestCase("bra nowhere;", "bra")]
    [TestCase("cp.async.cg.shared.global [%w], [%x], 8;", "cp.async.cg.shared.global")]
    [TestCase("cp.async.ca.shared.global [%w], [%x], 12;", "cp.async.ca.shared.global")]
    [TestCase("cp.async.bulk.commit_group;", "cp.async.bulk.commit_group")]
    public void WhatIsNotSupportedIsRefusedWithItsLine(string body, string instruction)
    {
        PtxException e = Assert.Throws<PtxException>(() => Program32.Run("f32", "f32", body, [[0, 0, 0, 0]]))!;
        Assert.Multiple(() =>
        {
            Assert.That(e.Line, Is.EqualTo(23), e.Message);
            Assert.That(e.Instruction, Is.EqualTo(instruction));
        });
    }
}
