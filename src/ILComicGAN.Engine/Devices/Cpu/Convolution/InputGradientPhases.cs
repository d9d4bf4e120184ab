using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine.Devices.Cpu.Convolution;

/// <summary>
/// How a convolution with a stride is turned around. Input positions with equal remainders modulo the stride, a phase,
/// see the same elements of the kernel: input row firstY + stride·t got kernel row k from output row
/// t + (firstY + padding − k)/stride, where that divides. Different phases read the same output positions.
/// </summary>
internal sealed class InputGradientPhases
{
    public InputGradientPhases(in Conv2dShape s)
    {
        Rows = (s.InHeight + s.Stride - 1) / s.Stride;
        Columns = (s.InWidth + s.Stride - 1) / s.Stride;
        List<Term> terms = [];
        List<Tap> taps = [];
        First = new int[(s.Stride * s.Stride) + 1];
        for (int phase = 0; phase < s.Stride * s.Stride; phase++)
        {
            (int firstY, int firstX) = Math.DivRem(phase, s.Stride);
            for (int element = 0; element < s.KernelHeight * s.KernelWidth; element++)
            {
                (int dy, int dx) = (firstY + s.Padding - (element / s.KernelWidth), firstX + s.Padding - (element % s.KernelWidth));
                if (dy % s.Stride != 0 || dx % s.Stride != 0)
                {
                    continue;
                }

                Tap tap = new(dy / s.Stride, dx / s.Stride);
                if (!taps.Contains(tap))
                {
                    taps.Add(tap);
                }

                terms.Add(new Term(element, taps.IndexOf(tap)));
            }

            First[phase + 1] = terms.Count;
        }

        Terms = [.. terms];
        // Rows and columns are counted from the first one that any element of the kernel reaches.
        int top = taps.Count == 0 ? 0 : taps.Min(tap => tap.Row);
        int left = taps.Count == 0 ? 0 : taps.Min(tap => tap.Column);
        int bottom = taps.Count == 0 ? 0 : taps.Max(tap => tap.Row);
        int right = taps.Count == 0 ? 0 : taps.Max(tap => tap.Column);
        Taps = [.. taps.Select(tap => new Tap(tap.Row - top, tap.Column - left))];
        Source = new PictureSource(s.OutHeight, s.OutWidth, top, Rows + bottom - top, left, Columns + right - left);
    }

    /// <summary>Rows of the largest phase.</summary>
    public int Rows { get; }

    /// <summary>Columns of the largest phase.</summary>
    public int Columns { get; }

    /// <summary>The positions of gy that any phase reads, relative to a position of the phase.</summary>
    public Tap[] Taps { get; }

    /// <summary>Where they are read.</summary>
    public PictureSource Source { get; }

    /// <summary>The elements of the kernel, those of the first phase first.</summary>
    public Term[] Terms { get; }

    /// <summary>The first term of each phase, and the end.</summary>
    public int[] First { get; }

    /// <summary>One element of the kernel, and which of <see cref="Taps"/> it multiplies.</summary>
    public readonly record struct Term(int Element, int Tap);
}
