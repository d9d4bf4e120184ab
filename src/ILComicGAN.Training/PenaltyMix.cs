using ILComicGAN.Engine;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Random;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Training;

/// <summary>
/// ε of the gradient penalty (Eq. 2): where between a fake and a real picture it is taken, one number in [0, 1) a sample. Those
/// of many steps go to the device at once, so that a step sends it nothing but pictures.
/// </summary>
/// <param name="device">Where they go.</param>
/// <param name="seed">Of the run.</param>
/// <param name="batch">Samples of a step.</param>
internal sealed class PenaltyMix(Device device, ulong seed, int batch) : IDisposable
{
    private const int StepsAtOnce = 256;

    private readonly DeviceBuffer _values = device.Allocator.Rent(StepsAtOnce * batch);
    private long _block = -1;

    /// <summary>ε [N, 1, 1, 1] of a part of the batch.</summary>
    /// <param name="criticStep">Critic steps of the run before this one.</param>
    /// <param name="part">Which samples.</param>
    public Tensor Of(long criticStep, BatchPart part)
    {
        Fill(criticStep / StepsAtOnce);
        Tensor y = Tensor.Empty(device, new Shape(part.Count, 1, 1, 1));
        device.Submit(new Copy(_values, y.Buffer, new CopyPlan([part.Count], [1], [1], (criticStep % StepsAtOnce * batch) + part.First)));
        return y;
    }

    public void Dispose() => _values.Release();

    private void Fill(long block)
    {
        if (block == _block)
        {
            return;
        }

        float[] values = new float[StepsAtOnce * batch];
        for (int step = 0; step < StepsAtOnce; step++)
        {
            RandomPurpose.PenaltyMix.Stream(seed, (block * StepsAtOnce) + step).FillUniform(values.AsSpan(step * batch, batch), 0, 1);
        }

        device.Upload(values, _values);
        _block = block;
    }
}
