namespace ILComicGAN.Engine.Autograd;

/// <summary>A value's identity in the graph: gradients are summed per slot, whichever handle on the value was used.</summary>
internal sealed class GradientSlot(Function? producer)
{
    /// <summary>What made the value; null for a leaf.</summary>
    public Function? Producer { get; } = producer;

    /// <summary>The parameter that this leaf is, if it is one.</summary>
    public Parameter? Parameter { get; init; }
}
