using System.Diagnostics;
using ILComicGAN.Files;

namespace ILComicGAN.Weights.Tests;

/// <summary>Whatever happens while a file is written, the former file or the new one is there.</summary>
public sealed class AtomicFileTests
{
    private const int Kills = 200;
    private const int Writers = 4;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void AFailedWriteLeavesTheFormerFile()
    {
        string path = _folder.File("w.safetensors");
        File.WriteAllText(path, "former");
        Assert.That(
            () => AtomicFile.Write(path, stream =>
            {
                stream.WriteByte(1);
                throw new IOException("no space left");
            }),
            Throws.TypeOf<IOException>());
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { path }));
        Assert.That(File.ReadAllText(path), Is.EqualTo("former"));
        AtomicFile.Write(path, stream => stream.WriteByte(65));
        Assert.That(File.ReadAllText(path), Is.EqualTo("A"));
    }

    /// <summary>
    /// A process that replaces the file without a pause is killed at random times, some of them in the middle of a
    /// write: the file is always one of those that were written, whole.
    /// </summary>
    [Test]
    public async Task KilledAtRandomTimes()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "ILComicGAN.Weights.Fuzz.dll");
        int[] interrupted = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => KillOften(program, writer))));
        TestContext.Out.WriteLine($"{Kills} kills, {interrupted.Sum()} of them in the middle of a write");
        Assert.That(interrupted.Sum(), Is.GreaterThan(Kills / 10), "kills in the middle of a write");
    }

    private int KillOften(string program, int writer)
    {
        Random random = new(writer);
        string folder = Directory.CreateDirectory(_folder.File($"{writer}")).FullName;
        string path = Path.Combine(folder, "w.safetensors");
        int interrupted = 0;
        for (int kill = 0; kill < Kills / Writers; kill++)
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "write", path]) { RedirectStandardOutput = true })!;
            Assert.That(process.StandardOutput.ReadLine(), Is.EqualTo("ready"));
            Thread.Sleep(TimeSpan.FromMilliseconds(random.NextDouble() * 20));
            process.Kill();
            process.WaitForExit();
            WeightFile file = WeightFile.Read(path);
            Assert.That(file.Get("a").Values, Is.All.EqualTo(file.Get("b").Values[0]));
            // A kill leaves the temporary file; the next write makes its own.
            string[] left = Directory.GetFiles(folder, ".*.tmp");
            interrupted += left.Length > 0 ? 1 : 0;
            foreach (string temporary in left)
            {
                File.Delete(temporary);
            }
        }

        return interrupted;
    }
}
