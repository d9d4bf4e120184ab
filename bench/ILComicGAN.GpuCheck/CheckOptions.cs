namespace ILComicGAN.GpuCheck;

/// <summary>What is to be done.</summary>
/// <param name="Device">The card, as “cuda:0”.</param>
/// <param name="Folder">Where reports go.</param>
/// <param name="Minutes">The time for all of it.</param>
/// <param name="Small">Smallest sizes, with times of the processor: for trying the kit where no card is.</param>
/// <param name="Python">A Python with PyTorch; null to look for one.</param>
/// <param name="PeerDevice">PyTorch's device: “cuda”, or “cpu” for trying the script.</param>
internal sealed record CheckOptions(string Device, string Folder, double Minutes, bool Small, string? Python, string PeerDevice)
{
    /// <summary>The weights, the photo and PyTorch's script, beside the program.</summary>
    public static string Carried(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "carried", .. parts]);

    /// <summary>The same on a command line of this program.</summary>
    public IEnumerable<string> Arguments() =>
    [
        "--device", Device, "--out", Folder, .. Small ? ["--small"] : Array.Empty<string>(),
        .. Python is null ? [] : new[] { "--python", Python }, "--torch-device", PeerDevice,
    ];
}
