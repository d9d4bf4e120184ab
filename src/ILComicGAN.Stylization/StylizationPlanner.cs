using System.Diagnostics.CodeAnalysis;
using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Files;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Tiles;

namespace ILComicGAN.Stylization;

/// <summary>
/// Chooses how a photo is computed. What a network takes is proportional to the pixels that are computed together; how much
/// is found by computing a small picture on the device itself, as a whole and in a tile, when a photo may be too large.
/// </summary>
internal sealed class StylizationPlanner(Generator generator)
{
    /// <summary>Of the picture that is measured. Less would be computed in other ways than large ones.</summary>
    private const int Side = 256;

    /// <summary>Photos that fit with this much for each pixel do not have to be measured for: three times what our networks take.</summary>
    private const long Ample = 1800;

    /// <summary>How much the allocator may hold relative to what is in use, as <see cref="CpuDevice"/> lets it.</summary>
    private const double Held = 1.1;

    /// <summary>The program's memory besides tensors and pictures that grows while it computes: compiled code, packed panels.</summary>
    private const long Host = 160L << 20;

    /// <summary>Bytes of a pixel of pictures: the result, what encoders copy of it, and its file.</summary>
    private const int PictureBytes = 12;

    /// <summary>Bytes of a pixel of a photo and its result as planes of numbers, for the whole photo at once.</summary>
    private const int PlanarBytes = 24;

    /// <summary>Smaller tiles compute so much twice that files are the better way.</summary>
    private const int LeastInMemory = 512;

    private static readonly int[] s_sides = [2048, 1536, 1024, 768, 512, 384, 256, 192, 128];

    private readonly TiledLayout _layout = new(generator);
    private double? _whole;
    private double? _tile;

    private Device Device => generator.Parameters.First().Device;

    /// <summary>The fastest way that fits: the whole photo, then large tiles with what is kept in memory, then in files.</summary>
    /// <param name="width">Of the photo.</param>
    /// <param name="height">Of the photo.</param>
    /// <param name="limit">The most memory in bytes, of the program or of a device with its own; null for what there is.</param>
    /// <param name="folder">Where temporary files may be.</param>
    /// <exception cref="PictureException">Nothing fits; the message says what is needed.</exception>
    public StylizationPlan Choose(int width, int height, long? limit, string folder)
    {
        long most = limit ?? Device.AvailableMemory / 20 * 19;
        long pixels = (long)width * height;
        long beside = Beside(pixels);
        StylizationPlan whole = new(width, height, null, beside + (long)(Held * Ample * pixels), most, 0, 1);
        bool representable = _layout.LargestValuesPerPixel * (width + 16L) * (height + 16L) <= int.MaxValue;
        if (representable && whole.Expected <= most)
        {
            return whole;
        }

        Measure();
        beside = Beside(pixels);
        whole = whole with { Expected = beside + Need(_whole.Value, pixels) + (Device.HasHostMemory ? PlanarBytes * pixels : 0) };
        if (representable && whole.Expected <= most)
        {
            return whole;
        }

        // Two results are kept at a time.
        long kept = 2 * (long)(sizeof(float) * _layout.KeptValuesPerPixel * pixels);
        long inMemory = Device.HasHostMemory ? kept : 0;
        bool hostHasRoom = Device.HasHostMemory || Environment.WorkingSet + Host + (PictureBytes * pixels) + kept <= ProcessMemory.Limit;
        StylizationPlan least = null!;
        foreach ((int side, bool onDisk) in s_sides.Where(side => side >= LeastInMemory && hostHasRoom).Select(side => (side, false)).Concat(s_sides.Select(side => (side, true))))
        {
            long outer = Math.Min(side + (2L * _layout.Halo), width) * Math.Min(side + (2L * _layout.Halo), height);
            long copied = (long)(sizeof(float) * _layout.KeptValuesPerPixel * outer);
            long expected = beside + Need(_tile.Value, outer) + copied + (onDisk ? 0 : inMemory);
            least = new StylizationPlan(width, height, side, expected, most, onDisk ? kept : 0, _layout.Passes);
            if (least.Expected <= most)
            {
                return onDisk ? WithRoom(least, folder) : least;
            }
        }

        throw new PictureException(
            $"A photo of {width}×{height} pixels needs at least {MemorySize.Format(least.Expected)} of memory, where {MemorySize.Format(most)} may be used; "
            + "allow more with --max-memory, or make it smaller with --max-side.");
    }

    private long Need(double perPixel, long pixels) => (long)(Held * (Device.Allocator.Statistics.InUse + (perPixel * pixels)));

    private static StylizationPlan WithRoom(StylizationPlan plan, string folder)
    {
        long free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        return plan.OnDisk <= free
            ? plan
            : throw new PictureException(
                $"A photo of {plan.Width}×{plan.Height} pixels needs {MemorySize.Format(plan.OnDisk)} of temporary files in '{folder}', where {MemorySize.Format(free)} are free; "
                + "make room, allow more memory with --max-memory, or make it smaller with --max-side.");
    }

    /// <summary>The program's memory besides the device's tensors where both share one memory; otherwise 0.</summary>
    private long Beside(long pixels) => Device.HasHostMemory
        ? Environment.WorkingSet - Device.Allocator.Statistics.Reserved + Host + (PictureBytes * pixels)
        : 0;

    [MemberNotNull(nameof(_whole), nameof(_tile))]
    private void Measure()
    {
        if (_whole is null || _tile is null)
        {
            // What is made of weights that are used again is not what a picture takes.
            Whole();
            Whole();
            (_whole, _tile) = (BytesPerPixel(Whole), BytesPerPixel(InOneTile));
            Device.Allocator.EmptyCache();
        }
    }

    private double BytesPerPixel(Action compute)
    {
        Device.Allocator.ResetPeak();
        long before = Device.Allocator.Statistics.InUse;
        compute();
        return (double)(Device.Allocator.Statistics.Peak - before) / (Side * Side);
    }

    private void Whole()
    {
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        Device.Download(generator.Forward(Tensor.Full(Device, new Shape(1, 3, Side, Side), 0)).Buffer, new float[3 * Side * Side]);
    }

    private void InOneTile()
    {
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        Picture photo = new(Side, Side, new byte[3 * Side * Side]);
        TiledForward tiled = new(generator, Side, (channels, width, height) => new MemoryPlanes(channels, width, height));
        tiled.Run(new PhotoPlanes(photo), new ResultPlanes(Side, Side));
    }
}
