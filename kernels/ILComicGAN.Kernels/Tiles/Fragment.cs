using ILGPU;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>The eight elements that a thread carries from global to shared memory in one go.</summary>
internal struct Fragment
{
    public Float4 Low, High;

    /// <summary>Eight elements <paramref name="stride"/> apart; each address is the last one and a stride.</summary>
    public static Fragment Strided(ArrayView<float> at, int stride)
    {
        ArrayView<float> at1 = at.SubView(stride);
        ArrayView<float> at2 = at1.SubView(stride);
        ArrayView<float> at3 = at2.SubView(stride);
        ArrayView<float> at4 = at3.SubView(stride);
        ArrayView<float> at5 = at4.SubView(stride);
        ArrayView<float> at6 = at5.SubView(stride);
        ArrayView<float> at7 = at6.SubView(stride);
        return new()
        {
            Low = new() { X = at[0], Y = at1[0], Z = at2[0], W = at3[0] },
            High = new() { X = at4[0], Y = at5[0], Z = at6[0], W = at7[0] },
        };
    }
}
