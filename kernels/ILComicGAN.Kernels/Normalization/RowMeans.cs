using ILGPU;

namespace ILComicGAN.Kernels.Normalization;

/// <summary>The five means per row that the second derivative needs: of g, g·x̂ (a), v, v·x̂ (b) and g·v (c).</summary>
internal struct RowMeans
{
    public ArrayView<float> G, A, V, B, C;
}
