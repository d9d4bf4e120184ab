using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Imaging;
using ILComicGAN.Imaging.Metrics;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Stylization;

namespace ILComicGAN.Cli.Commands;

/// <summary>Stylizes photos and says in numbers how the results relate to them.</summary>
internal static class EvaluateCommand
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        Argument<string[]> inputs = new("photos") { Description = "Photos, or folders of them.", Arity = ArgumentArity.OneOrMore };
        Option<string?> weights = CommonOptions.Weights();
        Option<string?> style = CommonOptions.ShippedStyle();
        Option<int?> maxSide = new("--max-side") { Description = "Reduce photos to this longest side first, in pixels." };
        Option<bool> json = CommonOptions.Json();
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Command command = new("evaluate", "Stylize photos and compare: edges kept, colors kept, grid artifacts, flatness.")
        {
            inputs, weights, style, maxSide, json, device, threads,
        };
        command.SetAction(parsed =>
        {
            List<string> files = [.. parsed.GetValue(inputs)!.SelectMany(input => Directory.Exists(input) ? ImageFolder.List(input) : [input])];
            string weightFile = CommonOptions.FindWeights(parsed, weights, style);
            using Device computing = CommonOptions.Open(parsed, device, threads);
            using Generator generator = GeneratorFile.Load(weightFile, computing, Console.Error.WriteLine);
            Run(new Stylizer(generator), files, parsed.GetValue(maxSide), parsed.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Run(Stylizer stylizer, List<string> files, int? maxSide, bool json)
    {
        List<(string File, PictureComparison Comparison)> rows = [];
        foreach (string file in files)
        {
            Picture photo = PictureFile.Load(file).LimitedTo(maxSide);
            PictureComparison comparison = PictureComparison.Of(photo, stylizer.Stylize(photo));
            rows.Add((file, comparison));
            if (!json)
            {
                Console.WriteLine(Line(Path.GetFileName(file), comparison));
            }
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                rows.Select(row => new { row.File, row.Comparison.EdgeSimilarity, row.Comparison.ColorDistance, row.Comparison.GridArtifacts, row.Comparison.Flatness }), s_json));
        }
        else if (rows.Count > 1)
        {
            Console.WriteLine(Line("mean", new PictureComparison(
                rows.Average(row => row.Comparison.EdgeSimilarity),
                rows.Average(row => row.Comparison.ColorDistance),
                rows.Average(row => row.Comparison.GridArtifacts),
                rows.Average(row => row.Comparison.Flatness))));
        }
    }

    private static string Line(string name, PictureComparison comparison) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-28} edges {comparison.EdgeSimilarity:F3}  color {comparison.ColorDistance:F1}  grid {comparison.GridArtifacts:F4}  flatness {comparison.Flatness:F2}");
}
