using System.Runtime.CompilerServices;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices.Cpu.Simd;

namespace ILComicGAN.Engine.Devices.Cpu.Elementwise;

/// <summary>The operators of <see cref="BinaryOp"/> as vector code.</summary>
internal static class BinaryOperators
{
    internal readonly struct Add : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.Add(a, b);
    }

    internal readonly struct Subtract : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.Subtract(a, b);
    }

    internal readonly struct Multiply : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.Multiply(a, b);
    }

    internal readonly struct Divide : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.Divide(a, b);
    }

    internal readonly struct LeakyReluGate : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.WhereGreater(b, TSimd.Zero, a, TSimd.Multiply(p, a));
    }

    internal readonly struct GreaterOrEqual : IBinaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TSimd, TVector>(TVector a, TVector b, TVector p)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged =>
            TSimd.WhereGreater(b, a, TSimd.Zero, TSimd.Create(1));
    }
}
