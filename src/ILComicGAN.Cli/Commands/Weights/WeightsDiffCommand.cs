using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ILComicGAN.Networks.Perceptual;
using ILComicGAN.Weights;

namespace ILComicGAN.Cli.Commands.Weights;

/// <summary>Compares two weight files tensor by tensor, across formats and naming.</summary>
internal static class WeightsDiffCommand
{
    public static Command Create()
    {
        Argument<string> first = WeightsCommand.Input("a");
        Argument<string> second = WeightsCommand.Input("b");
        Option<bool> json = CommonOptions.Json();
        Command command = new("diff", "Compare two weight files tensor by tensor; the exit code is 1 if they differ.") { first, second, json };
        command.SetAction(parsed => Run(
            WeightSearchPath.Find(parsed.GetValue(first)!), WeightSearchPath.Find(parsed.GetValue(second)!), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string first, string second, bool json)
    {
        using WeightFile a = WeightFile.Open(first);
        using WeightFile b = WeightFile.Open(second);
        List<Difference> differences = Compare(a, b);
        bool equal = differences.All(difference => difference.Largest == 0);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { equal, tensors = differences }, WeightsCommand.Json));
            return equal ? ExitCode.Success : ExitCode.Failure;
        }

        TextTable table = new("tensor", "a", "b", ">largest difference", ">relative");
        foreach (Difference difference in differences.Where(difference => difference.Largest != 0))
        {
            table.Add(
                WeightsCommand.Shown(difference.Name), Shape(difference.A), Shape(difference.B),
                Value(difference.Largest), Value(difference.Relative));
        }

        if (!equal)
        {
            table.Write();
        }

        int same = differences.Count(difference => difference.Largest == 0);
        Console.WriteLine(equal ? $"All {same} tensors are equal." : $"{differences.Count - same} of {differences.Count} tensors differ.");
        return equal ? ExitCode.Success : ExitCode.Failure;
    }

    private static List<Difference> Compare(WeightFile a, WeightFile b)
    {
        IReadOnlyList<WeightTensor> first = a.Tensors;
        IReadOnlyList<WeightTensor> second = b.Tensors;
        if (!first.Any(tensor => b.TryGet(tensor.Name, out _)))
        {
            // Two conventions for one network: compare by the network's own names.
            (first, second) = (VggFile.Rename(a)?.Tensors ?? first, VggFile.Rename(b)?.Tensors ?? second);
        }

        Dictionary<string, WeightTensor> others = second.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        List<Difference> differences = [];
        foreach (WeightTensor tensor in first)
        {
            differences.Add(others.Remove(tensor.Name, out WeightTensor? other)
                ? Compare(tensor, other)
                : new Difference(tensor.Name, tensor.Shape, null, null, null));
        }

        differences.AddRange(others.Values.Select(tensor => new Difference(tensor.Name, null, tensor.Shape, null, null)));
        return differences;
    }

    private static Difference Compare(WeightTensor a, WeightTensor b)
    {
        if (!a.Shape.SequenceEqual(b.Shape))
        {
            return new Difference(a.Name, a.Shape, b.Shape, null, null);
        }

        float[] first = new float[a.Count];
        float[] second = new float[b.Count];
        a.CopyTo(first);
        b.CopyTo(second);
        (double largest, double squares, double size) = (0, 0, 0);
        for (int i = 0; i < first.Length; i++)
        {
            // Equal infinities and two NaN are no difference.
            double difference = first[i].Equals(second[i]) ? 0 : Math.Abs((double)first[i] - second[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
            squares += difference * difference;
            size += (double)second[i] * second[i];
        }

        return new Difference(a.Name, a.Shape, b.Shape, largest, largest == 0 ? 0 : Math.Sqrt(squares / size));
    }

    private static string Shape(IReadOnlyList<int>? shape) => shape is null ? "–" : WeightsCommand.Text(shape);

    private static string Value(double? value) => value?.ToString("G3", CultureInfo.InvariantCulture) ?? "–";

    private sealed record Difference(string Name, IReadOnlyList<int>? A, IReadOnlyList<int>? B, double? Largest, double? Relative);
}
