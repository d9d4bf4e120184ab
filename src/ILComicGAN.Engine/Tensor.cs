using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine;

/// <summary>
/// A contiguous, row-major float32 array on a device, and the place it has in the graph of gradients.
/// </summary>
/// <remarks>
/// A tensor owns a share of its buffer until it is disposed. Tensors made while a <see cref="TensorScope"/> is open
/// are disposed with that scope unless it keeps them; otherwise the caller disposes.
/// </remarks>
public partial class Tensor : IDisposable
{
    private DeviceBuffer? _buffer;

    internal Tensor(DeviceBuffer buffer, Shape shape, bool scoped = true)
    {
        _buffer = buffer;
        Shape = shape;
        Device = buffer.Device;
        if (scoped)
        {
            TensorScope.Current?.Register(this);
        }
    }

    /// <summary>The sizes, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>Where the values are.</summary>
    public Device Device { get; }

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>Whether gradients flow to this tensor.</summary>
    public bool RequiresGradient => Slot is not null;

    /// <summary>The values' memory.</summary>
    /// <exception cref="ObjectDisposedException">The tensor was disposed.</exception>
    public DeviceBuffer Buffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer;
        }
    }

    internal GradientSlot? Slot { get; set; }

    /// <summary>A tensor with undefined contents.</summary>
    public static Tensor Empty(Device device, Shape shape) => new(device.Allocator.Rent(shape.Count), shape);

    /// <summary>A tensor with all elements equal to <paramref name="value"/>.</summary>
    public static Tensor Full(Device device, Shape shape, double value)
    {
        Tensor y = Empty(device, shape);
        device.Submit(new Fill(y.Buffer, value));
        return y;
    }

    /// <summary>A copy of host values.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor FromHost(Device device, Shape shape, ReadOnlySpan<float> values)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"{values.Length} values do not fill shape {shape}", nameof(values));
        }

        Tensor y = Empty(device, shape);
        device.Upload(values, y.Buffer);
        return y;
    }

    /// <summary>
    /// Few numbers that a formula needs each time it is computed: they go to the device once, and nobody may write to them.
    /// </summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public static Tensor Constant(Device device, Shape shape, ReadOnlySpan<float> values) => values.Length == shape.Count
        ? new(device.Constants.Get(values), shape)
        : throw new ArgumentException($"{values.Length} values do not fill shape {shape}", nameof(values));

    /// <summary>The values on the host. Waits for the device.</summary>
    public float[] ToArray()
    {
        float[] values = new float[Count];
        Device.Download(Buffer, values);
        return values;
    }

    /// <summary>The value of a tensor with one element. Waits for the device.</summary>
    /// <exception cref="InvalidOperationException">There is more than one element.</exception>
    public float Item()
    {
        if (Count != 1)
        {
            throw new InvalidOperationException($"a tensor of shape {Shape} is not a single number");
        }

        Span<float> value = stackalloc float[1];
        Device.Download(Buffer, value);
        return value[0];
    }

    /// <summary>The same values outside the graph; shares memory.</summary>
    public Tensor Detach() => new(Buffer.Retain(), Shape);

    /// <summary>The same values outside any graph and any scope; the caller disposes. Shares memory.</summary>
    public Tensor Persist() => new(Buffer.Retain(), Shape, scoped: false);

    /// <summary>
    /// The same values as the start of a new graph, so that gradients in them can be asked for; shares memory.
    /// </summary>
    public Tensor AsLeaf() => new(Buffer.Retain(), Shape) { Slot = new GradientSlot(null) };

    /// <summary>Another handle on the same values and the same place in the graph.</summary>
    internal Tensor Share(bool scoped) => new(Buffer.Retain(), Shape, scoped) { Slot = Slot };

    /// <summary>Gives up this tensor's share of its memory.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives up this tensor's share of its memory.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Interlocked.Exchange(ref _buffer, null)?.Release();
        }
    }

    /// <summary>Shape and device, as in “[1, 3, 256, 256] on cpu”.</summary>
    public override string ToString() => $"{Shape} on {Device.Name}";
}
