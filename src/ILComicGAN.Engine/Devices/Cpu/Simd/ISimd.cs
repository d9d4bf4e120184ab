using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Simd;

/// <summary>
/// Arithmetic on as many floats at once as a machine can do, so that each kernel is written once for all of them.
/// The scalar form is the same thing with one float, and finishes what does not fill a vector.
/// </summary>
/// <typeparam name="TVector">The machine's vector, or float.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether there are registers for a tile of 8 × 3 accumulators (32) or of 4 × 3 (16).</summary>
    static abstract bool HasWideTile { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Create(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* target);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a·b + c.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Min(TVector a, TVector b);

    static abstract TVector Max(TVector a, TVector b);

    static abstract TVector Abs(TVector a);

    static abstract TVector Sqrt(TVector a);

    /// <summary>Where a &gt; b the elements of <paramref name="yes"/>, else those of <paramref name="no"/>.</summary>
    static abstract TVector WhereGreater(TVector a, TVector b, TVector yes, TVector no);

    /// <summary>The sum of the elements.</summary>
    static abstract float Sum(TVector a);

    /// <summary>Sorts 4·<see cref="Count"/> floats by their remainder modulo 4: target[k·stride + i] = source[4·i + k].</summary>
    static abstract void Split4(float* source, float* target, int stride);

    /// <summary>The reverse: target[4·i + k] = element i of the k-th vector.</summary>
    static abstract void Merge4(TVector p0, TVector p1, TVector p2, TVector p3, float* target);

    /// <summary>Sorts 6·<see cref="Count"/> floats by their remainder modulo 6: target[k·stride + i] = source[6·i + k].</summary>
    static abstract void Split6(float* source, float* target, int stride);

    /// <summary>The reverse: target[6·i + k] = element i of the k-th vector.</summary>
    static abstract void Merge6(TVector p0, TVector p1, TVector p2, TVector p3, TVector p4, TVector p5, float* target);

    /// <summary>Elements of a and b in turn: target[2·i] = a_i, target[2·i + 1] = b_i.</summary>
    static abstract void Interleave(TVector a, TVector b, float* target);

    /// <summary>Elements 0, 2, 4, … of <paramref name="low"/> followed by <paramref name="high"/>.</summary>
    static abstract TVector Evens(TVector low, TVector high);

    /// <summary>Elements 1, 3, 5, … of <paramref name="low"/> followed by <paramref name="high"/>.</summary>
    static abstract TVector Odds(TVector low, TVector high);

    /// <summary>Turns a block of <see cref="Count"/> rows and columns: target[c·targetStride + r] = source[r·sourceStride + c].</summary>
    static abstract void Transpose(float* source, long sourceStride, float* target, long targetStride);
}
