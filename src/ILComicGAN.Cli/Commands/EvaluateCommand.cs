using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>Edge similarity and correlation, distance of color, shift of chroma, contrast, points of bright pixels more than in the photo, flatness, texture, grid.</summary>
    private static readonly string s_header = $"{"edges",6}{"corr",7}{"color",7}{"shift",7}{"contrast",10}{"bright",8}{"flat",6}{"texture",9}{"grid",8}";

    public static Command Create()
    {
        Argument<string[]> inputs = new("photos") { Description = "Photos, or folders of them.", Arity = ArgumentArity.OneOrMore };
        Option<string?> weights = CommonOptions.Weights();
        Option<string?> style = CommonOptions.ShippedStyle();
        Option<int?> maxSide = CommonOptions.MaxSide();
        Option<double> detail = CommonOptions.Detail();
        Option<double> tones = CommonOptions.Tones();
        Option<bool> strict = CommonOptions.Strict();
        Option<bool> json = CommonOptions.Json();
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Command command = new("evaluate", "Stylize photos and compare in numbers: edges, colors, contrast, bright areas, smooth areas, texture.")
        {
            inputs, weights, style, maxSide, detail, tones, strict, json, device, threads,
        };
        command.SetAction(parsed =>
        {
            int? side = CommonOptions.RequireSide(parsed.GetValue(maxSide));
            double larger = CommonOptions.RequireDetail(parsed.GetValue(detail)), toned = CommonOptions.RequireTones(parsed.GetValue(tones));
            (List<string> files, int failed) = Find(parsed.GetValue(inputs)!);
            string weightFile = CommonOptions.FindWeights(parsed, weights, style);
            using Device computing = CommonOptions.Open(parsed, device, threads);
            using Generator generator = GeneratorFile.Load(weightFile, computing, Console.Error.WriteLine);
            failed += Run(new Stylizer(generator) { Detail = larger, Tones = toned }, files, side, parsed.GetValue(strict), parsed.GetValue(json));
            return failed > 0 ? ExitCode.Failure : ExitCode.Success;
        });
        return command;
    }

    private static (List<string> Files, int Failed) Find(string[] inputs)
    {
        List<string> files = [];
        int failed = 0;
        foreach (string input in inputs)
        {
            if (!Directory.Exists(input))
            {
                files.Add(input);
                continue;
            }

            ImageFolder folder = ImageFolder.Read(input);
            files.AddRange(folder.Pictures);
            failed += folder.Problems.Count;
            foreach (string note in folder.Notes)
            {
                Console.Error.WriteLine(note);
            }
        }

        return (files, failed);
    }

    /// <summary>Prints a line for each photo.</summary>
    /// <returns>How many could not be compared.</returns>
    private static int Run(Stylizer stylizer, List<string> files, int? maxSide, bool strict, bool json)
    {
        List<(string File, PictureComparison Comparison)> rows = [];
        foreach (string file in files)
        {
            // Whatever is wrong with one photo does not cost the others.
            Failures.Try(() =>
            {
                Picture photo = PictureFile.Load(file, strict ? null : Console.Error.WriteLine).LimitedTo(maxSide);
                PictureComparison comparison = PictureComparison.Of(photo.OnWhite(), stylizer.Stylize(photo).OnWhite());
                rows.Add((file, comparison));
                if (!json)
                {
                    if (rows.Count == 1)
                    {
                        Console.WriteLine(s_header);
                    }

                    Console.WriteLine(Line(Path.GetFileName(file), comparison));
                }
            });
        }

        if (json)
        {
            Console.WriteLine(new JsonArray([.. rows.Select(row => Json(row.File, row.Comparison))]).ToJsonString(s_json));
        }
        else if (rows.Count > 1)
        {
            Console.WriteLine(Line("mean", PictureComparison.Mean([.. rows.Select(row => row.Comparison)])));
        }

        return files.Count - rows.Count;
    }

    private static JsonObject Json(string file, PictureComparison comparison)
    {
        JsonObject row = JsonSerializer.SerializeToNode(comparison, s_json)!.AsObject();
        row.Insert(0, "file", file);
        return row;
    }

    private static string Line(string name, PictureComparison c) => string.Create(
        CultureInfo.InvariantCulture,
        $"{c.EdgeSimilarity,6:F3}{c.EdgeCorrelation,7:F3}{c.ColorDistance,7:F1}{c.ColorShift,7:F3}{c.Contrast,10:F2}{100 * (c.Highlights - c.PhotoHighlights),8:+0.0;-0.0;0.0}{c.Flatness,6:F2}{c.Texture,9:F2}{c.GridArtifacts,8:F4}  {name}");
}
