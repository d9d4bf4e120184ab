using System.CommandLine;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string> Device() => new("--device", "-d")
    {
        Description = "Where to compute: auto, cpu, … (see 'devices').",
        DefaultValueFactory = _ => DeviceCatalog.Automatic,
    };

    public static Option<int> Threads() => new("--threads")
    {
        Description = "Threads of the cpu device; 0 for one per logical processor.",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    public static Device Open(ParseResult parsed, Option<string> device, Option<int> threads)
    {
        int count = parsed.GetValue(threads);
        return count >= 0
            ? DeviceCatalog.Open(parsed.GetValue(device)!, count)
            : throw new UsageException($"--threads {count} cannot be used; give 0 or more.");
    }
}
