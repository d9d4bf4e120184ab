using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Elementwise;

/// <summary>The operators of <see cref="UnaryOp"/> as vector code.</summary>
internal static class UnaryOperators
{
    internal readonly struct Affine : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.MultiplyAdd(p0, x, p1);
    }

    internal readonly struct Abs : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.Abs(x);
    }

    internal readonly struct Sign : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.WhereGreater(x, TSimd.Zero, TSimd.Create(1), TSimd.WhereGreater(TSimd.Zero, x, TSimd.Create(-1), TSimd.Zero));
    }

    internal readonly struct Sqrt : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.Sqrt(x);
    }

    internal readonly struct Reciprocal : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.Divide(TSimd.Create(1), x);
    }

    internal readonly struct LeakyRelu : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.WhereGreater(x, TSimd.Zero, x, TSimd.Multiply(p0, x));
    }

    internal readonly struct Clamp : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.Min(TSimd.Max(x, p0), p1);
    }

    internal readonly struct InRange : IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector x, TVector p0, TVector p1)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.WhereGreater(x, p0, TSimd.WhereGreater(p1, x, TSimd.Create(1), TSimd.Zero), TSimd.Zero);
    }
}
