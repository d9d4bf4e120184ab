using System.CommandLine;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Files;
using ILComicGAN.Imaging;
using ILComicGAN.Networks.Generators;
using ILComicGAN.Stylization;

namespace ILComicGAN.Cli.Commands;

/// <summary>Photos to animation pictures: one file, several, or folders.</summary>
internal static class StylizeCommand
{
    public static Command Create()
    {
        Argument<string[]> inputs = new("input")
        {
            Description = "Photos, or folders of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> output = new("--output", "-o")
        {
            Description = "The picture to write (.png, .jpg, .webp); a folder for several photos.",
            Required = true,
        };
        Option<string?> weights = CommonOptions.Weights();
        Option<string?> style = CommonOptions.ShippedStyle();
        Option<int?> maxSide = CommonOptions.MaxSide();
        Option<double> detail = CommonOptions.Detail();
        Option<double> tones = CommonOptions.Tones();
        Option<string?> maxMemory = CommonOptions.MaxMemory();
        Option<bool> overwrite = new("--overwrite") { Description = "Let results take the places of photos; without it no photo is ever written over." };
        Option<bool> strict = CommonOptions.Strict();
        Option<string> device = CommonOptions.Device();
        Option<int> threads = CommonOptions.Threads();
        Option<bool> noTune = CommonOptions.NoTune();
        Option<bool> precise = CommonOptions.Precise();
        Option<string> precision = CommonOptions.Precision();
        Option<string?> profile = CommonOptions.Profile();
        Command command = new("stylize", "Turn photos into animation pictures of the same size.")
        {
            inputs, output, style, weights, maxSide, detail, tones, maxMemory, overwrite, strict, device, threads, noTune, precision, precise, profile,
        };
        command.SetAction(parsed =>
        {
            int? side = CommonOptions.RequireSide(parsed.GetValue(maxSide));
            double larger = CommonOptions.RequireDetail(parsed.GetValue(detail)), toned = CommonOptions.RequireTones(parsed.GetValue(tones));
            long? memory = CommonOptions.RequireMemory(parsed.GetValue(maxMemory));
            StylizePlan plan = StylizePlan.Make(parsed.GetValue(inputs)!, parsed.GetValue(output)!, parsed.GetValue(overwrite));
            OutputGuard.RequireApart(parsed.GetValue(profile), "--profile", plan.Work.Select(item => item.Input));
            string weightFile = CommonOptions.FindWeights(parsed, weights, style);
            using Device computing = CommonOptions.Open(parsed, device, threads, noTune, profile, precision, precise);
            using Generator generator = GeneratorFile.Load(weightFile, computing, Console.Error.WriteLine);
            Stylizer stylizer = new(generator)
            {
                Detail = larger,
                Tones = toned,
                MaxMemory = memory,
                TemporaryFolder = plan.Work.Count > 0 ? ExistingFolderAbove(plan.Work[0].Output) : Path.GetTempPath(),
                Progress = TileDisplay.Show,
            };
            return Run(stylizer, plan, side, parsed.GetValue(strict));
        });
        return command;
    }

    private static int Run(Stylizer stylizer, StylizePlan plan, int? maxSide, bool strict)
    {
        int failed = plan.Unreadable;
        foreach (string note in plan.Notes)
        {
            Console.Error.WriteLine(note);
        }

        foreach ((string input, string output) in plan.Work)
        {
            stylizer.Planned = computation => Tell(input, computation);
            // Whatever is wrong with one photo does not cost the others.
            bool written = false;
            if (Failures.Try(() => written = Stylize(stylizer, input, output, maxSide, strict, plan.Named.Contains(input))))
            {
                Console.Write(written ? output + Environment.NewLine : "");
            }
            else
            {
                failed++;
            }
        }

        if (failed > 0 && plan.Work.Count > 1)
        {
            Console.Error.WriteLine($"{failed} of {plan.Work.Count + plan.Unreadable} photos were not stylized.");
        }

        return failed > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    /// <returns>Whether there is a result: results of former runs are no photos, unless they are named one by one.</returns>
    private static bool Stylize(Stylizer stylizer, string input, string output, int? maxSide, bool strict, bool isNamed)
    {
        byte[] file = PictureFile.ReadBytes(input);
        if (!isNamed && PictureFile.IsResult(file))
        {
            Console.Error.WriteLine($"'{input}' is a result of this program and is left out; name it by itself to stylize it once more.");
            return false;
        }

        Picture photo = PictureFile.Decode(file, input, strict ? null : Console.Error.WriteLine);
        byte[] encoded;
        try
        {
            encoded = PictureFile.Encode(stylizer.Stylize(photo, maxSide), Path.GetExtension(output), isResult: true);
        }
        catch (PictureException e)
        {
            // What cannot be computed or encoded does not know its file.
            throw new PictureException($"'{input}': {e.Message}", e);
        }

        if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        AtomicFile.Write(output, stream => stream.Write(encoded));
        return true;
    }

    private static void Tell(string input, StylizationPlan plan)
    {
        if (plan.TileSide is not null)
        {
            Console.Error.WriteLine($"'{input}': {plan.Describe()}");
        }
    }

    /// <summary>Where the results go there is room for large files, which cannot be said of every system's temporary folder.</summary>
    private static string ExistingFolderAbove(string output)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(output));
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? Path.GetTempPath();
    }
}
