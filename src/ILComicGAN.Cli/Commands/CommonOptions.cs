using System.CommandLine;
using System.Globalization;
using ILComicGAN.Cli.Dashboard;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Devices.Cpu.Convolution;
using ILComicGAN.Engine.Profiling;
using ILComicGAN.Files;
using ILComicGAN.Training.Runs;
using ILComicGAN.Weights;

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

    public static Option<string?> Weights() => new("--weights", "-w") { Description = "A generator's weights; those that ship by default." };

    public static Option<string?> ShippedStyle()
    {
        Option<string?> style = new("--style", "-s") { Description = $"Which of the weights that ship: {string.Join(" or ", ShippedWeights.Styles)} [{ShippedWeights.Default}]." };
        style.AcceptOnlyFromAmong(ShippedWeights.Styles);
        return style;
    }

    /// <summary>The file that <see cref="Weights"/> or <see cref="ShippedStyle"/> names.</summary>
    public static string FindWeights(ParseResult parsed, Option<string?> weights, Option<string?> style) =>
        (parsed.GetValue(weights), parsed.GetValue(style)) switch
        {
            ({ } file, null) => WeightSearchPath.Find(file),
            (null, { } shipped) => ShippedWeights.Find(shipped),
            (null, null) => ShippedWeights.Find(),
            _ => throw new UsageException("--weights and --style exclude each other; give one of them."),
        };

    public static Option<int?> MaxSide() => new("--max-side") { Description = "Reduce photos to this longest side first, in pixels." };

    /// <summary>A value of <see cref="MaxSide"/> that can be used.</summary>
    public static int? RequireSide(int? side) =>
        side is <= 0 ? throw new UsageException($"--max-side {side} cannot be used; give at least 1 pixel.") : side;

    public static Option<double> Detail() => new("--detail")
    {
        Description = "How much larger the network sees the photo, 1 to 4: finer lines, whole eyes and letters. Takes the square of it in time.",
        HelpName = "factor",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>A value of <see cref="Detail"/> that can be used.</summary>
    public static double RequireDetail(double factor) =>
        factor is >= 1 and <= 4 ? factor : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--detail {factor} cannot be used; give a number from 1 to 4."));

    public static Option<double> Tones() => new("--tones")
    {
        Description = "How far the result gets the photo's tones and colors, 0 to 1.",
        HelpName = "amount",
        DefaultValueFactory = _ => 0,
    };

    /// <summary>A value of <see cref="Tones"/> that can be used.</summary>
    public static double RequireTones(double amount) =>
        amount is >= 0 and <= 1 ? amount : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--tones {amount} cannot be used; give a number from 0 to 1."));

    public static Option<string?> MaxMemory() => new("--max-memory")
    {
        Description = "Most memory, as 4GB or 3500MiB: larger photos are computed in tiles, with the same result [what is free].",
        HelpName = "size",
    };

    /// <summary>Bytes of a value of <see cref="MaxMemory"/>; null where none is given.</summary>
    public static long? RequireMemory(string? size) => size is null
        ? null
        : MemorySize.Parse(size) ?? throw new UsageException($"--max-memory {size} cannot be used; give a number with a unit, as 4GB or 3500MiB.");

    public static Option<bool> Strict() => new("--strict")
    {
        Description = "Refuse photos that end early or are damaged, instead of using what can be shown of them.",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    public static Option<string?> Profile() => new("--profile")
    {
        Description = "Write a trace of every operation and kernel to this JSON file; it opens in Perfetto.",
    };

    /// <summary>A port that may be left to choose; <see cref="Dashboard"/> reads it.</summary>
    public static Option<int?> Port(string name, string description) => new(name)
    {
        Description = $"{description} Takes a port [{DashboardServer.DefaultPort}]; 0 is any free one.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "port",
    };

    /// <summary>Starts the dashboard if the option is given.</summary>
    public static DashboardServer? Dashboard(ParseResult parsed, Option<int?> option, RunFolder folder, bool running) =>
        parsed.GetResult(option) is null ? null : DashboardServer.Start(folder, parsed.GetValue(option) ?? DashboardServer.DefaultPort, running);

    public static Option<bool> NoTune() => new("--no-tune")
    {
        Description = "On a GPU, choose kernels by estimate instead of measuring each new shape.",
    };

    public static Option<bool> Precise() => new("--precise")
    {
        Description = "On the processor, convolve without Winograd's transforms: slower, with some ten times smaller rounding errors.",
    };

    public static Option<string> Precision() => new("--precision")
    {
        Description = "Of a GPU's products: float32 (exact, the default), tf32 (RTX 30 and newer) or f16 (RTX 20 and newer) on tensor cores.",
        DefaultValueFactory = _ => "float32",
    };

    /// <summary>A value of <see cref="Precision"/>.</summary>
    public static Precision ParsePrecision(string text) => text switch
    {
        "float32" => Engine.Devices.Precision.Float32,
        "tf32" => Engine.Devices.Precision.TensorFloat32,
        "f16" => Engine.Devices.Precision.Half,
        _ => throw new UsageException($"--precision {text} cannot be used; give float32, tf32 or f16."),
    };

    public static Device Open(
        ParseResult parsed,
        Option<string> device,
        Option<int> threads,
        Option<bool>? noTune = null,
        Option<string?>? profile = null,
        Option<string>? precision = null,
        Option<bool>? precise = null,
        Precision products = Engine.Devices.Precision.Float32)
    {
        int count = parsed.GetValue(threads);
        if (count < 0)
        {
            throw new UsageException($"--threads {count} cannot be used; give 0 or more.");
        }

        products = precision is null ? products : ParsePrecision(parsed.GetValue(precision)!);
        string? file = profile is null ? null : parsed.GetValue(profile);
        bool measured = noTune is not null && !parsed.GetValue(noTune);
        bool direct = precise is not null && parsed.GetValue(precise);
        Device opened = DeviceCatalog.Open(
            parsed.GetValue(device)!,
            new DeviceOptions { Threads = count, Tune = measured, Precision = products, Precise = direct, PassedOver = Console.Error.WriteLine });
        TraceWriter? trace = null;
        try
        {
            trace = file is null ? null : new TraceWriter(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            opened.Dispose();
            throw new UsageException($"--profile {file} cannot be written: {e.Message}");
        }

        return trace is null ? opened : new ProfiledDevice(opened, trace);
    }
}
