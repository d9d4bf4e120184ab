using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Tiles;

namespace ILComicGAN.Stylization;

/// <summary>
/// Photo in, animation picture out, by a generator. A photo for which there is not enough memory is computed in tiles, with
/// the result of the whole one.
/// </summary>
/// <param name="generator">The network, on the device that computes.</param>
public sealed class Stylizer(Generator generator)
{
    private readonly StylizationPlanner _planner = new(generator);

    /// <summary>The most memory in bytes: of the program, or of a device with its own. Null for what there is.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>Where temporary files may be, if what is kept of a photo does not fit in memory: an existing folder.</summary>
    public string TemporaryFolder { get; init; } = Path.GetTempPath();

    /// <summary>
    /// How much larger than it is the network sees a photo, 1 … 4; its result is reduced to the photo's size. What it draws is
    /// some four pixels wide: seen larger, eyes, windows and type keep their shapes, and lines become finer. Costs the square of
    /// it in time and memory.
    /// </summary>
    public double Detail { get; init; } = 1;

    /// <summary>How far the result gets the photo's tones, 0 … 1 (<see cref="PhotoTones"/>).</summary>
    public double Tones { get; init; }

    /// <summary>Told how a photo is computed, before that begins.</summary>
    public Action<StylizationPlan>? Planned { get; set; }

    /// <summary>Told after each tile: how many were computed, and how many there are.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>
    /// The animation picture of a photo, in its size and with its opacity. Longer sides than
    /// <paramref name="maxSide"/> are reduced first.
    /// </summary>
    /// <param name="photo">Any size from 1×1 on.</param>
    /// <param name="maxSide">Longest side of the result in pixels; null for the photo's own.</param>
    /// <exception cref="PictureException">There is not enough memory, whatever the tiles; found out before anything is computed.</exception>
    public Picture Stylize(Picture photo, int? maxSide = null)
    {
        photo = photo.LimitedTo(maxSide);

        // What is too small to be padded by reflection in the network is enlarged for it and reduced again.
        (int width, int height) = (Seen(photo.Width), Seen(photo.Height));
        bool enlarged = width != photo.Width || height != photo.Height;
        StylizationPlan plan = _planner.Choose(width, height, MaxMemory, TemporaryFolder);
        Planned?.Invoke(plan);
        Picture filled = photo.WithInvisibleFilled();
        Picture input = enlarged ? filled.Resize(width, height) : filled;
        using AccuracyScope accuracy = new(ConvolutionAccuracy.Relaxed);
        Picture result = plan.TileSide is { } side ? InTiles(input, side, plan.OnDisk > 0) : Whole(input);
        result = PhotoTones.Apply(enlarged ? result.Resize(photo.Width, photo.Height) : result, filled, Tones);
        return photo.HasAlpha ? result.WithAlpha(photo.Alpha.ToArray()) : result;

        int Seen(int side) => Math.Max((int)Math.Round(side * Detail), Generator.SmallestSize);
    }

    /// <summary>The result of a photo in tiles of a size.</summary>
    internal Picture InTiles(Picture photo, int side, bool onDisk)
    {
        // What the device kept of photos before is in the way of what is kept of this one.
        generator.Parameters.First().Device.Allocator.EmptyCache();
        ResultPlanes result = new(photo.Width, photo.Height);
        TiledForward tiled = new(generator, side, Keep) { Progress = Progress };
        tiled.Run(new PhotoPlanes(photo), result);
        return result.ToPicture();

        IKeptPlanes Keep(int channels, int width, int height) =>
            onDisk ? new FilePlanes(TemporaryFolder, channels, width, height) : new MemoryPlanes(channels, width, height);
    }

    private Picture Whole(Picture photo)
    {
        using TensorScope scope = new();
        using Pause pause = GradientRecording.Pause();
        Device device = generator.Parameters.First().Device;
        Tensor input = Tensor.FromHost(device, new Shape(1, 3, photo.Height, photo.Width), PictureTensor.ToPlanar(photo));
        return PictureTensor.FromPlanar(generator.Forward(input).ToArray(), photo.Width, photo.Height);
    }
}
