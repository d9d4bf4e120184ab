using System.Numerics;
using System.Reflection;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Translation;

/// <summary>The scalar functions behind <c>cvt</c>.</summary>
internal static class LaneConversions
{
    private static readonly Dictionary<PtxType, Type> s_integers = new()
    {
        [PtxType.U8] = typeof(byte), [PtxType.S8] = typeof(sbyte), [PtxType.U16] = typeof(ushort), [PtxType.S16] = typeof(short),
        [PtxType.U32] = typeof(uint), [PtxType.S32] = typeof(int), [PtxType.U64] = typeof(ulong), [PtxType.S64] = typeof(long),
    };

    /// <summary>The function for the words between <c>cvt</c> and the types; null where there is none.</summary>
    public static MethodInfo? Find(IReadOnlyCollection<string> modifiers, PtxType to, PtxType from)
    {
        bool saturates = modifiers.Contains("sat");
        string? rounding = modifiers.FirstOrDefault(word => word is "rn" or "rz" or "rm" or "rp" or "rna" or "rni" or "rzi" or "rmi" or "rpi");
        if (modifiers.Count > (saturates ? 1 : 0) + (rounding is null ? 0 : 1))
        {
            return null;
        }

        if (s_integers.TryGetValue(to, out Type? integer) && s_integers.TryGetValue(from, out Type? source))
        {
            return rounding is null ? Generic(saturates ? nameof(Saturated) : nameof(Truncated), source, integer) : null;
        }

        if (integer is not null)
        {
            string name = $"{(from == PtxType.F64 ? "Wide" : from == PtxType.F16 ? "Half" : "")}To{rounding switch { "rni" => "Nearest", "rzi" => "Zero", "rmi" => "Down", "rpi" => "Up", _ => "?" }}";
            return from is PtxType.F16 or PtxType.F32 or PtxType.F64 ? Generic(name, integer) : null;
        }

        if (s_integers.TryGetValue(from, out source))
        {
            string? name = (to, rounding) switch
            {
                (PtxType.F32, "rn") => nameof(IntegerToSingle),
                (PtxType.F32, "rz") => nameof(IntegerToSingleZero),
                (PtxType.F32, "rm") => nameof(IntegerToSingleDown),
                (PtxType.F32, "rp") => nameof(IntegerToSingleUp),
                (PtxType.F64, "rn") => nameof(IntegerToDouble),
                (PtxType.F16, "rn") => nameof(IntegerToHalf),
                _ => null,
            };
            return name is null ? null : Generic(name, source);
        }

        string? plain = (to, from, rounding) switch
        {
            (PtxType.F64, PtxType.F32, null) => nameof(SingleToDouble),
            (PtxType.F32, PtxType.F64, "rn") => nameof(DoubleToSingle),
            (PtxType.F32, PtxType.F64, "rz") => nameof(DoubleToSingleZero),
            (PtxType.F32, PtxType.F64, "rm") => nameof(DoubleToSingleDown),
            (PtxType.F32, PtxType.F64, "rp") => nameof(DoubleToSingleUp),
            (PtxType.F16, PtxType.F32, "rn") => nameof(SingleToHalf),
            (PtxType.F16, PtxType.F32, "rz") => nameof(SingleToHalfZero),
            (PtxType.F32, PtxType.F16, null) => nameof(HalfToSingle),
            (PtxType.F64, PtxType.F16, null) => nameof(HalfToDouble),
            (PtxType.F16, PtxType.F64, "rn") => nameof(DoubleToHalf),
            (PtxType.BF16, PtxType.F32, "rn") => nameof(SingleToBrain),
            (PtxType.BF16, PtxType.F32, "rz") => nameof(SingleToBrainZero),
            (PtxType.F32, PtxType.BF16, null) => nameof(BrainToSingle),
            (PtxType.TF32, PtxType.F32, "rna") => nameof(SingleToTensor),
            (PtxType.F32, PtxType.F32, null) => nameof(SingleToSingle),
            (PtxType.F32, PtxType.F32, "rni") => nameof(SingleNearest),
            (PtxType.F32, PtxType.F32, "rzi") => nameof(SingleZero),
            (PtxType.F32, PtxType.F32, "rmi") => nameof(SingleDown),
            (PtxType.F32, PtxType.F32, "rpi") => nameof(SingleUp),
            (PtxType.F64, PtxType.F64, "rni") => nameof(DoubleNearest),
            (PtxType.F64, PtxType.F64, "rzi") => nameof(DoubleZero),
            (PtxType.F64, PtxType.F64, "rmi") => nameof(DoubleDown),
            (PtxType.F64, PtxType.F64, "rpi") => nameof(DoubleUp),
            _ => null,
        };
        return plain is null ? null : typeof(LaneConversions).GetMethod(plain)!;
    }

    private static MethodInfo? Generic(string name, params Type[] types) => typeof(LaneConversions).GetMethod(name)?.MakeGenericMethod(types);

    public static TTo Truncated<TFrom, TTo>(TFrom a)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo> => TTo.CreateTruncating(a);

    public static TTo Saturated<TFrom, TTo>(TFrom a)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo> => TTo.CreateSaturating(a);

    // To integers: out of range saturates, NaN is 0 — which is what CreateSaturating does.

    public static T ToNearest<T>(float a)
        where T : INumberBase<T> => T.CreateSaturating(MathF.Round(a, MidpointRounding.ToEven));

    public static T ToZero<T>(float a)
        where T : INumberBase<T> => T.CreateSaturating(a);

    public static T ToDown<T>(float a)
        where T : INumberBase<T> => T.CreateSaturating(MathF.Floor(a));

    public static T ToUp<T>(float a)
        where T : INumberBase<T> => T.CreateSaturating(MathF.Ceiling(a));

    public static T WideToNearest<T>(double a)
        where T : INumberBase<T> => T.CreateSaturating(Math.Round(a, MidpointRounding.ToEven));

    public static T WideToZero<T>(double a)
        where T : INumberBase<T> => T.CreateSaturating(a);

    public static T WideToDown<T>(double a)
        where T : INumberBase<T> => T.CreateSaturating(Math.Floor(a));

    public static T WideToUp<T>(double a)
        where T : INumberBase<T> => T.CreateSaturating(Math.Ceiling(a));

    public static T HalfToNearest<T>(ushort a)
        where T : INumberBase<T> => ToNearest<T>(HalfToSingle(a));

    public static T HalfToZero<T>(ushort a)
        where T : INumberBase<T> => ToZero<T>(HalfToSingle(a));

    public static T HalfToDown<T>(ushort a)
        where T : INumberBase<T> => ToDown<T>(HalfToSingle(a));

    public static T HalfToUp<T>(ushort a)
        where T : INumberBase<T> => ToUp<T>(HalfToSingle(a));

    public static float IntegerToSingle<T>(T a)
        where T : INumberBase<T> => float.CreateTruncating(a);

    public static float IntegerToSingleZero<T>(T a)
        where T : INumberBase<T> => Directed(a, RoundingMode.Zero);

    public static float IntegerToSingleDown<T>(T a)
        where T : INumberBase<T> => Directed(a, RoundingMode.Down);

    public static float IntegerToSingleUp<T>(T a)
        where T : INumberBase<T> => Directed(a, RoundingMode.Up);

    public static double IntegerToDouble<T>(T a)
        where T : INumberBase<T> => double.CreateTruncating(a);

    public static ushort IntegerToHalf<T>(T a)
        where T : INumberBase<T> => DoubleToHalf(double.CreateTruncating(a));

    private static float Directed<T>(T a, RoundingMode mode)
        where T : INumberBase<T>
    {
        double value = double.CreateTruncating(a);
        return Rounding.ToSingle(value, (double)(BigInteger.CreateTruncating(a) - new BigInteger(value)), mode);
    }

    public static double SingleToDouble(float a) => a;

    public static float DoubleToSingle(double a) => (float)a;

    public static float DoubleToSingleZero(double a) => Rounding.ToSingle(a, 0, RoundingMode.Zero);

    public static float DoubleToSingleDown(double a) => Rounding.ToSingle(a, 0, RoundingMode.Down);

    public static float DoubleToSingleUp(double a) => Rounding.ToSingle(a, 0, RoundingMode.Up);

    public static ushort SingleToHalf(float a) => float.IsNaN(a) ? (ushort)0x7FFF : BitConverter.HalfToUInt16Bits((Half)a);

    public static ushort SingleToHalfZero(float a)
    {
        Half nearest = (Half)a;
        bool away = MathF.Abs((float)nearest) > MathF.Abs(a);
        ushort bits = BitConverter.HalfToUInt16Bits(nearest);
        return away ? (ushort)(bits - 1) : bits;
    }

    public static ushort DoubleToHalf(double a) => BitConverter.HalfToUInt16Bits((Half)a);

    public static float HalfToSingle(ushort a) => (float)BitConverter.UInt16BitsToHalf(a);

    public static double HalfToDouble(ushort a) => (double)BitConverter.UInt16BitsToHalf(a);

    public static ushort SingleToBrain(float a)
    {
        uint bits = BitConverter.SingleToUInt32Bits(a);
        return float.IsNaN(a) ? (ushort)0x7FFF : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    public static ushort SingleToBrainZero(float a) => float.IsNaN(a) ? (ushort)0x7FFF : (ushort)(BitConverter.SingleToUInt32Bits(a) >> 16);

    public static float BrainToSingle(ushort a) => BitConverter.UInt32BitsToSingle((uint)a << 16);

    /// <summary>Ten bits of fraction, to nearest, ties away from zero; the lower thirteen bits are zero.</summary>
    public static uint SingleToTensor(float a)
    {
        uint bits = BitConverter.SingleToUInt32Bits(a);
        return float.IsFinite(a) ? (bits + 0x1000) & 0xFFFFE000 : bits & 0xFFFFE000;
    }

    public static float SingleToSingle(float a) => a;

    public static float SingleNearest(float a) => MathF.Round(a, MidpointRounding.ToEven);

    public static float SingleZero(float a) => MathF.Truncate(a);

    public static float SingleDown(float a) => MathF.Floor(a);

    public static float SingleUp(float a) => MathF.Ceiling(a);

    public static double DoubleNearest(double a) => Math.Round(a, MidpointRounding.ToEven);

    public static double DoubleZero(double a) => Math.Truncate(a);

    public static double DoubleDown(double a) => Math.Floor(a);

    public static double DoubleUp(double a) => Math.Ceiling(a);
}
