namespace ILComicGAN.Training.Checkpoints;

/// <summary>Which checkpoints a run keeps.</summary>
internal static class Rotation
{
    /// <summary>
    /// The steps to keep: the last <paramref name="last"/>, every multiple of <paramref name="every"/> (0 for none), and the
    /// one with the smallest measure, the earlier of equals.
    /// </summary>
    public static IReadOnlySet<int> Keep(IReadOnlyCollection<(int Step, double? Measure)> saved, int last, int every)
    {
        HashSet<int> kept = [.. saved.Select(checkpoint => checkpoint.Step).OrderDescending().Take(last)];
        if (every > 0)
        {
            kept.UnionWith(saved.Select(checkpoint => checkpoint.Step).Where(step => step % every == 0));
        }

        (int Step, double? Measure)[] measured = [.. saved.Where(checkpoint => checkpoint.Measure is not null)];
        if (measured.Length > 0)
        {
            kept.Add(measured.OrderBy(checkpoint => checkpoint.Measure).ThenBy(checkpoint => checkpoint.Step).First().Step);
        }

        return kept;
    }
}
