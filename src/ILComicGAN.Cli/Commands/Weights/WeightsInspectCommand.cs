using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ILComicGAN.Networks.Modules;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Commands.Weights;

/// <summary>Says what is in a weight file, and which network it fits.</summary>
internal static class WeightsInspectCommand
{
    /// <summary>Of a list of tensors that do not fit.</summary>
    private const int MostListed = 40;

    public static Command Create()
    {
        Argument<string> input = WeightsCommand.Input("file");
        Option<bool> json = CommonOptions.Json();
        Command command = new("inspect", "Show format, tensors and statistics of a weight file, and which network it fits.") { input, json };
        command.SetAction(parsed => Run(WeightSearchPath.Find(parsed.GetValue(input)!), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool json)
    {
        using WeightFile file = WeightFile.Open(path);
        float[] values = new float[file.Tensors.Count == 0 ? 0 : file.Tensors.Max(tensor => tensor.Count)];
        List<(WeightTensor Tensor, TensorStatistics Statistics)> tensors = [];
        foreach (WeightTensor tensor in file.Tensors)
        {
            tensor.CopyTo(values.AsSpan(0, tensor.Count));
            tensors.Add((tensor, TensorStatistics.Of(values.AsSpan(0, tensor.Count))));
        }

        IReadOnlyList<NetworkFit> fits = NetworkFit.Of(file);
        PublishedVgg? published = PublishedVgg.Recognize(path);
        if (json)
        {
            PrintJson(file, tensors, fits, published);
        }
        else
        {
            Print(file, tensors, fits, published);
        }

        return ExitCode.Success;
    }

    private static void PrintJson(
        WeightFile file, List<(WeightTensor Tensor, TensorStatistics Statistics)> tensors, IReadOnlyList<NetworkFit> fits, PublishedVgg? published) =>
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                file.Path,
                file.Format,
                published = published?.FileName,
                file.Metadata,
                file.Notes,
                tensors = tensors.Select(entry => new { entry.Tensor.Name, entry.Tensor.Shape, type = entry.Tensor.SourceType, entry.Statistics }),
                fits = fits.Select(fit => new
                {
                    fit.Network,
                    fit.Names,
                    fit.Needed,
                    fit.Fit.Matching,
                    fit.Fit.IsComplete,
                    fit.Fit.Missing,
                    fit.Fit.Misshapen,
                    fit.Fit.Unexpected,
                }),
            },
            WeightsCommand.Json));

    private static void Print(
        WeightFile file, List<(WeightTensor Tensor, TensorStatistics Statistics)> tensors, IReadOnlyList<NetworkFit> fits, PublishedVgg? published)
    {
        Line($"{file.Path}: {file.Format}, {tensors.Count} tensors, {Number(tensors.Sum(entry => (long)entry.Tensor.Count))} numbers");
        if (published is not null)
        {
            Line($"This is {published.FileName}: {published.Origin}.");
        }

        foreach ((string key, string value) in file.Metadata)
        {
            Line($"  {key}: {(value.Length > 200 ? value[..200] + " …" : value)}");
        }

        foreach (string note in file.Notes)
        {
            Line($"  {note}");
        }

        TextTable table = new("tensor", "shape", "type", ">mean", ">deviation", ">smallest", ">largest", ">NaN", ">infinite");
        foreach ((WeightTensor tensor, TensorStatistics statistics) in tensors)
        {
            table.Add(
                WeightsCommand.Shown(tensor.Name),
                WeightsCommand.Text(tensor.Shape),
                $"{tensor.SourceType}",
                Value(statistics.Mean),
                Value(statistics.Deviation),
                Value(statistics.Smallest),
                Value(statistics.Largest),
                Number(statistics.NotANumber),
                Number(statistics.Infinite));
        }

        table.Write();
        PrintFits(fits);
        long notFinite = tensors.Sum(entry => entry.Statistics.NotANumber + entry.Statistics.Infinite);
        if (notFinite > 0)
        {
            Line($"Beware: {Number(notFinite)} NaN or infinite values; what is computed with these weights will be NaN or infinite, too.");
        }
    }

    private static void PrintFits(IReadOnlyList<NetworkFit> fits)
    {
        if (fits.Count == 0)
        {
            Line("It fits no network here: no tensor has a name that one of them uses.");
            return;
        }

        NetworkFit best = fits[0];
        Line($"Fits {best.Network} (names: {best.Names}): {best.Fit.Matching} of {best.Needed} tensors{(best.Fit.IsComplete ? ", complete" : "")}.");
        List("missing", best.Fit.Missing);
        List("of another shape", best.Fit.Misshapen);
        List("not used", best.Fit.Unexpected);
        foreach (NetworkFit other in fits.Skip(1))
        {
            Line($"Less well: {other.Network}, {other.Fit.Matching} of {other.Needed} tensors.");
        }
    }

    private static void List(string what, IReadOnlyList<string> entries)
    {
        foreach (string entry in entries.Take(MostListed))
        {
            Line($"  {what}: {entry}");
        }

        if (entries.Count > MostListed)
        {
            Line($"  {what}: {entries.Count - MostListed} more (see --json)");
        }
    }

    private static void Line(string text) => Console.WriteLine(WeightsCommand.Shown(text));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Value(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
