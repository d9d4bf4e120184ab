namespace ILComicGAN.Inspection;

/// <summary>How many groups and warps of a kernel a multiprocessor holds at once, and what keeps it from more.</summary>
/// <param name="Groups">Resident groups.</param>
/// <param name="Warps">Resident warps.</param>
/// <param name="MostWarps">The architecture's limit.</param>
/// <param name="LimitedBy">“registers”, “shared memory”, “threads” or “groups”.</param>
public sealed record Occupancy(int Groups, int Warps, int MostWarps, string LimitedBy)
{
    /// <summary>Warps over the limit.</summary>
    public double Share => (double)Warps / MostWarps;

    /// <summary>By the limits in the table of compute capabilities of NVIDIA's programming guide.</summary>
    public static Occupancy Of(string architecture, int threads, int registers, int sharedBytes)
    {
        (int mostWarps, int mostGroups, int shared, int reserved) = architecture switch
        {
            "sm_75" => (32, 16, 64 * 1024, 0),
            "sm_86" => (48, 16, 100 * 1024, 1024),
            "sm_89" => (48, 24, 100 * 1024, 1024),
            _ => (64, 32, 228 * 1024, 1024),
        };
        const int RegisterFile = 65_536;
        int warps = (threads + 31) / 32;
        // Registers are given out per warp in units of 256.
        int perWarp = (Math.Max(registers, 1) * 32 + 255) / 256 * 256;
        (int Groups, string Limit)[] limits =
        [
            (RegisterFile / perWarp / warps, "registers"),
            (sharedBytes == 0 ? int.MaxValue : shared / (sharedBytes + reserved), "shared memory"),
            (mostWarps / warps, "threads"),
            (mostGroups, "groups"),
        ];
        (int groups, string limit) = limits.MinBy(pair => pair.Groups);
        return new Occupancy(groups, groups * warps, mostWarps, limit);
    }
}
