using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Kernels.Elementwise;
using ILComicGAN.Kernels.Tiles;
using ILGPU;

namespace ILComicGAN.Kernels.Convolution;

/// <summary>What a convolution does with each sum before its only store: y = f(sum + bias + residual).</summary>
/// <remarks>The activation is a type and so part of the kernel: an element-wise function needs nothing else to be fused.</remarks>
internal readonly struct EpilogueTerms<TActivation>(
    ArrayView<float> bias, int hasBias, ArrayView<float> residual, int hasResidual, float parameter)
    where TActivation : struct, IUnaryFunction
{
    private readonly ArrayView<float> _bias = bias;
    private readonly int _hasBias = hasBias;
    private readonly ArrayView<float> _residual = residual;
    private readonly int _hasResidual = hasResidual;
    private readonly float _parameter = parameter;

    /// <summary>Of an output channel.</summary>
    public float Bias(int channel) => _hasBias != 0 ? _bias[channel] : 0f;

    /// <summary>Of the element <paramref name="at"/> of y.</summary>
    public float Apply(float sum, float bias, long at)
    {
        float z = sum + bias;
        if (_hasResidual != 0)
        {
            z += _residual[at];
        }

        return default(TActivation).Apply(z, _parameter, 0f);
    }

    /// <summary>Of four successive elements of y, the first of which is a multiple of four.</summary>
    public Float4 Apply(Float4 sums, float bias, long at)
    {
        Float4 z = new() { X = sums.X + bias, Y = sums.Y + bias, Z = sums.Z + bias, W = sums.W + bias };
        if (_hasResidual != 0)
        {
            Float4 residual = _residual.Cast<Float4>()[at >> 2];
            z = new() { X = z.X + residual.X, Y = z.Y + residual.Y, Z = z.Z + residual.Z, W = z.W + residual.W };
        }

        return new()
        {
            X = default(TActivation).Apply(z.X, _parameter, 0f),
            Y = default(TActivation).Apply(z.Y, _parameter, 0f),
            Z = default(TActivation).Apply(z.Z, _parameter, 0f),
            W = default(TActivation).Apply(z.W, _parameter, 0f),
        };
    }
}
