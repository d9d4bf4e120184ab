using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Profiling;

namespace ILComicGAN.Engine.Fusion;

/// <summary>
/// An operation that will be executed when its result is read, unless its reader does its work on the way or nobody reads
/// it. Until then it holds what it reads.
/// </summary>
internal sealed class DeferredOperation
{
    private readonly string? _layer = ProfileScope.Layer;
    private readonly int _order = ProfileScope.Order;
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<DeviceBuffer> _reads;
    private bool _done;

    /// <summary>Makes <paramref name="operation"/> the producer of <paramref name="result"/>, the only buffer it writes.</summary>
    public DeferredOperation(Operation operation, DeviceBuffer result)
    {
        (Operation, Result) = (operation, result);
        _reads = operation.Reads;
        foreach (DeviceBuffer read in _reads)
        {
            read.Hold(this);
        }

        result.Producer = this;
    }

    /// <summary>What is to be done.</summary>
    public Operation Operation { get; }

    /// <summary>What it writes.</summary>
    public DeviceBuffer Result { get; }

    /// <summary>Whether it was executed or is no more needed.</summary>
    public bool IsDone
    {
        get
        {
            lock (_lock)
            {
                return _done;
            }
        }
    }

    /// <summary>Until the result is disposed, operations belong to the layer that asked for this one.</summary>
    public ProfileScope EnterLayer() => ProfileScope.Return(_layer, _order);

    /// <summary>Executes the operation, unless that was done; in the layer of a profile that asked for it.</summary>
    public void Execute(Action<DeferredOperation> execute)
    {
        lock (_lock)
        {
            if (_done)
            {
                return;
            }

            using ProfileScope layer = EnterLayer();
            execute(this);
            Finish();
        }
    }

    /// <summary>Ends it without executing: its result was written by other means, or nobody wants it.</summary>
    public void Drop()
    {
        lock (_lock)
        {
            if (!_done)
            {
                Finish();
            }
        }
    }

    private void Finish()
    {
        _done = true;
        if (Result.Producer == this)
        {
            Result.Producer = null;
        }

        foreach (DeviceBuffer read in _reads)
        {
            read.LetGo(this);
        }
    }
}
