using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Cli.Commands;

/// <summary>Lists the devices of this machine.</summary>
internal static partial class DevicesCommand
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    public static Command Create()
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new("devices", "List what this machine can compute on.") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    private static int Run(bool json)
    {
        List<(string Name, string Purpose, string Description)> rows = [];
        foreach ((string name, string purpose) in DeviceCatalog.Known)
        {
            rows.Add((name, purpose, Describe(name)));
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                rows.Select(row => new { name = row.Name, purpose = row.Purpose, description = row.Description }), s_json));
            return ExitCode.Success;
        }

        TextTable table = new("device", "what it is", "here");
        foreach ((string name, string purpose, string description) in rows)
        {
            table.Add(name, purpose, description);
        }

        table.Write();
        return ExitCode.Success;
    }

    /// <summary>What a device is, or why it cannot be used: one that cannot must not hide the others.</summary>
    private static string Describe(string name)
    {
        try
        {
            using Device device = DeviceCatalog.Open(name);
            return WithoutAddressSpace(device.Description);
        }
        catch (Exception e) when (e is DeviceNotFoundException or DeviceFailedException)
        {
            return e.Message;
        }
    }

    /// <summary>ILGPU's simulator gives all that can be addressed as its memory, which no machine has.</summary>
    private static string WithoutAddressSpace(string description) => AddressSpace().Replace(description, "this machine's memory");

    [GeneratedRegex(@"[0-9]{7,}(\.[0-9]+)? GiB")]
    private static partial Regex AddressSpace();
}
