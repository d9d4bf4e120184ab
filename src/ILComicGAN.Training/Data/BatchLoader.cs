using System.Collections.Concurrent;
using ILComicGAN.Engine.Random;
using ILComicGAN.Imaging;
using ILComicGAN.Imaging.Abstraction;
using ILComicGAN.Imaging.Edges;
using ILComicGAN.Networks.Modules;

namespace ILComicGAN.Training.Data;

/// <summary>
/// Endless batches of random crops, prepared on background threads. Sample number i is a function of the seed and i
/// alone: the order of each epoch is a permutation of its own stream and each crop draws from its own, so batches do
/// not depend on the number of threads, and a loader that starts at sample i continues what another one began.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    private const int BatchesAhead = 3;

    private readonly IReadOnlyList<string> _files;
    private readonly int _size;
    private readonly int _batch;
    private readonly ulong _seed;
    private readonly RandomPurpose _order;
    private readonly RandomPurpose _crops;
    private readonly AbstractionStyle? _target;
    private readonly bool _smoothed;
    private readonly Action<string>? _warn;
    private readonly PictureCache _cache;
    private readonly ConcurrentDictionary<string, bool> _broken = new();
    private readonly ConcurrentDictionary<long, int[]> _orders = new();
    private readonly Dictionary<long, Task<PictureBatch>> _ahead = [];
    private readonly List<Task> _abandoned = [];
    private readonly SemaphoreSlim _threads;
    private readonly CancellationTokenSource _stop = new();
    private long _position;

    /// <summary>Opens a loader.</summary>
    /// <param name="files">Pictures; shorter lists are repeated more often.</param>
    /// <param name="size">Side of the crops.</param>
    /// <param name="batch">Crops in a batch.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="order">Which random numbers decide the order.</param>
    /// <param name="crops">Which random numbers decide where pictures are cropped.</param>
    /// <param name="firstSample">Where to start; a position that <see cref="Position"/> told.</param>
    /// <param name="threads">Background threads.</param>
    /// <param name="cacheBytes">Memory for decoded pictures.</param>
    /// <param name="target">How each crop is abstracted to be its target; null if it is its own.</param>
    /// <param name="smoothed">Whether batches have the crops with their edges smoothed too.</param>
    /// <param name="warn">Told once about each picture that cannot be read and is left out.</param>
    public BatchLoader(
        IReadOnlyList<string> files,
        int size,
        int batch,
        ulong seed,
        RandomPurpose order,
        RandomPurpose crops,
        long firstSample = 0,
        int threads = 1,
        long cacheBytes = 512L << 20,
        AbstractionStyle? target = null,
        bool smoothed = false,
        Action<string>? warn = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Count, nameof(files));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSample);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        (_files, _size, _batch, _seed, _position) = (files, size, batch, seed, firstSample);
        (_order, _crops) = (order, crops);
        (_target, _smoothed, _warn) = (target, smoothed, warn);
        _cache = new PictureCache(cacheBytes);
        _threads = new SemaphoreSlim(threads);
    }

    /// <summary>The number of the next batch's first sample.</summary>
    public long Position => _position;

    /// <summary>Pictures in an epoch.</summary>
    public int Count => _files.Count;

    /// <summary>The next batch; waits until it is ready.</summary>
    /// <exception cref="DataSetException">No picture could be read.</exception>
    public PictureBatch Next()
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        for (int i = 0; i < BatchesAhead; i++)
        {
            long first = _position + ((long)i * _batch);
            if (!_ahead.ContainsKey(first))
            {
                _ahead.Add(first, Task.Run(() => PrepareAsync(first)));
            }
        }

        Task<PictureBatch> next = _ahead[_position];
        _ahead.Remove(_position);
        PictureBatch batch = next.GetAwaiter().GetResult();
        _position += _batch;
        return batch;
    }

    /// <summary>Goes on from a sample, before or after the one that would be next.</summary>
    /// <param name="sample">A position that <see cref="Position"/> told, or one a whole number of batches away.</param>
    public void Seek(long sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        _abandoned.RemoveAll(task => task.IsCompleted);
        foreach (long first in _ahead.Keys.Where(first => first < sample || (first - sample) % _batch != 0).ToArray())
        {
            _ahead.Remove(first, out Task<PictureBatch>? task);
            _abandoned.Add(task!);
        }

        _position = sample;
    }

    /// <summary>Stops preparing batches.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        try
        {
            Task.WaitAll([.. _ahead.Values, .. _abandoned]);
        }
        catch (AggregateException)
        {
            // Batches prepared ahead that are not needed: neither their cancellation nor their failure matters.
        }

        _stop.Dispose();
        _threads.Dispose();
    }

    private async Task<PictureBatch> PrepareAsync(long first)
    {
        await _threads.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            int length = 3 * _size * _size;
            float[] values = new float[_batch * length];
            CropPlace[] places = new CropPlace[_batch];
            for (int i = 0; i < _batch; i++)
            {
                _stop.Token.ThrowIfCancellationRequested();
                places[i] = Sample(first + i, values.AsSpan(i * length, length));
            }

            return new PictureBatch(values, Targets(values), Smoothed(values), places, first);
        }
        finally
        {
            _threads.Release();
        }
    }

    private float[] Targets(float[] values)
    {
        if (_target is not { } style)
        {
            return values;
        }

        float[] targets = [.. values];
        int length = 3 * _size * _size;
        for (int i = 0; i < _batch; i++)
        {
            PictureAbstraction.Apply(targets.AsSpan(i * length, length), _size, _size, style);
        }

        return targets;
    }

    private float[]? Smoothed(float[] values)
    {
        if (!_smoothed)
        {
            return null;
        }

        float[] smoothed = new float[values.Length];
        int length = 3 * _size * _size;
        for (int i = 0; i < _batch; i++)
        {
            Picture crop = PictureTensor.FromPlanar(values.AsSpan(i * length, length), _size, _size);
            PictureTensor.ToPlanar(EdgeSmoothing.Apply(crop)).CopyTo(smoothed, i * length);
        }

        return smoothed;
    }

    private CropPlace Sample(long sample, Span<float> target)
    {
        (long epoch, long place) = Math.DivRem(sample, _files.Count);
        int[] order = _orders.GetOrAdd(
            epoch, number => _order.Stream(_seed, number).Permutation(_files.Count));
        _orders.TryRemove(epoch - 2, out _);
        for (int skipped = 0; skipped < _files.Count; skipped++)
        {
            // A picture that cannot be read, or shows nothing, is replaced by the next one in the order.
            string file = _files[order[(place + skipped) % _files.Count]];
            if (_broken.ContainsKey(file))
            {
                continue;
            }

            try
            {
                Picture picture = _cache.Get(file);
                RandomStream random = _crops.Stream(_seed, sample);
                if (CropSampler.Sample(file, picture, _size, random, target) is { } cut)
                {
                    return cut;
                }
            }
            catch (PictureException e)
            {
                if (_broken.TryAdd(file, true))
                {
                    _warn?.Invoke($"{e.Message} It is left out of the training.");
                }
            }
        }

        throw new DataSetException(
            $"None of the {_files.Count} pictures beside '{_files[0]}' can be used: they cannot be read, or show nothing.");
    }
}
