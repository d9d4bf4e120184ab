using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILGPU.Runtime.Cuda;

namespace ILComicGAN.Engine.Gpu.Choice;

/// <summary>What the estimates know of a card.</summary>
/// <param name="Multiprocessors">How many.</param>
/// <param name="Lanes">Fused multiply-adds of one multiprocessor in a clock.</param>
/// <param name="Gigahertz">Of the clock.</param>
/// <param name="GigabytesPerSecond">Of the memory.</param>
/// <param name="CacheMegabytes">Of the second level.</param>
/// <param name="TensorFloat32">A tf32 product's time beside a float32 one.</param>
/// <param name="Half">An f16 product's time beside a float32 one.</param>
internal sealed record CardTraits(
    int Multiprocessors, int Lanes, double Gigahertz, double GigabytesPerSecond, double CacheMegabytes, double TensorFloat32, double Half)
{
    /// <summary>
    /// The cards that the architectures are known for. The tensor cores of RTX 30 and 40 multiply tf32 no faster than their
    /// other cores multiply float32, and f16 twice as fast; a product loses some of that to moving its tiles.
    /// </summary>
    private static readonly (int Architecture, CardTraits Traits)[] s_known =
    [
        (75, new(68, 64, 1.545, 616, 5.5, 1, 0.43)),
        (80, new(108, 128 / 2, 1.41, 1555, 40, 0.35, 0.33)),
        (86, new(82, 128, 1.695, 936, 6, 1.05, 0.6)),
        (89, new(128, 128, 2.52, 1008, 72, 1.05, 0.6)),
        (90, new(132, 128, 1.98, 3352, 50, 0.34, 0.32)),
    ];

    /// <summary>Fused multiply-adds in a second.</summary>
    public double Peak => Multiprocessors * Lanes * Gigahertz * 1e9;

    /// <summary>Multiply-adds in the time that one float takes to or from memory.</summary>
    public double PerFloat => Peak * sizeof(float) / (GigabytesPerSecond * 1e9);

    /// <summary>A card by its compute capability, 86 for sm_86, with so many multiprocessors; memory grows with them.</summary>
    public static CardTraits Of(int architecture, int multiprocessors)
    {
        CardTraits known = s_known.LastOrDefault(card => card.Architecture <= architecture, s_known[0]).Traits;
        return known with
        {
            Multiprocessors = multiprocessors,
            GigabytesPerSecond = known.GigabytesPerSecond * multiprocessors / known.Multiprocessors,
        };
    }

    /// <summary>The card of an architecture; one of sm_86 where it is none of NVIDIA's.</summary>
    public static CardTraits Of(CudaArchitecture? architecture, int multiprocessors) =>
        Of(architecture is { } a ? (10 * a.Major) + a.Minor : 86, multiprocessors);

    /// <summary>A product's time in a precision beside float32.</summary>
    public double Cost(Precision precision) => precision switch
    {
        Precision.TensorFloat32 => TensorFloat32,
        Precision.Half => Half,
        _ => 1,
    };
}
