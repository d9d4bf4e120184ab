using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.Engine.Profiling;

namespace ILComicGAN.Engine.Fusion;

/// <summary>
/// Stands between autograd and a device: lets operations wait that a later one may do on its way, and puts the two
/// together by <see cref="FusionRules"/> where the device can execute the result.
/// </summary>
/// <remarks>
/// Borders, enlargements and normalizations wait until their result is read. A convolution waits for the next operation
/// of its thread only, which may be its activation or ask for the statistics of its result: if it waited longer, so would
/// the memory of what it reads. Operations on a few numbers go past it. Whether values are as they should be when they are read never depends on all this: an
/// operation that reads the result of a waiting one executes that first if it cannot do it on the way, and so does one
/// that writes what a waiting one has still to read.
/// </remarks>
/// <param name="device">What executes.</param>
internal sealed class FusionQueue(Device device)
{
    /// <summary>Elements up to which an operation does not end the wait of a convolution.</summary>
    private const int Few = 4096;

    /// <summary>The convolution of this thread that waits for the next operation, on any device.</summary>
    [ThreadStatic]
    private static DeferredOperation? s_next;

    /// <summary>Takes an operation; it is executed now or when its result is read.</summary>
    public void Submit(Operation operation)
    {
        (Operation combined, DeferredOperation? first) = Absorb(operation);
        bool waits = s_next is not null && s_next != first && combined.Writes[0].Length <= Few && s_next.Result.Length > Few;
        if (!waits)
        {
            ExecuteWaiting(except: first);
        }

        if (combined is Conv2d && operation is not Conv2d)
        {
            // What follows a convolution belongs to its layer.
            using ProfileScope layer = first!.EnterLayer();
            Take(combined, first);
        }
        else
        {
            Take(combined, first);
        }
    }

    /// <summary>Lets an operation wait if that may be of use, and executes it otherwise.</summary>
    private void Take(Operation operation, DeferredOperation? absorbed)
    {
        DeviceBuffer result = operation.Writes[0];
        if (!FusionRules.CanWait(operation) || operation.Reads.Contains(result))
        {
            Execute(operation, absorbed);
            return;
        }

        PrepareWrite(result, operation);
        DeferredOperation deferred = new(operation, result);
        if (operation is Conv2d)
        {
            ExecuteWaiting(except: absorbed);
            s_next = deferred;
        }
    }

    /// <summary>Executes what waits for the next operation of this thread.</summary>
    public static void ExecuteWaiting(DeferredOperation? except = null)
    {
        if (s_next is { } next)
        {
            s_next = null;
            if (next != except && !next.Result.Device.IsDisposed)
            {
                Run(next);
            }
        }
    }

    /// <summary>Executes an operation after all that it depends on.</summary>
    /// <param name="operation">What to execute.</param>
    /// <param name="absorbed">A deferred one that it does on the way. Where it writes that one's result too, nothing is left of it.</param>
    public void Execute(Operation operation, DeferredOperation? absorbed = null)
    {
        foreach (DeviceBuffer read in operation.Reads)
        {
            Materialize(read);
        }

        foreach (DeviceBuffer write in operation.Writes)
        {
            PrepareWrite(write, operation, absorbed);
        }

        device.ExecuteNow(operation);
        if (absorbed is not null && operation.Writes.Contains(absorbed.Result))
        {
            absorbed.Drop();
        }
    }

    /// <summary>Makes sure that the values of a buffer are in its memory.</summary>
    public static void Materialize(DeviceBuffer buffer)
    {
        if (buffer.Producer is { } producer)
        {
            Run(producer);
        }
    }

    /// <summary>Before a buffer is written: whatever has still to read its old values does so.</summary>
    /// <param name="buffer">What is written.</param>
    /// <param name="operation">What writes; null for the host.</param>
    /// <param name="absorbed">A deferred producer of the buffer that <paramref name="operation"/> does on its way.</param>
    public static void PrepareWrite(DeviceBuffer buffer, Operation? operation, DeferredOperation? absorbed = null)
    {
        foreach (DeferredOperation reader in buffer.Readers())
        {
            Run(reader);
        }

        if (operation is null or Copy)
        {
            // Some of the old values stay.
            Materialize(buffer);
        }
        else if (buffer.Producer is { } old && old != absorbed)
        {
            old.Drop();
        }

        buffer.BeginWrite();
    }

    private static void Run(DeferredOperation deferred) =>
        deferred.Execute(static d => d.Result.Device.Queue.ExecuteDeferred(d));

    private void ExecuteDeferred(DeferredOperation deferred)
    {
        (Operation operation, _) = Absorb(deferred.Operation);
        foreach (DeviceBuffer read in operation.Reads)
        {
            Materialize(read);
        }

        if (operation is Normalize { X: var x } normalize && x.Length == deferred.Result.Length && x.IsLeftToOneReader)
        {
            // Nobody else will read x: the result takes its place.
            deferred.Result.TakeMemory(x);
            operation = normalize with { X = normalize.Y };
        }

        device.ExecuteNow(operation);
    }

    /// <summary>Lets an operation do the work of deferred ones that write what it reads.</summary>
    /// <returns>The operation, and the deferred one whose result it reads first, if it was absorbed.</returns>
    private (Operation Operation, DeferredOperation? First) Absorb(Operation operation)
    {
        DeferredOperation? first = null;
        for (bool again = true; again;)
        {
            again = false;
            foreach (DeviceBuffer read in operation.Reads)
            {
                if (read.Producer is not { } producer)
                {
                    continue;
                }

                if (FusionRules.Combine(operation, producer.Operation, read, read.IsShared) is { } combined && device.Accepts(combined))
                {
                    (operation, again) = (combined, true);
                    first ??= producer;
                    break;
                }
            }
        }

        return (operation, first);
    }
}
