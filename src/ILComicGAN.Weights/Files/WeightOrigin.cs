namespace ILComicGAN.Weights.Files;

/// <summary>Where tensors come from, for messages.</summary>
internal sealed record WeightOrigin(string Path, string Format)
{
    /// <summary>Runs a reader and turns what can go wrong into one sentence with the file's name.</summary>
    /// <exception cref="WeightFormatException">The file cannot be used.</exception>
    public T Explain<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatFault e)
        {
            throw new WeightFormatException($"The weight file '{Path}' is not a usable {Format} file: {e.Message}; {e.Advice}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightFormatException($"The weight file '{Path}' cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
