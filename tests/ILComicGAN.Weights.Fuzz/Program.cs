using System.Diagnostics;
using System.Globalization;
using ILComicGAN.Weights.Fuzz;
using SharpFuzz;

// fuzz FOLDER COUNT [SEED]: reads COUNT changed files, made from the files in FOLDER.
// afl: reads files that afl-fuzz gives, for coverage-guided fuzzing; see scripts/fuzz-weights.
// write FILE: replaces FILE for ever, until it is killed.
switch (args)
{
    case ["fuzz", var folder, var count, ..]:
        return Fuzz(folder, int.Parse(count, CultureInfo.InvariantCulture), args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1);
    case ["afl"]:
        Fuzzer.Run(stream =>
        {
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            if (Verdict.Of(copy.ToArray()).Complaint is { } complaint)
            {
                throw new InvalidOperationException(complaint);
            }
        });
        return 0;
    case ["write", var file]:
        EndlessWriter.Run(file);
        return 0;
    default:
        Console.Error.WriteLine("fuzz FOLDER COUNT [SEED], afl, or write FILE");
        return 2;
}

static int Fuzz(string folder, int count, int seed)
{
    (string Name, byte[] Bytes)[] files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
    Dictionary<string, (int Inputs, int Loaded, long Allocated, double Seconds)> byFormat = [];
    int findings = 0;
    long begin = Stopwatch.GetTimestamp();
    for (int i = 0; i < count; i++)
    {
        // Each input depends on the seed and its number only, so that a finding can be made again.
        Random random = new(unchecked((seed * 7919) + (i * 104729)));
        (string name, byte[] good) = files[i % files.Length];
        Edit[] edits = [.. Enumerable.Range(0, random.Next(1, 1 + (1 << random.Next(1, 4)))).Select(_ => new Edit(random.Next(), random.Next(), random.Next()))];
        byte[] bytes = Edit.Apply(good, files[random.Next(files.Length)].Bytes, edits);
        Verdict verdict = Verdict.Of(bytes);
        string format = Path.GetExtension(name);
        (int inputs, int loaded, long allocated, double longest) = byFormat.GetValueOrDefault(format);
        byFormat[format] = (inputs + 1, loaded + (verdict.Loaded ? 1 : 0), Math.Max(allocated, verdict.Allocated), Math.Max(longest, verdict.Busy.TotalSeconds));
        if (verdict.Complaint is not null)
        {
            string kept = Path.Combine(Path.GetTempPath(), $"finding-{seed}-{i}{format}");
            File.WriteAllBytes(kept, bytes);
            Console.WriteLine($"input {i} of seed {seed} from {name}, kept as {kept}: {verdict.Complaint}");
            findings++;
        }

        if ((i + 1) % 100_000 == 0)
        {
            Console.WriteLine($"{i + 1:N0} inputs in {Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s, {findings} findings");
        }
    }

    foreach ((string format, (int inputs, int loaded, long allocated, double longest)) in byFormat.OrderBy(entry => entry.Key, StringComparer.Ordinal))
    {
        Console.WriteLine($"{format,-13} {inputs,9:N0} inputs, {loaded,9:N0} loaded, most allocated {allocated,12:N0} bytes, longest {longest * 1000,7:F1} ms");
    }

    Console.WriteLine($"{count:N0} inputs in {Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s, {findings} findings");
    return findings == 0 ? 0 : 1;
}
