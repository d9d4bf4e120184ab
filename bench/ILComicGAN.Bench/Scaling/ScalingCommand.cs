using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace ILComicGAN.Bench.Scaling;

/// <summary>Measures how our own cost grows.</summary>
internal static class ScalingCommand
{
    public static Command Create()
    {
        Option<bool> json = BenchOptions.Json();
        Option<string[]> cases = BenchOptions.Case();
        Option<int> threads = BenchOptions.Threads();
        Option<int?> rounds = BenchOptions.Rounds();
        Option<bool> list = BenchOptions.List();
        Command command = new("scaling", "Cost per pixel, one thread and two, the penalty's price, start-up.") { json, cases, threads, rounds, list };
        command.SetAction(parsed =>
        {
            List<ScalingResult> results = [];
            foreach ((string name, Func<int, int?, IEnumerable<ScalingResult>> measure) in BenchOptions.Choose(ScalingCases.All, parsed.GetValue(cases), item => item.Name))
            {
                if (parsed.GetValue(list))
                {
                    Console.WriteLine(name);
                    continue;
                }

                Console.Error.WriteLine(name);
                results.AddRange(measure(parsed.GetValue(threads), parsed.GetValue(rounds)));
            }

            if (parsed.GetValue(json))
            {
                BenchOptions.PrintJson(results);
            }
            else if (results.Count > 0)
            {
                Print(results);
            }

            return 0;
        });
        return command;
    }

    private static void Print(List<ScalingResult> results)
    {
        Table table = new() { Border = TableBorder.Markdown };
        table.AddColumns("case", "what", "value", "target");
        foreach (ScalingResult r in results)
        {
            string bound = r.AtLeast is { } least ? $"≥ {Text(least)}" : r.AtMost is { } most ? $"≤ {Text(most)}" : "";
            table.AddRow(r.Case, r.What, $"{Text(r.Value)} {r.Unit}", r.Met is { } met ? $"{bound} {(met ? "met" : "missed")}" : "");
        }

        AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
    }

    private static string Text(double value) => value.ToString(value < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);
}
