using ILComicGAN.Kernels.Launch;
using ILGPU;

namespace ILComicGAN.Kernels.Optimization;

internal readonly struct AdamBody(
    ArrayView<float> w, ArrayView<float> g, ArrayView<float> m, ArrayView<float> v, AdamNumbers numbers) : IElementBody
{
    private readonly ArrayView<float> _w = w;
    private readonly ArrayView<float> _g = g;
    private readonly ArrayView<float> _m = m;
    private readonly ArrayView<float> _v = v;
    private readonly AdamNumbers _numbers = numbers;

    public void At(long index)
    {
        float g = _g[index];
        float m = (_numbers.Beta1 * _m[index]) + (_numbers.OneMinusBeta1 * g);
        float v = (_numbers.Beta2 * _v[index]) + (_numbers.OneMinusBeta2 * g * g);
        _m[index] = m;
        _v[index] = v;
        float root = MathF.Sqrt(v * _numbers.SecondCorrection) + _numbers.Epsilon;
        _w[index] -= _numbers.CorrectedRate * m / root;
    }
}
