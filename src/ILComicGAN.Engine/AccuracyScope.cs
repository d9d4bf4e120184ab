using ILComicGAN.Engine.Contract;

namespace ILComicGAN.Engine;

/// <summary>How accurate the convolutions of this thread have to be, until it is disposed.</summary>
/// <example><code>
/// using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
/// Tensor picture = generator.Forward(photo);
/// </code></example>
public readonly ref struct AccuracyScope
{
    [ThreadStatic]
    private static ConvolutionAccuracy? s_current;

    private readonly ConvolutionAccuracy? _before;

    /// <summary>Asks for an accuracy; a device may give a better one.</summary>
    public AccuracyScope(ConvolutionAccuracy accuracy) => (_before, s_current) = (s_current, accuracy);

    /// <summary>What is asked for now; <see cref="ConvolutionAccuracy.Standard"/> where nothing was.</summary>
    public static ConvolutionAccuracy Current => s_current ?? ConvolutionAccuracy.Standard;

    /// <summary>Back to what was asked for before.</summary>
    public void Dispose() => s_current = _before;
}
