using ILComicGAN.Engine.Random;

namespace ILComicGAN.Networks.Modules;

/// <summary>Opens the streams of a <see cref="RandomPurpose"/>.</summary>
public static class RandomPurposeStreams
{
    /// <summary>The random numbers of a purpose.</summary>
    /// <param name="purpose">What they are for.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="index">Which of the purpose's streams: the epoch, sample, step or parameter.</param>
    public static RandomStream Stream(this RandomPurpose purpose, ulong seed, long index) => RandomStream.For(seed, (ushort)purpose, index);
}
