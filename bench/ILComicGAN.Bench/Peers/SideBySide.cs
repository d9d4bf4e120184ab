using ILComicGAN.Bench.Machine;
using ILComicGAN.Bench.Peers.Processes;

namespace ILComicGAN.Bench.Peers;

/// <summary>Ours and the peers in turn, in one go, with the same threads and the same weights and inputs.</summary>
internal static class SideBySide
{
    /// <summary>How far the mean magnitudes of results may be apart, relatively: float32 in another order, far from another computation.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Each measurement computes for about this long.</summary>
    private const double MeasuredSeconds = 0.2;

    /// <summary>Measures one case; its peers each get a process of their own, so that peaks are the case's.</summary>
    /// <exception cref="BenchException">A peer cannot run, or computes something else.</exception>
    public static IReadOnlyList<PeerResult> Run(PeerCase item, IReadOnlyList<string> peers, int threads, int? rounds, MachinePeak? machine)
    {
        string folder = Directory.CreateTempSubdirectory("ilcomicgan-bench-").FullName;
        List<PeerProcess> processes = [];
        try
        {
            string file = Path.Combine(folder, "case.safetensors");
            CaseFile.Write(item, file);
            foreach (string name in peers.Prepend(ServeCommand.Ours))
            {
                processes.Add(PeerProcess.Start(name, threads));
            }

            int[] iterations = [.. WarmUp(item, processes, file)];
            int count = rounds ?? item.Rounds;
            double[][] seconds = [.. processes.Select(_ => new double[count])];
            for (int round = 0; round < count; round++)
            {
                // Each goes first in turn.
                for (int i = 0; i < processes.Count; i++)
                {
                    int who = (round + i) % processes.Count;
                    seconds[who][round] = processes[who].Ask(item, file, iterations[who]).Seconds;
                }
            }

            return [.. Enumerable.Range(1, peers.Count).Select(peer => Compare(item, processes[0], processes[peer], seconds[0], seconds[peer], threads, machine))];
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Lets all compute the case twice, sees that they compute the same, and finds how often to compute it.</summary>
    private static List<int> WarmUp(PeerCase item, List<PeerProcess> processes, string file)
    {
        double[] values = [.. processes.Select(process => process.Ask(item, file, 0).Value)];
        for (int i = 1; i < values.Length; i++)
        {
            if (!(Math.Abs(values[i] - values[0]) <= Tolerance * Math.Abs(values[0])))
            {
                throw new BenchException(
                    $"{processes[i].Name} does not compute the same as ours in {item.Name}: {values[i]} and {values[0]} on average.");
            }
        }

        return [.. processes.Select(process =>
            (int)Math.Clamp(Math.Ceiling(MeasuredSeconds / process.Ask(item, file, 1).Seconds), 1, 1000))];
    }

    private static PeerResult Compare(
        PeerCase item, PeerProcess ours, PeerProcess peer, double[] own, double[] other, int threads, MachinePeak? machine)
    {
        const double mebi = 1024 * 1024;
        (double ownSeconds, double otherSeconds) = (Statistics.Median(own), Statistics.Median(other));
        return new PeerResult(
            item.Name,
            peer.Name,
            ownSeconds,
            otherSeconds,
            Statistics.Median(own.Zip(other, (a, b) => b / a)),
            ours.PeakOverIdle / mebi,
            peer.PeakOverIdle / mebi,
            Number(item.Targets.GetValueOrDefault(peer.Name, double.NaN)),
            (double)ours.PeakOverIdle / peer.PeakOverIdle,
            Number(item.MemoryTarget),
            Rate(item.FloatingPoint, ownSeconds),
            Rate(item.FloatingPoint, otherSeconds),
            machine?.FloatingPoint / 1e9,
            Rate(item.Bytes, ownSeconds),
            Rate(item.Bytes, otherSeconds),
            machine?.Bandwidth / 1e9,
            threads,
            own.Length);
    }

    private static double? Number(double value) => double.IsNaN(value) ? null : value;

    private static double? Rate(double amount, double seconds) => amount == 0 ? null : amount / seconds / 1e9;
}
