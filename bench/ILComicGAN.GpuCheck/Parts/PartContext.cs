using System.Diagnostics;
using System.Globalization;
using ILComicGAN.Engine.Devices;
using ILComicGAN.GpuCheck.Entries;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>What a part works with.</summary>
/// <param name="options">What is to be done.</param>
/// <param name="file">Where its entries go.</param>
/// <param name="seconds">The time it should keep to.</param>
internal sealed class PartContext(CheckOptions options, string file, double seconds)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public CheckOptions Options => options;

    /// <summary>Whether there is time for more.</summary>
    public bool HasTime => SecondsLeft > 0;

    public double SecondsLeft => seconds - Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Opens the card.</summary>
    /// <param name="precision">Of its products.</param>
    /// <param name="tune">Whether kernels are chosen by measuring: not where nothing is timed.</param>
    public Device Open(Precision precision = Precision.Float32, bool tune = false) =>
        DeviceCatalog.Open(options.Device, new DeviceOptions { Precision = precision, Tune = tune && !options.Small });

    /// <summary>The card in a precision; null, with an entry, where it has none.</summary>
    public Device? TryOpen(Precision precision, bool tune = false)
    {
        try
        {
            return Open(precision, tune);
        }
        catch (DeviceNotFoundException e) when (precision != Precision.Float32)
        {
            Add(new Fact(Words(precision), e.Message));
            return null;
        }
    }

    public static string Words(Precision precision) => precision switch
    {
        Precision.TensorFloat32 => "tf32",
        Precision.Half => "f16",
        _ => "float32",
    };

    /// <summary>Keeps an entry, and prints it where it is worth it.</summary>
    public void Add(Entry entry)
    {
        EntryFile.Append(file, entry);
        string? line = entry switch
        {
            Fact fact => $"{fact.Name}: {fact.Text}",
            Comparison { Right: false } wrong => $"WRONG {wrong.Name}: {wrong.Text ?? Off(wrong)}",
            Timing { Seconds: var one } timing => string.Create(CultureInfo.InvariantCulture, $"{timing.Name} {timing.Precision}: {one * 1e3:F3} ms"),
            _ => null,
        };
        if (line is not null)
        {
            Console.WriteLine($"  {line}");
        }
    }

    /// <summary>Adds that something was left out for lack of time.</summary>
    public void LeftOut(string what) => Add(new Fact("left out for lack of time", what));

    private static string Off(Comparison wrong) => string.Create(CultureInfo.InvariantCulture, $"off by {wrong.Error:E1}, at most {wrong.Tolerance:E0} is rounding");
}
