namespace ILComicGAN.Kernels.Convolution;

/// <summary>What a prologue does to the elements of one channel of one sample: LeakyReLU((x − μ)·scale + β).</summary>
internal struct ChannelTerms
{
    public float Mean, Scale, Beta, Slope;

    public readonly float Apply(float x)
    {
        float z = ((x - Mean) * Scale) + Beta;
        return z > 0f ? z : Slope * z;
    }
}
