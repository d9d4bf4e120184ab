namespace ILComicGAN.PtxMachine.Counting;

/// <summary>What one load, store or atomic did, over all warps.</summary>
public sealed class AccessCounts
{
    /// <summary>Times a warp executed it.</summary>
    public long Requests { get; internal set; }

    /// <summary>Lanes that took part, summed.</summary>
    public long Lanes { get; internal set; }

    /// <summary>Global or local memory: 32-byte sectors that the requests touched.</summary>
    public long Sectors { get; internal set; }

    /// <summary>The fewest sectors that could hold the bytes asked for.</summary>
    public long LeastSectors { get; internal set; }

    /// <summary>Shared memory: passes over the 32 banks.</summary>
    public long Passes { get; internal set; }

    /// <summary>The fewest passes that could serve the bytes asked for.</summary>
    public long LeastPasses { get; internal set; }

    /// <summary>The most passes of one request.</summary>
    public int MostPasses { get; internal set; }

    internal void Add(AccessCounts other)
    {
        Requests += other.Requests;
        Lanes += other.Lanes;
        Sectors += other.Sectors;
        LeastSectors += other.LeastSectors;
        Passes += other.Passes;
        LeastPasses += other.LeastPasses;
        MostPasses = Math.Max(MostPasses, other.MostPasses);
    }
}
