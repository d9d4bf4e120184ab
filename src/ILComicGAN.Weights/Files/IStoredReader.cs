namespace ILComicGAN.Weights.Files;

/// <summary>Reads stored bytes by position. Going forwards is cheap in every format.</summary>
internal interface IStoredReader : IDisposable
{
    /// <summary>Fills <paramref name="target"/> from <paramref name="at"/> on.</summary>
    /// <exception cref="FormatFault">There are not that many.</exception>
    void Read(long at, Span<byte> target);
}
