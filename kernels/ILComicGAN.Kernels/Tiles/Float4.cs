using System.Runtime.InteropServices;

namespace ILComicGAN.Kernels.Tiles;

/// <summary>Sixteen bytes that ILGPU loads and stores with one 128-bit instruction.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct Float4
{
    public float X, Y, Z, W;

    /// <summary>this ← this + a·b, element by element.</summary>
    public void Fma(float a, Float4 b)
    {
        X += a * b.X;
        Y += a * b.Y;
        Z += a * b.Z;
        W += a * b.W;
    }
}
