namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>The interpolation points of F(6×6, r×r): ±a, ±b, ±c, ∞ and, for three taps, 0.</summary>
internal interface IWinogradPoints
{
    /// <summary>r: rows and columns of a kernel, 2 or 3.</summary>
    static abstract int Taps { get; }

    static abstract float A { get; }

    static abstract float B { get; }

    static abstract float C { get; }
}
