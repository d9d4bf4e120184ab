namespace ILComicGAN.Engine.Profiling;

/// <summary>
/// Which layer and which order of differentiation the operations of this thread belong to. Cheap enough to be kept
/// always; read only by a profile.
/// </summary>
public readonly ref struct ProfileScope
{
    [ThreadStatic]
    private static string? s_layer;

    [ThreadStatic]
    private static int s_order;

    private readonly string? _layerBefore;
    private readonly int _orderBefore;

    private ProfileScope(string? layer, int order)
    {
        (_layerBefore, _orderBefore) = (s_layer, s_order);
        (s_layer, s_order) = (layer, order);
    }

    internal static string? Layer => s_layer;

    internal static int Order => s_order;

    /// <summary>“forward”, “backward” for gradients, “second order” for gradients of gradients.</summary>
    internal static string Phase => s_order switch
    {
        0 => "forward",
        1 => "backward",
        _ => "second order",
    };

    /// <summary>Until the result is disposed, operations belong to this layer.</summary>
    public static ProfileScope Enter(string layer) => new(layer, s_order);

    /// <summary>The gradient of something recorded in a layer, one order higher.</summary>
    internal static ProfileScope EnterGradient(string? layer, int order) => new(layer, order + 1);

    /// <summary>The layer and order in which something was asked for that is done now.</summary>
    internal static ProfileScope Return(string? layer, int order) => new(layer, order);

    /// <summary>Back to the layer and order before.</summary>
    public void Dispose() => (s_layer, s_order) = (_layerBefore, _orderBefore);
}
