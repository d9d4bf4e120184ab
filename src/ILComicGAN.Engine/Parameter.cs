using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Engine;

/// <summary>A learnable tensor: a leaf of every graph it is used in, with its accumulated gradient.</summary>
public sealed class Parameter : Tensor
{
    /// <summary>A parameter with the given values.</summary>
    public Parameter(Device device, Shape shape, ReadOnlySpan<float> values)
        : base(device.Allocator.Rent(shape.Count), shape, scoped: false)
    {
        device.Upload(values, Buffer);
        Slot = new GradientSlot(null) { Parameter = this };
    }

    /// <summary>A parameter whose values are set before they are used: by <see cref="Fill"/> or <see cref="Load"/>.</summary>
    public Parameter(Device device, Shape shape)
        : base(device.Allocator.Rent(shape.Count), shape, scoped: false) =>
        Slot = new GradientSlot(null) { Parameter = this };

    /// <summary>The sum of gradients since <see cref="ClearGradient"/>; null before the first.</summary>
    public Tensor? Gradient { get; private set; }

    /// <summary>Whether gradients are computed for this parameter. A frozen network trains others through it.</summary>
    public bool IsFrozen
    {
        get => Slot is null;
        set => Slot = value ? null : Slot ?? new GradientSlot(null) { Parameter = this };
    }

    /// <summary>Overwrites the values.</summary>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public void Load(ReadOnlySpan<float> values)
    {
        if (values.Length != Count)
        {
            throw new ArgumentException($"{values.Length} values do not fill shape {Shape}", nameof(values));
        }

        Device.Upload(values, Buffer);
    }

    /// <summary>Lets <paramref name="fill"/> write the values, into the device's memory itself where the host can.</summary>
    /// <param name="fill">Gets <see cref="Tensor.Count"/> elements and sets all of them.</param>
    public void Fill(Action<Span<float>> fill)
    {
        Device.Synchronize();
        if (Device.TryGetHostMemory(Buffer, out Span<float> memory))
        {
            fill(memory[..checked((int)Count)]);
            return;
        }

        float[] values = new float[Count];
        fill(values);
        Device.Upload(values, Buffer);
    }

    /// <summary>Overwrites the values with those of a tensor of the same shape, on the device.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Assign(Tensor values)
    {
        if (values.Shape != Shape)
        {
            throw new ArgumentException($"values of shape {values.Shape} do not fit a parameter of shape {Shape}", nameof(values));
        }

        Device.Submit(new Unary(UnaryOp.Affine, values.Buffer, Buffer, 1, 0));
    }

    /// <summary>Forgets the accumulated gradient and frees its memory.</summary>
    public void ClearGradient()
    {
        Gradient?.Dispose();
        Gradient = null;
    }

    internal void Accumulate(Tensor gradient)
    {
        if (Gradient is null)
        {
            Gradient = new Tensor(gradient.Buffer.Retain(), Shape, scoped: false);
            return;
        }

        Tensor sum = new(Device.Allocator.Rent(Count), Shape, scoped: false);
        Device.Submit(new Binary(
            BinaryOp.Add, Gradient.Buffer, gradient.Buffer, sum.Buffer, BroadcastPlan.Create(Shape, Shape)));
        Gradient.Dispose();
        Gradient = sum;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ClearGradient();
        }

        base.Dispose(disposing);
    }
}
