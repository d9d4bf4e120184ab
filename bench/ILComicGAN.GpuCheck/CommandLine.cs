using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Memory;
using ILComicGAN.GpuCheck.Entries;
using ILComicGAN.GpuCheck.Packing;
using ILComicGAN.GpuCheck.Parts;
using ILComicGAN.GpuCheck.Running;

namespace ILComicGAN.GpuCheck;

/// <summary>The program's options and hidden commands.</summary>
internal static class CommandLine
{
    private static readonly Option<string> s_device = new("--device") { Description = "The card.", DefaultValueFactory = _ => "cuda:0", Recursive = true };

    private static readonly Option<string> s_out = new("--out") { Description = "The folder for the report.", DefaultValueFactory = _ => "report", Recursive = true };

    private static readonly Option<double> s_minutes = new("--minutes") { Description = "The time for all of it, 0.5 to 60; what is least important is left out.", DefaultValueFactory = _ => 6 };

    private static readonly Option<bool> s_small = new("--small") { Description = "Smallest sizes, with times of the processor: for trying the kit where no card is.", Recursive = true };

    private static readonly Option<string?> s_python = new("--python") { Description = "A Python with PyTorch; one is looked for by default.", Recursive = true };

    private static readonly Option<string> s_torchDevice = new("--torch-device") { Description = "PyTorch's device: cuda, or cpu to try the script.", DefaultValueFactory = _ => "cuda", Recursive = true };

    private static readonly Option<string[]> s_parts = new("--part") { Description = $"Only these parts: {string.Join(", ", PartList.All.Select(part => part.Name))}.", AllowMultipleArgumentsPerToken = true };

    public static RootCommand Create()
    {
        s_minutes.Validators.Add(result => Require(result, result.Tokens.Count == 0 || (double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out double minutes) && minutes is >= 0.5 and <= 60), "give 0.5 to 60"));
        s_torchDevice.AcceptOnlyFromAmong("cuda", "cpu");
        s_parts.AcceptOnlyFromAmong([.. PartList.All.Select(part => part.Name)]);
        RootCommand root = new("Checks and times ILComicGAN on an NVIDIA card, beside PyTorch where it is, and writes report.md and report.json.")
        {
            s_device, s_out, s_minutes, s_small, s_python, s_torchDevice, s_parts, CreatePart(), CreatePack(),
        };
        root.SetAction(async (parsed, _) => await CheckRun.All(Read(parsed), Chosen(parsed)).ConfigureAwait(false) ? ExitCode.Right : ExitCode.Wrong);
        return root;
    }

    /// <summary>What this program starts itself with.</summary>
    private static Command CreatePart()
    {
        Argument<string> name = new("name");
        Option<string> entries = new("--entries") { Required = true };
        Option<double> seconds = new("--seconds") { Required = true };
        Command command = new("part", "Runs one part.") { name, entries, seconds };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            PartContext context = new(Read(parsed), parsed.GetValue(entries)!, parsed.GetValue(seconds));
            try
            {
                PartList.All.Single(part => part.Name == parsed.GetValue(name)).Run(context);
            }
            catch (Exception e) when (e is DeviceNotFoundException or DeviceFailedException or DeviceOutOfMemoryException)
            {
                // The engine's own sentences; whatever else ends the process, and its stack trace is in the report.
                context.Add(new Comparison("the card", false, Text: e.Message));
            }

            return ExitCode.Right;
        });
        return command;
    }

    /// <summary>What scripts/gpu-check makes the kit with.</summary>
    private static Command CreatePack()
    {
        Argument<string> repository = new("repository"), target = new("target");
        Command command = new("pack", "Makes the kit.") { repository, target };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            {
                Console.Error.WriteLine("The kit is for Linux on x86-64, and carries the runtime that it is made with: make it there.");
                return ExitCode.Usage;
            }

            (string folder, string archive) = KitFolder.Make(parsed.GetValue(repository)!, parsed.GetValue(target)!);
            long size = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {size / 1e6:F1} MB; {archive}: {new FileInfo(archive).Length / 1e6:F1} MB"));
            return ExitCode.Right;
        });
        return command;
    }

    private static CheckOptions Read(ParseResult parsed) => new(
        parsed.GetValue(s_device)!,
        Path.GetFullPath(parsed.GetValue(s_out)!),
        parsed.GetValue(s_minutes),
        parsed.GetValue(s_small),
        parsed.GetValue(s_python),
        parsed.GetValue(s_torchDevice)!);

    /// <summary>The card's part is always there: the others need one.</summary>
    private static Part[] Chosen(ParseResult parsed) => parsed.GetValue(s_parts) is { Length: > 0 } names
        ? [.. PartList.All.Where((part, i) => i == 0 || names.Contains(part.Name))]
        : [.. PartList.All];

    private static void Require(OptionResult result, bool condition, string otherwise)
    {
        if (!condition)
        {
            result.AddError($"{result.Option.Name} {result.Tokens[0].Value} cannot be used; {otherwise}.");
        }
    }
}
