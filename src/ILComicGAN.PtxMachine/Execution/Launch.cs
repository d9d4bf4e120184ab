namespace ILComicGAN.PtxMachine.Execution;

/// <summary>One launch as its groups see it.</summary>
internal sealed unsafe class Launch
{
    public required Extent Grid { get; init; }

    public required Extent Group { get; init; }

    public required byte* Parameters { get; init; }

    public required int ParameterBytes { get; init; }

    public required int SharedBytes { get; init; }

    public required int DynamicSharedBytes { get; init; }

    /// <summary>When to give up.</summary>
    public required LaunchLimit Limit { get; init; }

    /// <summary>Tells launches apart.</summary>
    public required uint Number { get; init; }
}
