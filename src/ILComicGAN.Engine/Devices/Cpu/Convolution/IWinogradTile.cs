using ILComicGAN.Engine.Devices.Cpu.Normalization;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// The transforms of F(m×m, 3×3) for one m: Y = Aᵀ·[(G·g·Gᵀ) ∘ (Bᵀ·d·B)]·A makes a tile of m×m outputs of (m + 2)×(m + 2)
/// inputs. One vector holds the same element of as many tiles as it has floats.
/// </summary>
internal unsafe interface IWinogradTile<TVector>
    where TVector : unmanaged
{
    /// <summary>m: rows and columns of outputs in a tile.</summary>
    static abstract int Outputs { get; }

    /// <summary>m + 2: rows and columns of inputs to a tile; its square is the number of products.</summary>
    static abstract int Inputs { get; }

    /// <summary>Sorts m vectors of neighboring floats by their remainder modulo m: those of k go to target + k·stride.</summary>
    static abstract void Split(float* source, float* target, int stride);

    /// <summary>v = Bᵀ·d·B of what <paramref name="given"/> makes of d, for one vector of tiles.</summary>
    /// <param name="d">Row r, column c (of the first m) at d + r·<paramref name="rowStride"/> + c·<paramref name="columnStride"/>.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    /// <param name="columnStride">Floats from one column to the next.</param>
    /// <param name="beyond">Where column m lies behind the row's beginning; column m + 1 lies <paramref name="columnStride"/> further.</param>
    /// <param name="v">Element e goes to v + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    /// <param name="given">Applied to each input.</param>
    static abstract void Input<TMap>(
        float* d, long rowStride, long columnStride, long beyond, float* v, long stride, in TMap given)
        where TMap : struct, IElementMap<TVector>;

    /// <summary>y = LeakyReLU(Aᵀ·m·A + bias) for one vector of tiles.</summary>
    /// <param name="m">Element e at m + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    /// <param name="bias">Added to each output.</param>
    /// <param name="slope">For negative outputs; 1 for no activation.</param>
    /// <param name="y">Row r of the tiles, all outputs side by side, at y + r·<paramref name="rowStride"/>.</param>
    /// <param name="rowStride">Floats from one row to the next.</param>
    static abstract void Output(float* m, long stride, float bias, float slope, float* y, long rowStride);

    /// <summary>u = G·g·Gᵀ, one vector of kernels at once: element (r, c) of the kernels at g + (3·r + c)·Count.</summary>
    /// <param name="g">[9][Count].</param>
    /// <param name="u">Element e goes to u + e·<paramref name="stride"/>.</param>
    /// <param name="stride">Floats from one element to the next.</param>
    static abstract void Kernel(float* g, float* u, long stride);
}
