using System.CommandLine;
using System.Text.Json;
using ILComicGAN.Engine.Devices;
using Spectre.Console;

namespace ILComicGAN.Cli.Commands;

/// <summary>Lists the devices of this machine.</summary>
internal static class DevicesCommand
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
            using Device device = DeviceCatalog.Open(name);
            rows.Add((name, purpose, device.Description));
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                rows.Select(row => new { name = row.Name, purpose = row.Purpose, description = row.Description }), s_json));
            return ExitCode.Success;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("device", "what it is", "here");
        foreach ((string name, string purpose, string description) in rows)
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(purpose), Markup.Escape(description));
        }

        AnsiConsole.Write(table);
        return ExitCode.Success;
    }
}
