namespace ILComicGAN.PtxMachine.Translation;

/// <content>float32 and float64.</content>
internal static partial class LaneFunctions
{
    // ---- float32 -----------------------------------------------------------------------------------------------------

    [Opcode("add.f32 add.rn.f32")]
    public static float Add(float a, float b) => a + b;

    [Opcode("sub.f32 sub.rn.f32")]
    public static float Subtract(float a, float b) => a - b;

    [Opcode("mul.f32 mul.rn.f32")]
    public static float Multiply(float a, float b) => a * b;

    [Opcode("fma.rn.f32 mad.rn.f32 mad.f32")]
    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <summary>What the assembler makes of a product and a sum: one rounding.</summary>
    [Opcode("fused.add.f32")]
    public static float FusedAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    [Opcode("fused.sub.f32")]
    public static float FusedSubtract(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, -c);

    [Opcode("fused.rsub.f32")]
    public static float FusedSubtractFrom(float a, float b, float c) => MathF.FusedMultiplyAdd(-a, b, c);

    [Opcode("div.rn.f32")]
    public static float Divide(float a, float b) => a / b;

    [Opcode("rcp.rn.f32")]
    public static float Reciprocal(float a) => 1f / a;

    [Opcode("sqrt.rn.f32")]
    public static float SquareRoot(float a) => MathF.Sqrt(a);

    [Opcode("add.rz.f32")]
    public static float AddToZero(float a, float b) => Rounding.Sum(a, b, RoundingMode.Zero);

    [Opcode("add.rm.f32")]
    public static float AddDown(float a, float b) => Rounding.Sum(a, b, RoundingMode.Down);

    [Opcode("add.rp.f32")]
    public static float AddUp(float a, float b) => Rounding.Sum(a, b, RoundingMode.Up);

    [Opcode("sub.rz.f32")]
    public static float SubtractToZero(float a, float b) => Rounding.Sum(a, -b, RoundingMode.Zero);

    [Opcode("sub.rm.f32")]
    public static float SubtractDown(float a, float b) => Rounding.Sum(a, -b, RoundingMode.Down);

    [Opcode("sub.rp.f32")]
    public static float SubtractUp(float a, float b) => Rounding.Sum(a, -b, RoundingMode.Up);

    [Opcode("mul.rz.f32")]
    public static float MultiplyToZero(float a, float b) => Rounding.ToSingle((double)a * b, 0, RoundingMode.Zero);

    [Opcode("mul.rm.f32")]
    public static float MultiplyDown(float a, float b) => Rounding.ToSingle((double)a * b, 0, RoundingMode.Down);

    [Opcode("mul.rp.f32")]
    public static float MultiplyUp(float a, float b) => Rounding.ToSingle((double)a * b, 0, RoundingMode.Up);

    [Opcode("fma.rz.f32 mad.rz.f32")]
    public static float MultiplyAddToZero(float a, float b, float c) => Rounding.Sum((double)a * b, c, RoundingMode.Zero);

    [Opcode("fma.rm.f32 mad.rm.f32")]
    public static float MultiplyAddDown(float a, float b, float c) => Rounding.Sum((double)a * b, c, RoundingMode.Down);

    [Opcode("fma.rp.f32 mad.rp.f32")]
    public static float MultiplyAddUp(float a, float b, float c) => Rounding.Sum((double)a * b, c, RoundingMode.Up);

    [Opcode("div.rz.f32")]
    public static float DivideToZero(float a, float b) => Rounding.Quotient(a, b, RoundingMode.Zero);

    [Opcode("div.rm.f32")]
    public static float DivideDown(float a, float b) => Rounding.Quotient(a, b, RoundingMode.Down);

    [Opcode("div.rp.f32")]
    public static float DivideUp(float a, float b) => Rounding.Quotient(a, b, RoundingMode.Up);

    [Opcode("rcp.rz.f32")]
    public static float ReciprocalToZero(float a) => Rounding.Quotient(1, a, RoundingMode.Zero);

    [Opcode("rcp.rm.f32")]
    public static float ReciprocalDown(float a) => Rounding.Quotient(1, a, RoundingMode.Down);

    [Opcode("rcp.rp.f32")]
    public static float ReciprocalUp(float a) => Rounding.Quotient(1, a, RoundingMode.Up);

    [Opcode("sqrt.rz.f32")]
    public static float SquareRootToZero(float a) => Rounding.SquareRoot(a, RoundingMode.Zero);

    [Opcode("sqrt.rm.f32")]
    public static float SquareRootDown(float a) => Rounding.SquareRoot(a, RoundingMode.Down);

    [Opcode("sqrt.rp.f32")]
    public static float SquareRootUp(float a) => Rounding.SquareRoot(a, RoundingMode.Up);

    /// <summary>A number wins over NaN, and +0 over −0.</summary>
    [Opcode("min.f32")]
    public static float Min(float a, float b) => float.MinNumber(a, b);

    [Opcode("max.f32")]
    public static float Max(float a, float b) => float.MaxNumber(a, b);

    [Opcode("min.NaN.f32")]
    public static float MinNaN(float a, float b) => MathF.Min(a, b);

    [Opcode("max.NaN.f32")]
    public static float MaxNaN(float a, float b) => MathF.Max(a, b);

    [Opcode("neg.f32")]
    public static float Negate(float a) => -a;

    [Opcode("abs.f32")]
    public static float Abs(float a) => MathF.Abs(a);

    /// <summary>The first operand's sign on the second's magnitude.</summary>
    [Opcode("copysign.f32")]
    public static float CopySign(float a, float b) => MathF.CopySign(b, a);

    [Opcode("ex2.approx.f32")]
    public static float Exp2(float a) => Approximation.Relative(Math.Pow(2, a), 22);

    [Opcode("lg2.approx.f32")]
    public static float Log2(float a) => Approximation.Log2(a);

    [Opcode("sin.approx.f32")]
    public static float Sine(float a) => Approximation.Absolute(Math.Sin(a), 20);

    [Opcode("cos.approx.f32")]
    public static float Cosine(float a) => Approximation.Absolute(Math.Cos(a), 20);

    [Opcode("tanh.approx.f32")]
    public static float Tanh(float a) => Approximation.Relative(Math.Tanh(a), 11);

    [Opcode("rsqrt.approx.f32")]
    public static float ReciprocalSquareRoot(float a) =>
        a == 0 ? MathF.CopySign(float.PositiveInfinity, a) : Approximation.Relative(1 / Math.Sqrt(a), 22);

    [Opcode("rcp.approx.f32")]
    public static float ReciprocalApproximate(float a) => Approximation.Relative(1.0 / a, 22);

    [Opcode("sqrt.approx.f32")]
    public static float SquareRootApproximate(float a) => Approximation.Relative(Math.Sqrt(a), 22);

    /// <summary>Two units in the last place; divisors beyond 2¹²⁶ give 0.</summary>
    [Opcode("div.full.f32 div.approx.f32")]
    public static float DivideApproximate(float a, float b) =>
        float.IsFinite(a) && MathF.Abs(b) > 8.5070592e37f && float.IsFinite(b) ? MathF.CopySign(0, a) * MathF.CopySign(1, b)
        : Approximation.Relative((double)a / b, 22);

    // ---- float64 -----------------------------------------------------------------------------------------------------

    [Opcode("add.f64 add.rn.f64")]
    public static double Add(double a, double b) => a + b;

    [Opcode("sub.f64 sub.rn.f64")]
    public static double Subtract(double a, double b) => a - b;

    [Opcode("mul.f64 mul.rn.f64")]
    public static double Multiply(double a, double b) => a * b;

    [Opcode("fma.rn.f64 mad.rn.f64 mad.f64")]
    public static double MultiplyAdd(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);

    [Opcode("div.rn.f64")]
    public static double Divide(double a, double b) => a / b;

    [Opcode("rcp.rn.f64")]
    public static double Reciprocal(double a) => 1 / a;

    [Opcode("sqrt.rn.f64")]
    public static double SquareRoot(double a) => Math.Sqrt(a);

    [Opcode("min.f64")]
    public static double Min(double a, double b) => double.MinNumber(a, b);

    [Opcode("max.f64")]
    public static double Max(double a, double b) => double.MaxNumber(a, b);

    [Opcode("neg.f64")]
    public static double Negate(double a) => -a;

    [Opcode("abs.f64")]
    public static double Abs(double a) => Math.Abs(a);

    [Opcode("copysign.f64")]
    public static double CopySign(double a, double b) => Math.CopySign(b, a);
}
