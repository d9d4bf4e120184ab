namespace ILComicGAN.PtxMachine;

/// <summary>What a launch did, counted.</summary>
public sealed class KernelCounts
{
    internal KernelCounts(LoadedKernel kernel, Extent grid, Extent group, int sharedBytes, LaunchCounts counts)
    {
        (Kernel, Grid, Group, SharedBytes) = (kernel, grid, group, sharedBytes);
        _ = counts;
    }

    /// <summary>What ran.</summary>
    public LoadedKernel Kernel { get; }

    /// <summary>Groups.</summary>
    public Extent Grid { get; }

    /// <summary>Threads of a group.</summary>
    public Extent Group { get; }

    /// <summary>Of a group.</summary>
    public int SharedBytes { get; }
}
