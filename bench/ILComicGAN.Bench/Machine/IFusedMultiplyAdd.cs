using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ILComicGAN.Bench.Machine;

/// <summary>A vector type's multiply-add.</summary>
internal interface IFusedMultiplyAdd<TVector>
{
    static abstract TVector Create(float value);

    static abstract TVector Compute(TVector a, TVector b, TVector c);

    static abstract float First(TVector a);
}

internal readonly struct Fused512 : IFusedMultiplyAdd<Vector512<float>>
{
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Compute(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(Vector512<float> a) => a.ToScalar();
}

internal readonly struct Fused256 : IFusedMultiplyAdd<Vector256<float>>
{
    public static Vector256<float> Create(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Compute(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(Vector256<float> a) => a.ToScalar();
}

internal readonly struct Fused128 : IFusedMultiplyAdd<Vector128<float>>
{
    public static Vector128<float> Create(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Compute(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(Vector128<float> a) => a.ToScalar();
}
