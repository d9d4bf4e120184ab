namespace ILComicGAN.PtxMachine.Translation;

/// <summary>The comparisons of <c>setp</c>, and <c>testp</c>-like tests written as such.</summary>
internal static class LaneComparisons
{
    [Opcode("setp.eq.s32 setp.eq.u32 setp.eq.b32")]
    public static bool Equal(int a, int b) => a == b;

    [Opcode("setp.ne.s32 setp.ne.u32 setp.ne.b32")]
    public static bool NotEqual(int a, int b) => a != b;

    [Opcode("setp.lt.s32")]
    public static bool Less(int a, int b) => a < b;

    [Opcode("setp.le.s32")]
    public static bool LessOrEqual(int a, int b) => a <= b;

    [Opcode("setp.gt.s32")]
    public static bool Greater(int a, int b) => a > b;

    [Opcode("setp.ge.s32")]
    public static bool GreaterOrEqual(int a, int b) => a >= b;

    [Opcode("setp.lt.u32 setp.lo.u32")]
    public static bool Less(uint a, uint b) => a < b;

    [Opcode("setp.le.u32 setp.ls.u32")]
    public static bool LessOrEqual(uint a, uint b) => a <= b;

    [Opcode("setp.gt.u32 setp.hi.u32")]
    public static bool Greater(uint a, uint b) => a > b;

    [Opcode("setp.ge.u32 setp.hs.u32")]
    public static bool GreaterOrEqual(uint a, uint b) => a >= b;

    [Opcode("setp.eq.s64 setp.eq.u64 setp.eq.b64")]
    public static bool Equal(long a, long b) => a == b;

    [Opcode("setp.ne.s64 setp.ne.u64 setp.ne.b64")]
    public static bool NotEqual(long a, long b) => a != b;

    [Opcode("setp.lt.s64")]
    public static bool Less(long a, long b) => a < b;

    [Opcode("setp.le.s64")]
    public static bool LessOrEqual(long a, long b) => a <= b;

    [Opcode("setp.gt.s64")]
    public static bool Greater(long a, long b) => a > b;

    [Opcode("setp.ge.s64")]
    public static bool GreaterOrEqual(long a, long b) => a >= b;

    [Opcode("setp.lt.u64 setp.lo.u64")]
    public static bool Less(ulong a, ulong b) => a < b;

    [Opcode("setp.le.u64 setp.ls.u64")]
    public static bool LessOrEqual(ulong a, ulong b) => a <= b;

    [Opcode("setp.gt.u64 setp.hi.u64")]
    public static bool Greater(ulong a, ulong b) => a > b;

    [Opcode("setp.ge.u64 setp.hs.u64")]
    public static bool GreaterOrEqual(ulong a, ulong b) => a >= b;

    [Opcode("setp.eq.s16 setp.eq.u16 setp.eq.b16")]
    public static bool Equal(short a, short b) => a == b;

    [Opcode("setp.ne.s16 setp.ne.u16 setp.ne.b16")]
    public static bool NotEqual(short a, short b) => a != b;

    [Opcode("setp.lt.s16")]
    public static bool Less(short a, short b) => a < b;

    [Opcode("setp.le.s16")]
    public static bool LessOrEqual(short a, short b) => a <= b;

    [Opcode("setp.gt.s16")]
    public static bool Greater(short a, short b) => a > b;

    [Opcode("setp.ge.s16")]
    public static bool GreaterOrEqual(short a, short b) => a >= b;

    [Opcode("setp.lt.u16 setp.lo.u16")]
    public static bool Less(ushort a, ushort b) => a < b;

    [Opcode("setp.le.u16 setp.ls.u16")]
    public static bool LessOrEqual(ushort a, ushort b) => a <= b;

    [Opcode("setp.gt.u16 setp.hi.u16")]
    public static bool Greater(ushort a, ushort b) => a > b;

    [Opcode("setp.ge.u16 setp.hs.u16")]
    public static bool GreaterOrEqual(ushort a, ushort b) => a >= b;

    // Ordered: false where one is NaN; unordered: true there.

    [Opcode("setp.eq.f32")]
    public static bool Equal(float a, float b) => a == b;

    [Opcode("setp.ne.f32")]
    public static bool NotEqual(float a, float b) => a < b || a > b;

    [Opcode("setp.lt.f32")]
    public static bool Less(float a, float b) => a < b;

    [Opcode("setp.le.f32")]
    public static bool LessOrEqual(float a, float b) => a <= b;

    [Opcode("setp.gt.f32")]
    public static bool Greater(float a, float b) => a > b;

    [Opcode("setp.ge.f32")]
    public static bool GreaterOrEqual(float a, float b) => a >= b;

    [Opcode("setp.equ.f32")]
    public static bool UnorderedEqual(float a, float b) => !(a < b || a > b);

    [Opcode("setp.neu.f32")]
    public static bool UnorderedNotEqual(float a, float b) => a != b;

    [Opcode("setp.ltu.f32")]
    public static bool UnorderedLess(float a, float b) => !(a >= b);

    [Opcode("setp.leu.f32")]
    public static bool UnorderedLessOrEqual(float a, float b) => !(a > b);

    [Opcode("setp.gtu.f32")]
    public static bool UnorderedGreater(float a, float b) => !(a <= b);

    [Opcode("setp.geu.f32")]
    public static bool UnorderedGreaterOrEqual(float a, float b) => !(a < b);

    [Opcode("setp.num.f32")]
    public static bool Numbers(float a, float b) => !float.IsNaN(a) && !float.IsNaN(b);

    [Opcode("setp.nan.f32")]
    public static bool NotNumbers(float a, float b) => float.IsNaN(a) || float.IsNaN(b);

    [Opcode("setp.eq.f64")]
    public static bool Equal(double a, double b) => a == b;

    [Opcode("setp.ne.f64")]
    public static bool NotEqual(double a, double b) => a < b || a > b;

    [Opcode("setp.lt.f64")]
    public static bool Less(double a, double b) => a < b;

    [Opcode("setp.le.f64")]
    public static bool LessOrEqual(double a, double b) => a <= b;

    [Opcode("setp.gt.f64")]
    public static bool Greater(double a, double b) => a > b;

    [Opcode("setp.ge.f64")]
    public static bool GreaterOrEqual(double a, double b) => a >= b;

    [Opcode("setp.equ.f64")]
    public static bool UnorderedEqual(double a, double b) => !(a < b || a > b);

    [Opcode("setp.neu.f64")]
    public static bool UnorderedNotEqual(double a, double b) => a != b;

    [Opcode("setp.ltu.f64")]
    public static bool UnorderedLess(double a, double b) => !(a >= b);

    [Opcode("setp.leu.f64")]
    public static bool UnorderedLessOrEqual(double a, double b) => !(a > b);

    [Opcode("setp.gtu.f64")]
    public static bool UnorderedGreater(double a, double b) => !(a <= b);

    [Opcode("setp.geu.f64")]
    public static bool UnorderedGreaterOrEqual(double a, double b) => !(a < b);

    [Opcode("setp.num.f64")]
    public static bool Numbers(double a, double b) => !double.IsNaN(a) && !double.IsNaN(b);

    [Opcode("setp.nan.f64")]
    public static bool NotNumbers(double a, double b) => double.IsNaN(a) || double.IsNaN(b);

    // ---- Tests of one number -----------------------------------------------------------------------------------------

    [Opcode("testp.finite.f32")]
    public static bool IsFinite(float a) => float.IsFinite(a);

    [Opcode("testp.infinite.f32")]
    public static bool IsInfinite(float a) => float.IsInfinity(a);

    [Opcode("testp.number.f32")]
    public static bool IsNumber(float a) => !float.IsNaN(a);

    [Opcode("testp.notanumber.f32")]
    public static bool IsNaN(float a) => float.IsNaN(a);

    [Opcode("testp.normal.f32")]
    public static bool IsNormal(float a) => float.IsNormal(a);

    [Opcode("testp.subnormal.f32")]
    public static bool IsSubnormal(float a) => float.IsSubnormal(a);

    [Opcode("testp.finite.f64")]
    public static bool IsFinite(double a) => double.IsFinite(a);

    [Opcode("testp.infinite.f64")]
    public static bool IsInfinite(double a) => double.IsInfinity(a);

    [Opcode("testp.number.f64")]
    public static bool IsNumber(double a) => !double.IsNaN(a);

    [Opcode("testp.notanumber.f64")]
    public static bool IsNaN(double a) => double.IsNaN(a);

    // Halves, by their bits.

    [Opcode("setp.eq.f16")]
    public static bool EqualHalf(ushort a, ushort b) => Equal(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.ne.f16")]
    public static bool NotEqualHalf(ushort a, ushort b) => NotEqual(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.lt.f16")]
    public static bool LessHalf(ushort a, ushort b) => Less(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.le.f16")]
    public static bool LessOrEqualHalf(ushort a, ushort b) => LessOrEqual(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.gt.f16")]
    public static bool GreaterHalf(ushort a, ushort b) => Greater(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.ge.f16")]
    public static bool GreaterOrEqualHalf(ushort a, ushort b) => GreaterOrEqual(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.equ.f16")]
    public static bool UnorderedEqualHalf(ushort a, ushort b) => UnorderedEqual(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.neu.f16")]
    public static bool UnorderedNotEqualHalf(ushort a, ushort b) => UnorderedNotEqual(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.ltu.f16")]
    public static bool UnorderedLessHalf(ushort a, ushort b) => UnorderedLess(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.leu.f16")]
    public static bool UnorderedLessOrEqualHalf(ushort a, ushort b) => UnorderedLessOrEqual(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.gtu.f16")]
    public static bool UnorderedGreaterHalf(ushort a, ushort b) => UnorderedGreater(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.geu.f16")]
    public static bool UnorderedGreaterOrEqualHalf(ushort a, ushort b) => UnorderedGreaterOrEqual(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.num.f16")]
    public static bool NumbersHalf(ushort a, ushort b) => Numbers(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));

    [Opcode("setp.nan.f16")]
    public static bool NotNumbersHalf(ushort a, ushort b) => NotNumbers(LaneConversions.HalfToSingle(a), LaneConversions.HalfToSingle(b));
}
