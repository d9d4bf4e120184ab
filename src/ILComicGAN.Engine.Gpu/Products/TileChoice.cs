using ILComicGAN.Engine.Devices;
using ILComicGAN.Kernels.TensorCores;
using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>A tile as a variant: when it may be used, and its cost beside exact float32.</summary>
/// <param name="Shape">The tile.</param>
/// <param name="Precision">What the user must have asked for.</param>
internal sealed record TileChoice(TileShape Shape, Precision Precision)
{
    /// <summary>Every tile, exact ones first.</summary>
    public static IReadOnlyList<TileChoice> All { get; } =
    [
        .. TileShape.All.Select(shape => new TileChoice(shape, Precision.Float32)),
        .. TileShape.Tensor.Zip([Precision.TensorFloat32, Precision.Half], (shape, precision) => new TileChoice(shape, precision)),
    ];

    /// <summary>As in the kernels' names.</summary>
    public string Variant => $"{(Precision == Precision.Float32 ? "tiled" : "tensor")}.{Shape.Name}";

    public bool Fits(IlgpuDevice device) =>
        Shape.Threads <= device.MaxGroupSize && (Precision == Precision.Float32 || Precision == device.Precision);
}
