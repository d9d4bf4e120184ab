using ILComicGAN.Bench.Peers;
using ILComicGAN.Bench.Peers.Processes;

namespace ILComicGAN.Bench.Scaling;

/// <summary>Two pieces of our own work measured in turn, so that a machine that slows down slows both.</summary>
/// <param name="First">Seconds of the first, median.</param>
/// <param name="Second">Seconds of the second.</param>
/// <param name="Ratio">Median over rounds of the second's by the first's.</param>
/// <param name="SecondPeak">Peak memory of the second's process over the idle one, in bytes.</param>
internal sealed record Pair(double First, double Second, double Ratio, long SecondPeak)
{
    public static Pair Measure(PeerCase first, PeerCase second, int firstThreads, int secondThreads, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("ilcomicgan-bench-").FullName;
        try
        {
            (string firstFile, string secondFile) = (Path.Combine(folder, "first.safetensors"), Path.Combine(folder, "second.safetensors"));
            CaseFile.Write(first, firstFile);
            CaseFile.Write(second, secondFile);
            using PeerProcess a = PeerProcess.Start(ServeCommand.Ours, firstThreads);
            using PeerProcess b = PeerProcess.Start(ServeCommand.Ours, secondThreads);
            double seconds = a.Ask(first, firstFile, 1).Seconds;
            int iterations = (int)Math.Clamp(b.Ask(second, secondFile, 1).Seconds / seconds, 1, 4);
            double[] own = new double[rounds];
            double[] other = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                own[round] = a.Ask(first, firstFile, iterations).Seconds;
                other[round] = b.Ask(second, secondFile, 1).Seconds;
            }

            return new Pair(Statistics.Median(own), Statistics.Median(other), Statistics.Median(own.Zip(other, (x, y) => y / x)), b.PeakOverIdle);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
