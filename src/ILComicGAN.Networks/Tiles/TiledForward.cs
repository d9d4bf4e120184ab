using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Layers;

namespace ILComicGAN.Networks.Tiles;

/// <summary>
/// Computes a network on a picture in tiles, with the result of the whole picture up to rounding, and so without seams.
/// </summary>
/// <remarks>
/// Convolutions look a few pixels far: tiles are computed with a halo around them that is cut off. Normalizations look at
/// the whole picture: their statistics are gathered exactly, one normalization after the other, in a pass over all tiles
/// each, and are fixed from then on. A pass begins at the last result that is kept for the whole picture. Where elements
/// choose by themselves (<see cref="LinRule.PerElement"/>), a choice is a jump, and rounding shows as it does without tiles.
/// </remarks>
/// <param name="generator">The network.</param>
/// <param name="side">The longest side of a tile without its halo: a multiple of <see cref="Generator.SizeMultiple"/>.</param>
/// <param name="keep">Makes a place for values of C channels, width and height.</param>
public sealed class TiledForward(Generator generator, int side, Func<int, int, int, IKeptPlanes> keep)
{
    private readonly TiledLayout _layout = new(generator);
    private readonly Device _device = generator.Parameters.First().Device;
    private float[] _buffer = [];

    /// <summary>Told after each tile: how many were computed, in all passes together, and how many there are.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>Computes a picture.</summary>
    /// <param name="photo">Three channels in [−1, 1], from <see cref="Generator.SmallestSize"/> in both directions on.</param>
    /// <param name="picture">Receives as many in the same range.</param>
    /// <param name="cancellation">Stops the work between two tiles.</param>
    /// <exception cref="ArgumentException">The picture is too small, or the places differ in size.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(IPlaneSource photo, IPlaneTarget picture, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(photo.Width, photo.Height), Generator.SmallestSize, nameof(photo));
        if ((picture.Width, picture.Height) != (photo.Width, photo.Height))
        {
            throw new ArgumentException("a picture has the size of its photo", nameof(picture));
        }

        (int width, int height) = (Generator.RoundUp(photo.Width), Generator.RoundUp(photo.Height));
        IReadOnlyList<Tile> tiles = Tile.Cover(width, height, side, _layout.Halo, Generator.SizeMultiple);
        int done = 0;
        using Pause pause = GradientRecording.Pause();
        using PictureStatistics statistics = new();
        IKeptPlanes? kept = null;
        try
        {
            int first = 0;
            for (int stage = 0; stage < generator.Stages.Count; stage++)
            {
                foreach ((_, Lin wanted) in generator.Stages[stage].Module.ModulesOf<Lin>())
                {
                    statistics.Gather(wanted, () => Pass(first, stage, (_, _) => { }));
                }

                if (_layout.IsKept(stage))
                {
                    int scale = _layout.OutScale(stage);
                    IKeptPlanes result = keep(generator.Stages[stage].Stage.OutChannels, width / scale, height / scale);
                    using IKeptPlanes? former = kept;
                    Pass(first, stage, (tile, y) => Write(result, tile, scale, y), result);
                    (kept, first) = (result, stage + 1);
                }
            }

            Pass(first, generator.Stages.Count - 1, (tile, y) => Write(picture, tile, 1, y));
        }
        finally
        {
            kept?.Dispose();
        }

        // From the input of the first stage to the result of the last, tile by tile.
        void Pass(int first, int last, Action<Tile, Tensor> take, IKeptPlanes? given = null)
        {
            try
            {
                foreach (Tile tile in tiles)
                {
                    cancellation.ThrowIfCancellationRequested();
                    using TensorScope scope = new();
                    take(tile, statistics.Compute(tile, () => Forward(kept ?? photo, tile, first, last)));
                    Progress?.Invoke(++done, _layout.Passes * tiles.Count);
                }
            }
            catch
            {
                given?.Dispose();
                throw;
            }
        }
    }

    private Tensor Forward(IPlaneSource source, Tile tile, int first, int last)
    {
        Tensor x = Read(source, tile.Outer.DividedBy(_layout.InScale(first)));
        for (int stage = first; stage <= last; stage++)
        {
            Tensor y = generator.Stages[stage].Stage.Forward(x);
            x.Dispose();
            x = y;
        }

        return x;
    }

    /// <summary>A part of the values; what lies beyond a photo whose size is no multiple is reflected.</summary>
    private Tensor Read(IPlaneSource source, Area area)
    {
        Area there = area.CutTo(source.Width, source.Height);
        Tensor x = Tensor.Empty(_device, new Shape(1, source.Channels, there.Height, there.Width));
        if (_device.TryGetHostMemory(x.Buffer, out Span<float> memory))
        {
            source.Read(there, memory);
        }
        else
        {
            Span<float> values = Buffer(x.Count);
            source.Read(there, values);
            _device.Upload(values, x.Buffer);
        }

        return there == area ? x : Functional.ReflectPad(x, 0, area.Height - there.Height, 0, area.Width - there.Width);
    }

    /// <summary>Takes a tile's values without its halo, and without what was reflected beyond the picture.</summary>
    private void Write(IPlaneTarget target, Tile tile, int scale, Tensor y)
    {
        Area there = tile.Inner.DividedBy(scale).CutTo(target.Width, target.Height);
        Tensor inner = PictureStatistics.Cut(y, there.Within(tile.Outer.DividedBy(scale)));
        Span<float> values = Buffer(inner.Count);
        _device.Download(inner.Buffer, values);
        target.Write(there, values);
    }

    private Span<float> Buffer(long count)
    {
        if (_buffer.Length < count)
        {
            _buffer = new float[count];
        }

        return _buffer.AsSpan(0, checked((int)count));
    }
}
