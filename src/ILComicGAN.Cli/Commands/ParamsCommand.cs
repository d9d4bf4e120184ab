using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Networks.Critic;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;

namespace ILComicGAN.Cli.Commands;

/// <summary>Prints every network layer by layer, with totals, beside the paper's numbers.</summary>
internal static class ParamsCommand
{
    private const int Size = 256;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static Command Create()
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new("params", "Count the parameters of every network, layer by layer.") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json)));
        return command;
    }

    private static int Run(bool json)
    {
        using Device device = DeviceCatalog.Open("cpu", new DeviceOptions { Threads = 1 });
        List<Row> networks =
        [
            Describe(new LwComicGanGenerator(new ParameterFactory(device, 0)), LwComicGanGenerator.PublishedParameterCount,
                "A reconstruction: the paper gives the total and the kinds of layers, and this layout meets both."),
            Describe(new AnimeGanGenerator(new ParameterFactory(device, 0)), AnimeGanGenerator.PublishedParameterCount,
                "From its published source; the same way of counting (γ and β of every normalization, generator only)."),
            Describe(new CartoonGanGenerator(new ParameterFactory(device, 0)), CartoonGanGenerator.PublishedParameterCount,
                "11,124,352 + the critic's 1,128,800 = 12,253,152: Table III's number differs from that by two digits, probably a slip."),
            Describe(new Discriminator(new ParameterFactory(device, 0)), null, "The critic with spectral normalization, by analogy with AnimeGAN's."),
            Describe(new Vgg19(new ParameterFactory(device, 0), new VggLayer("conv5_4")), null,
                "The loss network's convolutions up to conv5_4; frozen."),
        ];
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(networks, s_json));
            return ExitCode.Success;
        }

        foreach (Row network in networks)
        {
            Print(network);
        }

        Console.WriteLine(
            $"Multiply-adds are for one {Size}×{Size} picture. In these LWComicGAN is not lighter than AnimeGAN "
            + $"({Giga(networks[0].MultiplyAdds)} against {Giga(networks[1].MultiplyAdds)} GMAC); in parameters it is.");
        return ExitCode.Success;
    }

    private static Row Describe<T>(T network, long? published, string note)
        where T : Module, INetwork
    {
        using (network)
        {
            IReadOnlyList<LayerSummary> layers = network.Describe(Size, Size);
            return new Row(network.Name, network.ParameterCount, published, layers.Sum(layer => layer.MultiplyAdds), note, layers);
        }
    }

    private static void Print(Row network)
    {
        TextTable table = new("layer", "kind", "channels", "output", ">parameters", ">GMAC");
        foreach (LayerSummary layer in network.Layers)
        {
            table.Add(layer.Name, layer.Kind, layer.Channels, $"{layer.Height}×{layer.Width}", Number(layer.Parameters), Giga(layer.MultiplyAdds));
        }

        table.Add("total", "", "", "", Number(network.Parameters), Giga(network.MultiplyAdds));
        if (network.Published is { } published)
        {
            string verdict = published == network.Parameters ? "equal" : $"differs by {Number(network.Parameters - published)}";
            table.Add("paper", "Table III", "", "", Number(published), verdict);
        }

        Console.WriteLine(network.Name);
        table.Write();
        Console.WriteLine(network.Note);
        Console.WriteLine();
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Giga(long multiplyAdds) => (multiplyAdds / 1e9).ToString("F2", CultureInfo.InvariantCulture);

    private sealed record Row(
        string Name, long Parameters, long? Published, long MultiplyAdds, string Note, IReadOnlyList<LayerSummary> Layers);
}
