using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Gpu.Benchmarks;

/// <summary>An operation, or one kernel variant of it, that can be run alone.</summary>
/// <param name="Name">“conv-forward/tiled.128x128.16x8”.</param>
/// <param name="Dimensions">The names of a shape's numbers, in order; those in brackets may be left out.</param>
/// <param name="Standard">A shape of the size that training has.</param>
/// <param name="Variant">The kernel to force on a GPU; null for the device's own choice.</param>
/// <param name="Make">From a shape's numbers to the work.</param>
public sealed record KernelBenchmark(
    string Name, string Dimensions, string Standard, string? Variant, Func<IReadOnlyList<int>, KernelWork> Make)
{
    /// <summary>Float32 sums of this project's lengths stay far below.</summary>
    private const double LargestError = 1e-4;

    /// <summary>Operands of tensor cores have ten bits of fraction: rounding each is off by up to 5e-4.</summary>
    private const double LargestTensorError = 1e-3;

    /// <summary>The operation, the same for all variants of it: “conv-forward”.</summary>
    public string Family => Variant is null ? Name : Name.Split('/')[0];

    /// <summary>The largest relative error against the cpu device that is rounding and no fault.</summary>
    public static double LargestErrorOf(string? variant) => PrecisionOf(variant) == Precision.Float32 ? LargestError : LargestTensorError;

    /// <summary>The precision of products that a variant is made for, which the end of its name says.</summary>
    /// <param name="variant">As “tensor.128x128.tf32”; null for the device's own choice.</param>
    public static Precision PrecisionOf(string? variant) => variant switch
    {
        not null when variant.EndsWith("tf32", StringComparison.Ordinal) => Precision.TensorFloat32,
        not null when variant.EndsWith("f16", StringComparison.Ordinal) => Precision.Half,
        _ => Precision.Float32,
    };

    /// <summary>Reads a shape such as 1x64x256x256.</summary>
    /// <exception cref="ArgumentException">It is not such a shape; the message says what is expected.</exception>
    public KernelWork Parse(string shape)
    {
        string[] names = Dimensions.Split('x');
        int least = names.Count(name => !name.StartsWith('['));
        List<int> numbers = [];
        foreach (string part in shape.Split('x'))
        {
            if (!int.TryParse(part, out int number) || number < 0)
            {
                throw Unreadable(shape);
            }

            numbers.Add(number);
        }

        if (numbers.Count < least || numbers.Count > names.Length || numbers.Take(least).Any(number => number == 0))
        {
            throw Unreadable(shape);
        }

        KernelWork work = Make(numbers);
        return work.Output > 0 ? work : throw Unreadable(shape);
    }

    private ArgumentException Unreadable(string shape) =>
        new($"'{shape}' is not a shape for {Name}; it is {Dimensions}, for example {Standard}");
}
