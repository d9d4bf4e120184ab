using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Gpu;
using ILComicGAN.Engine.Gpu.Choice;
using ILComicGAN.Engine.Gpu.Products;
using ILComicGAN.Engine.Ptx;
using ILComicGAN.Kernels.TensorCores;
using ILComicGAN.Kernels.Tiles;

namespace ILComicGAN.Engine.Tests.Devices;

/// <summary>Where nothing is measured the estimate decides: it picks what a model of the machine code says is fastest.</summary>
public sealed class CostModelTests
{
    private const int Rtx2080Ti = 75, Rtx3090 = 86, Rtx4090 = 89, H100 = 90;

    private IlgpuDevice _device = null!;

    /// <summary>Only for which variants fit.</summary>
    [OneTimeSetUp]
    public void Open() => _device = PtxDevices.Open("ptx-unchecked", Precision.Float32);

    [OneTimeTearDown]
    public void Close() => _device.Dispose();

    /// <summary>A row of 128 is half empty; Winograd's transforms pay where memory or its cache is fast beside the arithmetic.</summary>
    [TestCase(Rtx2080Ti, 68, "winograd.4x4")]
    [TestCase(Rtx3090, 82, "tiled.64x")]
    [TestCase(Rtx4090, 128, "winograd.4x4")]
    [TestCase(H100, 132, "winograd.4x4")]
    public void SixtyFourChannels(int architecture, int multiprocessors, string expected) => Assert.That(
        Choice(architecture, multiprocessors, new Conv2dShape(1, 64, 256, 256, 64, 3, 3, 1, 1, 1)), Does.StartWith(expected));

    [Test]
    public void ThreeOutputChannelsAreNoTile(
        [Values(Rtx2080Ti, Rtx3090, Rtx4090, H100)] int architecture, [Values(68, 82, 128, 132)] int multiprocessors) => Assert.That(
        Choice(architecture, multiprocessors, new Conv2dShape(1, 64, 262, 262, 3, 7, 7, 1, 0, 1)), Is.EqualTo("few-rows"));

    [Test]
    public void ManyChannelsAreWinograds(
        [Values(Rtx2080Ti, Rtx3090, Rtx4090, H100)] int architecture, [Values(68, 82, 128, 132)] int multiprocessors) => Assert.That(
        Choice(architecture, multiprocessors, new Conv2dShape(1, 512, 32, 32, 512, 3, 3, 1, 1, 1)), Is.EqualTo("winograd.4x4"));

    /// <summary>Whatever was asked for, a transform's rounding errors are not exact.</summary>
    [Test]
    public void ExactConvolutionsAreNeverWinograds()
    {
        ConvolutionCase c = new(new Conv2dShape(1, 512, 32, 32, 512, 3, 3, 1, 1, 1), IsExact: true);
        Assert.That(ConvolutionVariants.Forward.Where(v => v.Fits(_device, c)).Select(v => v.Name), Has.None.EqualTo("winograd.4x4"));
    }

    /// <summary>A tile's work is its rows times its columns.</summary>
    [Test]
    public void ATileCostsAtLeastItsMultiplyAdds([Values] bool splits)
    {
        CardTraits card = CardTraits.Of(Rtx3090, 82);
        foreach (TileShape tile in TileShape.All)
        {
            (double rows, double columns, double depth) = (tile.Rows * 40.0, tile.Columns * 41.0, 1000.0);
            double cost = CostModel.Tiled(card, tile, rows, columns, depth, 1, splits);
            Assert.That(cost, Is.InRange(rows * columns * depth, 2 * rows * columns * depth), tile.Name);
        }
    }

    /// <summary>The tensor cores of RTX 30 and 40 multiply tf32 no faster than the others multiply float32.</summary>
    [Test]
    public void TensorCoresAreWorthWhatTheCardsMakeThem() => Assert.Multiple(() =>
    {
        foreach (int architecture in (int[])[Rtx3090, Rtx4090])
        {
            CardTraits card = CardTraits.Of(architecture, 82);
            Assert.That(card.Cost(Precision.TensorFloat32), Is.GreaterThanOrEqualTo(1));
            Assert.That(card.Cost(Precision.Half), Is.InRange(0.5, 0.8));
        }

        Assert.That(CardTraits.Of(H100, 132).Cost(Precision.TensorFloat32), Is.LessThan(0.5));
        Assert.That(CardTraits.Of(Rtx2080Ti, 68).PerFloat, Is.EqualTo(44).Within(2));
        Assert.That(CardTraits.Of(Rtx4090, 128).PerFloat, Is.EqualTo(164).Within(2));
    });

    private string Choice(int architecture, int multiprocessors, Conv2dShape shape)
    {
        CardTraits card = CardTraits.Of(architecture, multiprocessors);
        ConvolutionCase c = new(shape);
        return ConvolutionVariants.Forward.Where(v => v.Fits(_device, c)).MinBy(v => v.Cost(card, c))!.Name;
    }
}
