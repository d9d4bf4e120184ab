using System.Globalization;
using System.Text;
using ILComicGAN.Imaging;

namespace ILComicGAN.FakeCuda.Tests;

/// <summary>
/// Every call of the driver fails once, the first, second or hundredth time. Whatever comes of it, the program says a sentence
/// and ends. What it says goes to the test's output, as a table. Commands that take longer try what the short ones cannot: all
/// of it where the environment has ILCOMICGAN_ALL_FAILURES, which takes half an hour.
/// </summary>
public sealed class FaultInjectionTests
{
    private const int OutOfMemory = 2, IllegalAddress = 700, Unknown = 999;

    private static readonly string[] s_commands = ["devices", "kernels", "stylize", "train"];

    private TemporaryFolder _folder = null!;
    private Dictionary<string, string[]> _arguments = [];

    [OneTimeSetUp]
    public void MakeInputs()
    {
        _folder = new TemporaryFolder();
        string photo = _folder.File("photo.png");
        File.WriteAllBytes(photo, PictureFile.Encode(TestPictures.Create(8, 8, 4), ".png"));
        string weights = RandomWeights.Save(_folder);
        string photos = TestPictures.Folder(_folder, "photos", 2, 1), style = TestPictures.Folder(_folder, "style", 2, 9);
        _arguments = new()
        {
            ["devices"] = ["devices"],
            ["kernels"] = ["kernels", "run", "matmul/tiled.64x64.8x4", "--shape", "33x34x35", "--repeats", "1", "-d", "cuda:0"],
            ["stylize"] = ["stylize", photo, "--overwrite", "-o", _folder.File("out.png"), "--weights", weights, "-d", "cuda:0", "--no-tune"],
            ["train"] =
            [
                "train", "--photos", photos, "--style", style, "--perceptual", "random", "--size", "32", "--batch", "1", "--steps", "1", "--start-steps", "1",
                "--sheet-every", "0", "-d", "cuda:0", "--no-tune",
            ],
        };
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    /// <summary>Nothing is computed, since what fails are the calls; each command's own calls are those of a run without a failure.</summary>
    [TestCaseSource(nameof(s_commands))]
    [Category(SlowTests.Category)]
    public void EveryCallMayFail(string command)
    {
        if (command is not "devices")
        {
            SlowTests.SkipUnlessWanted($"failing each call of '{command}'");
        }

        Result whole = Run(command, "");
        // A kernel that has not run is found to be wrong, which is one more sentence.
        Assert.That(whole.Code, Is.EqualTo(command == "kernels" ? 1 : 0), whole.Error);
        StringBuilder table = new();
        List<string> wrong = [];
        foreach (string call in Calls(whole.Driver))
        {
            foreach (int time in (int[])[1, 2, 100])
            {
                if (whole.Driver[call] < time || !IsTried(command, call, time))
                {
                    continue;
                }

                int code = call switch { "cuMemAlloc_v2" => OutOfMemory, "cuLaunchKernel" or "cuStreamSynchronize" => IllegalAddress, _ => Unknown };
                Result result = Run(command, string.Create(CultureInfo.InvariantCulture, $";fail={call}@{time}={code}"));
                string said = command == "devices" ? result.Output.Split('\n').FirstOrDefault(line => line.StartsWith("cuda", StringComparison.Ordinal)) ?? "(no card)" : result.Error;
                table.AppendLine(CultureInfo.InvariantCulture, $"{command} | {call} | {time} | {code} | {result.Code} | {said.Trim().ReplaceLineEndings(" / ")}");
                if (result.Code > 2 || result.Error.Contains("   at ", StringComparison.Ordinal) || !result.Driver.HasFailed || Grave(result.Driver).Any())
                {
                    wrong.Add($"{call}, time {time}: exit code {result.Code}, {result.Error}{string.Join("; ", Grave(result.Driver))}");
                }
            }
        }

        TestContext.Out.WriteLine(table);
        Assert.That(wrong, Is.Empty);
        Assert.That(table.ToString().Split('\n'), Has.Length.GreaterThan(4));
    }

    private Result Run(string command, string failure)
    {
        string[] arguments = _arguments[command];
        return Cuda.Run(_folder, $"mode=null{failure}", command == "train" ? [.. arguments, "--out", _folder.File(Guid.NewGuid().ToString())] : arguments);
    }

    /// <summary>Opening a card is the same in all commands, and training has launches, copies and events by the hundred.</summary>
    private static bool IsTried(string command, string call, int time) => command switch
    {
        _ when Environment.GetEnvironmentVariable("ILCOMICGAN_ALL_FAILURES") is { Length: > 0 } => true,
        "stylize" => time == 100 || call is "cuMemAlloc_v2" or "cuMemGetInfo_v2" or "cuLaunchKernel" or "cuModuleLoadDataEx",
        "train" => time == 100 && call is ("cuMemAlloc_v2" or "cuLaunchKernel" or "cuMemcpyAsync" or "cuCtxSetCurrent"),
        _ => true,
    };

    /// <summary>ILGPU gives back what it failed to get, too; a driver refuses that, and nothing comes of it.</summary>
    private static IEnumerable<string> Grave(DriverReport driver) => driver.Findings.Where(finding => !finding.EndsWith("never was", StringComparison.Ordinal));

    private static IEnumerable<string> Calls(DriverReport report) => report.Names.Where(name => name.StartsWith("cu", StringComparison.Ordinal));
}
