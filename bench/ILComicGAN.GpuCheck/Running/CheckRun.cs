using System.Diagnostics;
using System.Globalization;
using ILComicGAN.GpuCheck.Parts;
using ILComicGAN.GpuCheck.Reports;

namespace ILComicGAN.GpuCheck.Running;

/// <summary>All parts in their order, with an eye on the time; the report is written anew after each.</summary>
internal sealed class CheckRun
{
    /// <summary>So many processors a process, where parts run side by side: they compile on them and compute what is expected.</summary>
    private const int ProcessorsPerPart = 4;

    /// <summary>How much longer a part may take where no card is.</summary>
    private const double Patience = 3;

    private readonly CheckOptions _options;
    private readonly IReadOnlyList<Part> _parts;
    private readonly List<PartResult> _results = [];
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly long _start = Stopwatch.GetTimestamp();

    private CheckRun(CheckOptions options, IReadOnlyList<Part> parts) => (_options, _parts) = (options, parts);

    /// <summary>Runs the parts and says whether all is right.</summary>
    public static async Task<bool> All(CheckOptions options, IReadOnlyList<Part> parts)
    {
        CheckRun run = new(options, parts);
        Directory.CreateDirectory(options.Folder);
        File.Delete(LayersPart.CasesFile(options));

        using SemaphoreSlim room = new(options.Small ? Environment.ProcessorCount : Math.Max(1, Environment.ProcessorCount / ProcessorsPerPart));
        // The first says whether there is a card at all.
        await run.One(parts[0], room).ConfigureAwait(false);
        if (run._results[0].IsRight)
        {
            await Task.WhenAll(parts.Skip(1).Where(part => !part.Alone).Select(part => run.One(part, room))).ConfigureAwait(false);
            foreach (Part part in parts.Skip(1).Where(part => part.Alone))
            {
                await run.One(part, room).ConfigureAwait(false);
            }
        }
        else
        {
            foreach (Part part in parts.Skip(1))
            {
                run.Keep(LeftOut(part, "the card cannot be used"));
            }
        }

        return run._results.TrueForAll(result => result.IsRight);
    }

    private async Task One(Part part, SemaphoreSlim room)
    {
        await room.WaitAsync().ConfigureAwait(false);
        try
        {
            double left = (60 * _options.Minutes) - Stopwatch.GetElapsedTime(_start).TotalSeconds;
            if (left < part.Least)
            {
                Keep(LeftOut(part, string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, left):F0} s were left")));
            }
            else
            {
                Console.WriteLine($"{part.Title} …");
                Keep(await PartProcess.Run(part, _options, Math.Min((_options.Small ? Patience : 1) * part.Seconds, left)).ConfigureAwait(false));
            }
        }
        finally
        {
            room.Release();
        }
    }

    private void Keep(PartResult result)
    {
        lock (_lock)
        {
            _results.Add(result);
            _results.Sort((a, b) => Place(a).CompareTo(Place(b)));
            string what = result.Outcome == PartOutcome.LeftOut ? "left out" : result.IsRight ? "right" : "WRONG";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Title}: {what}, {result.Seconds:F1} s{(result.Remark is null ? "" : $": {result.Remark}")}"));
            double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
            Report report = new(_options.Device, _options.Small, _started, seconds, _results.TrueForAll(one => one.IsRight), _results.Count == _parts.Count, _results);
            report.Write(_options.Folder);
        }

        int Place(PartResult one) => _parts.Select(part => part.Name).ToList().IndexOf(one.Name);
    }

    private static PartResult LeftOut(Part part, string why) => new(part.Name, part.Title, PartOutcome.LeftOut, why, 0, []);
}
