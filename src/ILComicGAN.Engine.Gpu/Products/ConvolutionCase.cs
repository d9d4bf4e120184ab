using ILComicGAN.Engine.Contract;

namespace ILComicGAN.Engine.Gpu.Products;

/// <summary>What the choice of a convolution's kernel depends on.</summary>
/// <param name="Shape">Sizes of what is seen.</param>
/// <param name="View">How the input is seen, or null.</param>
/// <param name="IsExact">Whether transforms are not to be used, whose rounding errors are larger.</param>
/// <param name="HasPrologue">Whether the input is normalized where it is read.</param>
/// <param name="HasStatistics">Whether statistics of the result are taken.</param>
internal readonly record struct ConvolutionCase(
    Conv2dShape Shape, InputView? View = null, bool IsExact = false, bool HasPrologue = false, bool HasStatistics = false)
{
    /// <summary>Whether the input is read otherwise than it is stored.</summary>
    public bool IsSeen => View is not null || HasPrologue;

    /// <summary>Height and width of the input as it is stored.</summary>
    public (int Height, int Width) Stored => View is { } view ? (view.Height, view.Width) : (Shape.InHeight, Shape.InWidth);

    /// <summary>Rows and columns before the picture.</summary>
    public (int Top, int Left) Before => View is { } view ? (view.Top, view.Left) : (Shape.Padding, Shape.Padding);
}
